-- name: find_moderator
SELECT m.* FROM moderator m WHERE m.site = $1 AND m.digest = $2

-- name: lock_moderator
SELECT m.* FROM moderator m WHERE m.site = $1 AND m.digest = $2 FOR UPDATE

-- name: list_moderators
SELECT m.* FROM moderator m WHERE m.site = $1 ORDER BY m.name, m.id

-- name: list_memberships
SELECT m.* FROM moderator m WHERE m.digest = $1 AND m.active ORDER BY m.site

-- name: insert_moderator
INSERT INTO moderator (id, site, name, digest, sealed, role, language, alerts, subjects, timezone, quiet_from, quiet_to, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING

-- name: update_moderator
UPDATE moderator SET name = $2, role = $3, language = $4, alerts = $5, subjects = $6, timezone = $7, quiet_from = $8,
    quiet_to = $9, active = $10, version = version + 1
WHERE id = $1 RETURNING version

-- name: insert_signin
INSERT INTO signin (id, digest, token, code, browser, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: count_signins
SELECT count(*) FROM signin WHERE digest = $1 AND created_at > $2

-- name: find_signin
SELECT id, digest, code, browser, attempts, expires_at, used_at FROM signin WHERE token = $1

-- name: find_signin_of_browser
SELECT id, digest, code, browser, attempts, expires_at, used_at FROM signin WHERE browser = $1 ORDER BY created_at DESC LIMIT 1

-- name: use_signin
UPDATE signin SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING digest

-- name: miss_signin
UPDATE signin SET attempts = attempts + 1 WHERE id = $1

-- name: insert_session
INSERT INTO session (id, token, digest, name, csrf, browser, created_at, seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)

-- name: find_session
SELECT s.id, s.digest, s.name, s.csrf, s.seen_at, s.expires_at,
    (SELECT m.id FROM moderator m WHERE m.digest = s.digest AND m.active ORDER BY m.created_at, m.id LIMIT 1) AS person,
    (SELECT json_object_agg(m.site, m.role)::text FROM moderator m WHERE m.digest = s.digest AND m.active) AS roles,
    coalesce((SELECT d.language FROM desk_choice d WHERE d.digest = s.digest), '') AS language
FROM session s WHERE s.token = $1 AND s.revoked_at IS NULL

-- name: see_session
UPDATE session SET seen_at = $2 WHERE id = $1

-- name: list_sessions
SELECT id, browser, created_at, seen_at, expires_at FROM session
WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY seen_at DESC

-- name: revoke_session
UPDATE session SET revoked_at = $3 WHERE id = $1 AND digest = $2 AND revoked_at IS NULL

-- name: end_links
UPDATE signin SET used_at = $3 WHERE digest = $1 AND browser = $2 AND used_at IS NULL
