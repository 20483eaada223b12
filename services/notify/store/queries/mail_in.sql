-- name: add_raw_mail
INSERT INTO raw_mail (id, received_at, link, mark, envelope_from, raw, fingerprint, size, not_before)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $2)
ON CONFLICT ON CONSTRAINT raw_mail_once DO NOTHING

-- name: claim_raw_mail
SELECT r.id, r.received_at, r.link, r.mark, r.envelope_from, r.raw, r.attempts, r.verdict,
       l.purpose, l.recipient, l.subject, l.site, l.language, l.delivery, l.expires_at
FROM raw_mail r JOIN link l ON l.hash = r.link
WHERE r.state = 'new' AND r.not_before <= $1
ORDER BY r.received_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED

-- name: count_recent_raw
SELECT count(*) FROM raw_mail WHERE link = $1 AND received_at > $2 AND id <> $3

-- name: settle_raw_mail
UPDATE raw_mail SET state = $2, verdict = $3, detail = $4, processed_at = $5, attempts = attempts + 1 WHERE id = $1

-- name: postpone_raw_mail
UPDATE raw_mail SET attempts = attempts + 1, not_before = $2, detail = $3,
                    state = CASE WHEN attempts >= 5 THEN 'failed' ELSE state END
WHERE id = $1

-- name: list_raw_mail
SELECT r.id, r.received_at, r.state, r.verdict, r.detail, r.size, r.mark, l.site, l.subject, l.recipient
FROM raw_mail r JOIN link l ON l.hash = r.link
WHERE ($1::text[] IS NULL OR l.site = ANY ($1)) AND ($2::text = '' OR r.state = $2)
ORDER BY r.received_at DESC LIMIT $3

-- name: find_raw_mail
SELECT r.id, r.received_at, r.state, r.verdict, r.detail, r.size, r.raw, l.site, l.subject, l.recipient
FROM raw_mail r JOIN link l ON l.hash = r.link WHERE r.id = $1

-- name: release_raw_mail
UPDATE raw_mail SET state = 'new', verdict = 'released', not_before = $2 WHERE id = $1 AND state IN ('held', 'failed')

-- name: delete_old_raw_mail
UPDATE raw_mail SET raw = NULL WHERE raw IS NOT NULL AND received_at < $1 AND state NOT IN ('new', 'held')

-- name: add_draft
INSERT INTO draft (id, raw, moderator, site, subject, text, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: find_draft
SELECT id, raw, moderator, site, subject, text, state, outcome, created_at, decided_at FROM draft WHERE id = $1

-- name: settle_draft
UPDATE draft SET state = $2, outcome = $3, decided_at = $4 WHERE id = $1 AND state = 'open'
