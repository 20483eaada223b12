-- name: find_site
SELECT key, name, origins, language, settings, active, version FROM site WHERE key = $1

-- name: list_sites
SELECT key, name, origins, language, settings, active, version FROM site ORDER BY key

-- name: lock_site
SELECT key, name, origins, language, settings, active, version FROM site WHERE key = $1 FOR UPDATE

-- name: insert_site
INSERT INTO site (key, name, origins, language, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING

-- name: update_site
UPDATE site SET name = $2, origins = $3, language = $4, settings = $5, active = $6, version = version + 1
WHERE key = $1 RETURNING version

-- name: touch_threads_of_site
UPDATE thread SET version = version + 1, changed = pg_current_xact_id() WHERE site = $1
