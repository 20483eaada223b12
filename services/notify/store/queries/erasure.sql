-- name: export_subscriptions
SELECT kind, page_url, state, language, created_at, confirmed_at, ended_at FROM subscription
WHERE digest = $1 AND site = $2 ORDER BY created_at

-- name: export_deliveries
SELECT kind, state, reason, created_at, sent_at FROM delivery
WHERE recipient = 'reader:' || $1::text AND site = $2 ORDER BY created_at

-- name: export_questions
SELECT q.text, q.kind, q.state, q.page_url, q.asked_at FROM question q JOIN comment c ON c.id = q.comment
WHERE c.author_digest = $1 AND q.site = $2 ORDER BY q.asked_at

-- name: export_bounces
SELECT kind, detail, at FROM bounce WHERE digest = $1 ORDER BY at

-- name: export_suppression
SELECT reason, detail, since FROM suppression WHERE digest = $1

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
