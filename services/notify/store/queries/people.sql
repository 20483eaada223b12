-- name: keep_address
INSERT INTO address (digest, sealed) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING

-- name: find_address
SELECT sealed FROM address WHERE digest = $1

-- name: list_addresses_to_rotate
SELECT digest, sealed FROM address WHERE digest > $1 ORDER BY digest LIMIT $2

-- name: replace_address
UPDATE address SET sealed = $2 WHERE digest = $1

-- name: delete_address
DELETE FROM address WHERE digest = $1

-- name: keep_moderator
WITH before AS (SELECT 1 FROM moderator
                WHERE id = $1 AND site = $2 AND active AND role IN ('owner', 'editor', 'moderator') AND alerts <> 'none')
INSERT INTO moderator (id, site, name, role, digest, language, alerts, subjects, timezone, quiet_from, quiet_to, active,
                       version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (id, site) DO UPDATE SET
    name = excluded.name, role = excluded.role, digest = excluded.digest, language = excluded.language,
    alerts = excluded.alerts, subjects = excluded.subjects, timezone = excluded.timezone,
    quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, active = excluded.active,
    version = excluded.version
WHERE moderator.version <= excluded.version
RETURNING active AND role IN ('owner', 'editor', 'moderator') AND alerts <> 'none'
          AND NOT EXISTS (SELECT 1 FROM before) AS begins

-- name: list_deciders
SELECT id, name, language, alerts FROM moderator
WHERE site = $1 AND active AND role IN ('owner', 'editor', 'moderator') AND alerts <> 'none'
ORDER BY id

-- name: list_owners
SELECT id, name, language FROM moderator WHERE site = $1 AND active AND role IN ('owner', 'editor') ORDER BY id

-- name: find_moderator
SELECT id, site, name, role, digest, language, alerts, active FROM moderator WHERE id = $1 AND site = $2

-- name: keep_site
INSERT INTO site (key, name, origins, language, settings, active, version)
VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7)
ON CONFLICT (key) DO UPDATE SET
    name = excluded.name, origins = excluded.origins, language = excluded.language, settings = excluded.settings,
    active = excluded.active, version = excluded.version
WHERE site.version <= excluded.version

-- name: find_site
SELECT key, name, origins, language, settings::text AS settings, active FROM site WHERE key = $1
