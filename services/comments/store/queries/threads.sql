-- name: find_thread
SELECT id, site, url, link, title, open, last_number, count, version, created_at, updated_at FROM thread WHERE id = $1

-- name: find_thread_by_url
SELECT t.id, t.site, t.url, t.link, t.title, t.open, t.last_number, t.count, t.version, t.created_at, t.updated_at
FROM thread_url u JOIN thread t ON t.id = u.thread WHERE u.site = $1 AND u.url = $2

-- name: insert_thread
WITH made AS (
    INSERT INTO thread (id, site, url, link, title, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING
)
INSERT INTO thread_url (site, url, thread) VALUES ($2, $3, $1) ON CONFLICT DO NOTHING

-- name: set_title
UPDATE thread SET title = $2, version = version + 1, changed = pg_current_xact_id() WHERE id = $1 AND title = ''

-- name: touch_thread
UPDATE thread SET version = version + 1, count = count + $2, changed = pg_current_xact_id(), updated_at = $3
WHERE id = $1 RETURNING version

-- name: count_threads
SELECT u.url, t.id, t.version, t.count FROM thread_url u JOIN thread t ON t.id = u.thread
WHERE u.site = $1 AND u.url = ANY ($2::text[])

-- name: changed_threads
SELECT t.id, t.site, t.version, t.count, pg_snapshot_xmin(pg_current_snapshot())::text AS mark,
    ARRAY(SELECT u.url FROM thread_url u WHERE u.thread = t.id) AS urls
FROM thread t WHERE t.changed >= $1::text::xid8

-- name: current_mark
SELECT pg_snapshot_xmin(pg_current_snapshot())::text

-- name: page_oldest
SELECT c.path, c.rank, c.piece, c.html, c.unusual, c.refers FROM comment_shown c
WHERE c.thread = $1 AND c.shown AND ((c.rank > 0), c.path) > ($2, $3::integer[])
ORDER BY (c.rank > 0), c.path LIMIT $4

-- name: open_oldest
-- A thread and its first page in one row: a hundred records of six columns cost their reader more than all the rest.
SELECT t.id, t.site, t.url, t.link, t.title, t.open, t.last_number, t.count, t.version, t.created_at, t.updated_at,
    p.paths, p.ranks, p.pieces, p.htmls, p.unusual, p.refers
FROM thread_url u JOIN thread t ON t.id = u.thread CROSS JOIN LATERAL (
    SELECT json_agg(x.path)::text AS paths, array_agg(x.rank) AS ranks, string_agg(x.piece, chr(1)) AS pieces,
        string_agg(x.html, chr(1)) FILTER (WHERE $4) AS htmls, array_agg(x.unusual) AS unusual, array_agg(x.refers) AS refers
    FROM (
        SELECT c.path, c.rank, c.piece, c.html, c.unusual, c.refers FROM comment_shown c
        WHERE c.thread = t.id AND c.shown AND ((c.rank > 0), c.path) > (false, '{}'::integer[])
        ORDER BY (c.rank > 0), c.path LIMIT $3
    ) x
) p
WHERE u.site = $1 AND u.url = $2

-- name: page_newest
SELECT c.path, c.rank, c.piece, c.html, c.unusual, c.refers FROM comment_shown c
WHERE c.thread = $1 AND c.shown AND ((c.rank > 0), (-c.path[1]), c.path) > ($2, $3, $4::integer[])
ORDER BY (c.rank > 0), (-c.path[1]), c.path LIMIT $5

-- name: page_pick
SELECT c.path, c.rank, c.piece, c.html, c.unusual, c.refers FROM comment_shown c
WHERE c.thread = $1 AND c.shown AND (c.rank, c.path) > ($2, $3::integer[])
ORDER BY c.rank, c.path LIMIT $4

-- name: page_picture
SELECT c.path, c.rank, c.piece, c.html, c.unusual, c.refers FROM comment_shown c
WHERE c.site = $2 AND c.gallery = $3 AND c.picture_number = $4 AND c.thread = $1 AND c.shown AND c.path > $5::integer[]
ORDER BY c.path LIMIT $6

-- name: find_numbered
SELECT c.* FROM comment_record c WHERE c.thread = $1 AND c.number = ANY ($2::integer[])

-- name: changes_since
SELECT c.id, c.number, c.version, c.state, c.thread_version FROM comment c
WHERE c.thread = $1 AND c.thread_version > $2 ORDER BY c.thread_version, c.number LIMIT 500

-- name: find_url
SELECT t.url FROM thread t WHERE t.id = $1

-- name: latest_of_site
SELECT c.*, t.link AS thread_link, t.title AS thread_title FROM comment_record c JOIN thread t ON t.id = c.thread
WHERE c.site = $1 AND c.state = 'published' ORDER BY c.created_at DESC, c.id DESC LIMIT $2

-- name: latest_of_thread
SELECT c.*, t.link AS thread_link, t.title AS thread_title FROM comment_record c JOIN thread t ON t.id = c.thread
WHERE c.thread = $1 AND c.state = 'published' ORDER BY c.created_at DESC, c.id DESC LIMIT $2
