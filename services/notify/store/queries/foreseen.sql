-- name: lock_apart
SELECT pg_advisory_xact_lock(hashtextextended('merges', 42))

-- name: lock_apart_shared
SELECT pg_advisory_xact_lock_shared(hashtextextended('merges', 42))

-- name: lock_comments
SELECT pg_advisory_xact_lock(key)
FROM (SELECT DISTINCT hashtextextended(id::text, 43) AS key FROM unnest($1::uuid[]) AS id ORDER BY key) AS ordered

-- name: look_ahead
SELECT ARRAY(SELECT thread FROM merged_thread WHERE thread = ANY($1::uuid[])) AS merged,
       ARRAY(SELECT DISTINCT thread FROM subscription
             WHERE thread = ANY($1::uuid[]) AND kind IN ('replies', 'thread') AND state = 'active') AS followed,
       ARRAY(SELECT digest FROM address WHERE digest = ANY($2::text[])) AS addressed

-- name: keep_addresses
INSERT INTO address (digest, sealed) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT (digest) DO NOTHING
