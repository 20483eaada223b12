-- name: browse_history
-- $1 site, $2 line before, $3 an actor's name, $4 actions or none, $5 comment, $6 thread, $7 how many, $8 what decides
SELECT l.id, l.site, l.thread, l.comment, l.action, l.from_state, l.to_state, l.reason, l.actor_kind, l.actor_name, l.actor_id, l.via,
    l.batch, l.undoes, l.created_at, c.author_name, t.title AS thread_title, t.link AS thread_link,
    coalesce(l.action = ANY ($8::text[]) AND l.action NOT IN ('undo', 'delete') AND l.from_state <> l.to_state AND c.state = l.to_state
        AND l.id = (SELECT max(n.id) FROM audit n WHERE n.comment = l.comment AND n.action = ANY ($8::text[])), false) AS undoable
FROM audit l LEFT JOIN comment c ON c.id = l.comment LEFT JOIN thread t ON t.id = coalesce(l.thread, c.thread)
WHERE l.site = $1 AND l.id < $2 AND ($3::text = '' OR l.actor_name = $3) AND (cardinality($4::text[]) = 0 OR l.action = ANY ($4::text[]))
    AND ($5::uuid IS NULL OR l.comment = $5) AND ($6::uuid IS NULL OR l.thread = $6)
ORDER BY l.id DESC LIMIT $7

-- name: browse_waiting
SELECT c.thread, count(*) AS waiting FROM comment c WHERE c.site = $1 AND c.thread = ANY ($2::uuid[]) AND c.state = 'held' GROUP BY c.thread

-- name: browse_urls
SELECT u.url FROM thread_url u WHERE u.thread = $1 ORDER BY u.url LIMIT 200
