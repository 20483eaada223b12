-- part: asked_for
        AND (NOT $3::boolean OR c.reports > 0)
        AND (NOT $4::boolean OR (c.question AND NOT EXISTS (SELECT FROM comment a WHERE (a.parent = c.id OR a.reply_to = c.id)
            AND a.state = 'published' AND a.author_kind IN ('archive', 'expert', 'staff'))))
        AND ($5::uuid IS NULL OR c.thread = $5)
        AND ($6::text = '' OR (c.gallery = $6 AND ($7::integer = 0 OR c.picture_number = $7)))
        AND ($8::text = '' OR c.reasons LIKE '%"code":"' || $8 || '"%')
        AND ($9::text = '' OR c.digest = $9)
        AND c.created_at >= $10 AND c.created_at < $11 AND c.level >= $12::integer

-- name: list_queue
-- $1 site, $2 states, $3 reported only, $4 unanswered questions only, $5 thread, $6 gallery, $7 picture, $8 reason,
-- $9 author's digest, $10 from, $11 to, $12 least level, $13 before (time), $14 before (id), $15 limit
WITH page AS (
    SELECT c.id FROM comment c
    WHERE c.site = $1 AND c.state = ANY ($2::text[])
        -- include asked_for
        AND (c.created_at, c.id) < ($13, $14::uuid)
    ORDER BY c.created_at DESC, c.id DESC LIMIT $15
)
SELECT c.*, t.link AS thread_link, t.title AS thread_title
FROM page JOIN comment_record c ON c.id = page.id JOIN thread t ON t.id = c.thread ORDER BY c.created_at DESC, c.id DESC

-- name: search_queue
-- as list_queue, with the words to look for in $16
WITH page AS (
    SELECT c.id FROM comment c
    WHERE c.search @@ websearch_to_tsquery('simple', $16) AND c.site = $1 AND c.state = ANY ($2::text[])
        -- include asked_for
        AND (c.created_at, c.id) < ($13, $14::uuid)
    ORDER BY c.created_at DESC, c.id DESC LIMIT $15
)
SELECT c.*, t.link AS thread_link, t.title AS thread_title
FROM page JOIN comment_record c ON c.id = page.id JOIN thread t ON t.id = c.thread ORDER BY c.created_at DESC, c.id DESC

-- name: list_queue_oldest
-- as list_queue, the oldest first; $13 and $14 are where the page before ended
WITH page AS (
    SELECT c.id FROM comment c
    WHERE c.site = $1 AND c.state = ANY ($2::text[])
        -- include asked_for
        AND (c.created_at, c.id) > ($13, $14::uuid)
    ORDER BY c.created_at ASC, c.id ASC LIMIT $15
)
SELECT c.*, t.link AS thread_link, t.title AS thread_title
FROM page JOIN comment_record c ON c.id = page.id JOIN thread t ON t.id = c.thread ORDER BY c.created_at ASC, c.id ASC

-- name: search_queue_oldest
-- as search_queue, the oldest first
WITH page AS (
    SELECT c.id FROM comment c
    WHERE c.search @@ websearch_to_tsquery('simple', $16) AND c.site = $1 AND c.state = ANY ($2::text[])
        -- include asked_for
        AND (c.created_at, c.id) > ($13, $14::uuid)
    ORDER BY c.created_at ASC, c.id ASC LIMIT $15
)
SELECT c.*, t.link AS thread_link, t.title AS thread_title
FROM page JOIN comment_record c ON c.id = page.id JOIN thread t ON t.id = c.thread ORDER BY c.created_at ASC, c.id ASC

-- name: count_queue
-- each counted up to 1,000, which is as much as a person needs to know
SELECT (SELECT count(*) FROM (SELECT FROM comment c WHERE c.site = $1 AND c.state = 'held' LIMIT 1000) x) AS held,
    (SELECT count(*) FROM (SELECT FROM comment c WHERE c.site = $1 AND c.reports > 0 AND c.state = 'published' LIMIT 1000) x) AS reported,
    (SELECT count(*) FROM (SELECT FROM comment c WHERE c.site = $1 AND c.question AND c.state = 'published'
        AND NOT EXISTS (SELECT FROM comment a WHERE (a.parent = c.id OR a.reply_to = c.id) AND a.state = 'published'
            AND a.author_kind IN ('archive', 'expert', 'staff')) LIMIT 1000) x) AS questions

