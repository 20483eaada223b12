-- name: add_links
INSERT INTO link (hash, purpose, recipient, subject, site, language, delivery, created_at, expires_at)
SELECT hash, purpose, $3, subject, $5, $6, $7, $8, expires_at
FROM unnest($1::bytea[], $2::text[], $4::text[], $9::timestamptz[]) AS given (hash, purpose, subject, expires_at)

-- name: find_link
SELECT hash, purpose, recipient, subject, site, language, delivery, expires_at, used_at, outcome
FROM link WHERE hash = $1

-- name: use_link
UPDATE link SET used_at = coalesce(used_at, $2), outcome = $3 WHERE hash = $1

-- name: delete_old_links
DELETE FROM link WHERE hash IN (SELECT hash FROM link WHERE expires_at < $1 LIMIT $2)

-- name: add_decision
INSERT INTO decision (request, site, comment, moderator, name, decision, via, requested_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: list_open_decisions
SELECT request, site, moderator, name, decision, via, requested_at FROM decision
WHERE comment = $1 AND outcome = '' ORDER BY requested_at

-- name: find_decision
SELECT request, site, comment, moderator, name, decision, via, requested_at, outcome FROM decision WHERE request = $1

-- name: settle_decision
UPDATE decision SET outcome = $2 WHERE request = $1 AND outcome = ''
