-- name: forget_links
DELETE FROM link WHERE recipient = $1

-- name: forget_deliveries
DELETE FROM delivery WHERE recipient = $1

-- name: forget_mail_in
DELETE FROM raw_mail r USING link l WHERE l.hash = r.link AND l.recipient = $1

-- name: forget_told_addresses
DELETE FROM address a USING erasure e, delivery d
WHERE e.digest = a.digest AND d.kind = 'erased' AND d.subject = 'erasure:' || e.request
  AND d.state IN ('sent', 'failed', 'skipped', 'uncertain')
  AND NOT EXISTS (SELECT 1 FROM moderator m WHERE m.digest = a.digest)
  AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.digest = a.digest)