-- name: list_authors
SELECT c.digest, min(c.created_at) AS first_seen, count(*) FILTER (WHERE c.state = 'published') AS published,
    count(*) FILTER (WHERE c.state IN ('rejected', 'spam')) AS rejected, count(*) FILTER (WHERE c.state = 'held') AS held,
    (array_agg(DISTINCT c.author_name) FILTER (WHERE c.author_name <> ''))[1:10] AS names,
    s.standing, s.until, s.note
FROM comment c LEFT JOIN standing s ON s.site = c.site AND s.digest = c.digest
WHERE c.site = $1 AND c.digest = ANY ($2::text[]) GROUP BY c.digest, s.standing, s.until, s.note

-- name: list_reports
SELECT r.comment, r.reason, r.created_at FROM report r WHERE r.comment = ANY ($1::uuid[]) ORDER BY r.created_at

-- name: list_revisions
SELECT r.version, r.text, r.editor, r.edited_at FROM revision r WHERE r.comment = $1 ORDER BY r.version DESC

-- name: list_last_decisions
SELECT DISTINCT ON (a.comment) a.comment, a.action, a.actor_name, a.created_at, a.reason FROM audit a
WHERE a.comment = ANY ($1::uuid[]) ORDER BY a.comment, a.id DESC

-- name: list_batch
SELECT a.id, a.comment FROM audit a WHERE a.batch = $1 AND a.site = $2 AND a.undoes IS NULL ORDER BY a.id

-- name: save_standing
INSERT INTO standing (site, digest, standing, until, note, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (site, digest) DO UPDATE SET standing = EXCLUDED.standing, until = EXCLUDED.until, note = EXCLUDED.note,
    set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at

-- name: list_standings
SELECT s.digest, s.standing, s.until, s.note, s.set_by, s.set_at FROM standing s
WHERE s.site = $1 AND s.standing <> 'none' ORDER BY s.set_at DESC LIMIT 1000

-- name: list_held_of_author
SELECT c.id FROM comment c WHERE c.site = $1 AND c.digest = $2 AND c.state = 'held' ORDER BY c.created_at LIMIT 1000

-- name: list_threads
SELECT t.id, t.site, t.url, t.link, t.title, t.open, t.last_number, t.count, t.version, t.created_at, t.updated_at FROM thread t
WHERE t.site = $1 AND t.merged_into IS NULL AND (t.updated_at, t.id) < ($2, $3::uuid)
    AND ($4 = '' OR t.url ILIKE '%' || $4 || '%' OR t.title ILIKE '%' || $4 || '%')
ORDER BY t.updated_at DESC, t.id DESC LIMIT $5

-- name: set_open
UPDATE thread SET open = $2 WHERE id = $1 AND open <> $2

-- name: set_marks
UPDATE comment SET pinned = $2, pick = $3, version = version + 1, thread_version = $4 WHERE id = $1

-- name: set_rank
-- the whole branch takes the rank of its root: pinned, else picked somewhere in it, else neither
UPDATE comment c SET rank = r.rank FROM (
    SELECT CASE WHEN bool_or(b.pinned) THEN 0 WHEN bool_or(b.pick) THEN 1 ELSE 2 END AS rank
    FROM comment b WHERE b.thread = $1 AND b.path[1] = $2
) r WHERE c.thread = $1 AND c.path[1] = $2 AND c.rank <> r.rank

-- name: lock_threads
SELECT t.id, t.site, t.url, t.link, t.title, t.open, t.last_number, t.count, t.version, t.created_at, t.updated_at
FROM thread t WHERE t.id = ANY ($1::uuid[]) ORDER BY t.id FOR UPDATE

-- name: move_comments
-- numbers and paths go on after the target's last number, so that no permalink of the target changes
UPDATE comment c SET thread = $2, number = c.number + $3, thread_version = $4,
    path = ARRAY(SELECT step + $3::integer FROM unnest(c.path) WITH ORDINALITY AS p (step, place) ORDER BY place)
WHERE c.thread = $1

-- name: take_over
UPDATE thread SET last_number = last_number + $2, count = count + $3, version = version + 1, changed = pg_current_xact_id(),
    updated_at = $4 WHERE id = $1 RETURNING version

-- name: hand_over
UPDATE thread SET count = 0, open = false, merged_into = $2, version = version + 1, changed = pg_current_xact_id()
WHERE id = $1

-- name: move_urls
UPDATE thread_url SET thread = $2 WHERE thread = $1

-- name: move_galleries
UPDATE gallery SET thread = $2 WHERE thread = $1

-- name: set_url
UPDATE thread SET url = $2, link = $3, version = version + 1, changed = pg_current_xact_id() WHERE id = $1

-- name: insert_url
INSERT INTO thread_url (site, url, thread) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: find_target
SELECT merged_into FROM thread WHERE id = $1
