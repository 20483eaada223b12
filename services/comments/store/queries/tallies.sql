-- name: tally_days
-- what was brought in and never published was never told
SELECT c.site, (c.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS count, sum(c.version) AS versions
FROM comment c
WHERE c.site IN (SELECT key FROM site) AND c.state IN ('held', 'published') AND (c.source = '' OR c.state = 'published')
    AND c.created_at >= $1 AND c.created_at < $2
GROUP BY 1, 2 ORDER BY 1, 2

-- name: list_unlike
-- $3 and $4: the ids and versions that somebody knows
SELECT c.id FROM comment c LEFT JOIN unnest($3::uuid[], $4::integer[]) AS known (id, version) ON known.id = c.id
WHERE c.site = $1 AND c.created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
    AND c.created_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
    AND known.version IS DISTINCT FROM c.version
    AND (known.id IS NOT NULL OR c.state = 'published' OR (c.source = '' AND c.state = 'held'))
ORDER BY c.id LIMIT $5
