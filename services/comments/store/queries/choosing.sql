-- name: save_language
INSERT INTO desk_choice (digest, language, changed_at) VALUES ($1, $2, $3)
ON CONFLICT (digest) DO UPDATE SET language = EXCLUDED.language, changed_at = EXCLUDED.changed_at

-- name: list_views
SELECT id, name, query FROM desk_view WHERE site = $1 AND digest = $2 ORDER BY lower(name), id LIMIT 50

-- name: count_views
SELECT count(*) FROM desk_view WHERE site = $1 AND digest = $2

-- name: save_view
INSERT INTO desk_view (id, site, digest, name, query, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (site, digest, name) DO UPDATE SET query = EXCLUDED.query

-- name: delete_view
DELETE FROM desk_view WHERE id = $1 AND site = $2 AND digest = $3 RETURNING id

-- name: erase_choice
DELETE FROM desk_choice WHERE digest = $1 AND NOT EXISTS (SELECT FROM moderator m WHERE m.digest = $1 AND m.active)

-- name: erase_views
DELETE FROM desk_view WHERE digest = $1 AND NOT EXISTS (SELECT FROM moderator m WHERE m.digest = $1 AND m.active)
