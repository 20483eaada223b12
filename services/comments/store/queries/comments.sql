-- name: gather_facts
-- $1 site, $2 canonical url, $3 digest, $4 fingerprint, $5 since when a repeat counts, $6 key of the network,
-- $7 key of the address, $8 parent, $9 idempotency key, $10 gallery, else that of the page, $11 id of a thread to come, $12 number of a picture
SELECT t.id AS thread, t.open AS thread_open, t.created_at AS thread_created_at, t.link AS thread_link,
    t.title AS thread_title, s.standing, s.until AS standing_until,
    EXISTS (SELECT FROM comment c WHERE c.site = $1 AND c.digest = $3 AND c.state = 'published' AND $3 <> '') AS published_before,
    (SELECT c.id FROM comment c WHERE c.thread = t.id AND c.fingerprint = $4 AND c.created_at > $5
        AND c.state <> 'removed' LIMIT 1) AS duplicate,
    (SELECT f.times FROM flood f WHERE f.key = $6) AS network_times,
    (SELECT f.times FROM flood f WHERE f.key = $7) AS address_times,
    p.id AS parent, p.author_name AS parent_name, p.number AS parent_number, p.depth AS parent_depth,
    p.path AS parent_path, p.parent AS parent_parent, p.state AS parent_state, p.thread AS parent_thread,
    i.request_hash, i.comment AS first_comment, i.status AS first_status, i.answer AS first_answer,
    g.key AS gallery, cardinality(g.pictures) AS gallery_pictures, g.pictures[$12::integer] AS gallery_picture
FROM (SELECT) AS one
LEFT JOIN thread_url u ON u.site = $1 AND u.url = $2
LEFT JOIN thread t ON t.id = u.thread
LEFT JOIN standing s ON s.site = $1 AND s.digest = $3
LEFT JOIN comment p ON p.id = $8
LEFT JOIN idempotency i ON i.site = $1 AND i.key = $9
LEFT JOIN LATERAL (SELECT * FROM gallery g WHERE g.site = $1 AND (CASE WHEN $10 <> '' THEN g.key = $10
    ELSE g.thread = coalesce(t.id, $11) END) ORDER BY g.key LIMIT 1) g ON true

-- name: keep_comment
-- One statement, one round trip: the flood's tickets, the number, the comment, its events and the answer to
-- repeat. The number is known only here, so what carries it comes in parts that are joined by it.
WITH ticket AS (
    INSERT INTO flood AS f (key, times, holder)
    SELECT k.key, ARRAY[$2::timestamptz], $1::uuid
    FROM unnest($3::text[], $4::float8[], $5::integer[], $6::float8[]) AS k (key, pause, burst, period) ORDER BY k.key
    ON CONFLICT (key) DO UPDATE SET (times, holder) = (
        SELECT CASE WHEN free THEN recent || EXCLUDED.times ELSE f.times END, CASE WHEN free THEN EXCLUDED.holder ELSE f.holder END
        FROM unnest($3::text[], $4::float8[], $5::integer[], $6::float8[]) AS k (key, pause, burst, period),
            LATERAL (SELECT coalesce(array_agg(time ORDER BY time), '{}') AS recent FROM unnest(f.times) AS time
                WHERE time > $2::timestamptz - make_interval(secs => k.period)) AS r,
            LATERAL (SELECT (k.burst = 0 OR cardinality(recent) < k.burst) AND (k.pause = 0 OR cardinality(recent) = 0
                OR recent[cardinality(recent)] <= $2::timestamptz - make_interval(secs => k.pause)) AS free) AS v
        WHERE k.key = f.key)
    RETURNING f.holder = $1::uuid AS free
), numbered AS (
    UPDATE thread SET last_number = last_number + 1, count = count + $8::int, version = version + $8::int,
        changed = CASE WHEN $8::int = 1 THEN pg_current_xact_id() ELSE changed END,
        updated_at = CASE WHEN $8::int = 1 THEN $2 ELSE updated_at END
    WHERE id = $7 AND open AND NOT EXISTS (SELECT FROM ticket WHERE NOT free)
    RETURNING last_number, version
), kept AS (
    INSERT INTO comment (id, site, thread, number, parent, reply_to, depth, path, rank, state, shown, thread_version,
        author_name, author_kind, author_id, digest, sealed, network, text, body, html, language, fingerprint,
        created_at, changed_at, published_at, editable_until, gallery, picture_number, region, attachments,
        reasons, level, answer, answer_version, answer_details, question)
    SELECT $1, $9, $7, n.last_number, $10, $11, $12, $13::integer[] || n.last_number, coalesce(
            (SELECT c.rank FROM comment c WHERE c.id = $10), 2), $14, $8::int = 1,
        CASE WHEN $8::int = 1 THEN n.version ELSE 0 END,
        $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
        $2, $2, CASE WHEN $8::int = 1 THEN $2::timestamptz END, $26, $27, $28, $29, $30, $31, $32,
        $33, $34, $35, $47
    FROM numbered n RETURNING number
), remembered AS (
    INSERT INTO idempotency (site, key, request_hash, comment, status, answer, created_at)
    SELECT $9, $36, $37, $1, $38, (SELECT string_agg(part, kept.number::text::bytea ORDER BY place)
        FROM unnest($39::bytea[]) WITH ORDINALITY AS p (part, place)), $2
    FROM kept WHERE $36 <> ''
), sent AS (
    INSERT INTO outbox (event_id, routing_key, payload, traceparent)
    SELECT $40, $41, (SELECT string_agg(part, kept.number::text::bytea ORDER BY place)
        FROM unnest($42::bytea[]) WITH ORDINALITY AS p (part, place)), $43
    FROM kept
    UNION ALL
    SELECT s.event_id, s.routing_key, s.payload, $43 FROM kept,
        unnest($44::uuid[], $45::text[], $46::bytea[]) AS s (event_id, routing_key, payload)
)
SELECT number FROM kept

-- name: find_comment
SELECT c.*, t.link AS thread_link, t.title AS thread_title FROM comment_record c JOIN thread t ON t.id = c.thread WHERE c.id = $1

-- name: lock_comment
SELECT c.*, t.link AS thread_link, t.title AS thread_title FROM comment_record c JOIN thread t ON t.id = c.thread WHERE c.id = $1
FOR NO KEY UPDATE OF c

-- name: lock_thread_of
SELECT t.id FROM thread t WHERE t.id = (SELECT c.thread FROM comment c WHERE c.id = $1) FOR NO KEY UPDATE

-- name: clear_reports
UPDATE comment c SET reports = 0 WHERE c.id = $1

-- name: forget_words
UPDATE comment c SET text = '', body = '[]', html = '', author_name = '', attachments = '{}', gallery = '', picture_number = 0,
    region = NULL, answer_details = NULL, pinned = false, pick = false
WHERE c.id = $1

-- name: forget_revisions
DELETE FROM revision WHERE comment = $1

-- name: forget_first_answer
DELETE FROM idempotency WHERE comment = $1

-- name: find_by_answer
SELECT c.id FROM comment c WHERE c.answer = $1

-- name: find_reply_names
SELECT c.id, c.author_name FROM comment c WHERE c.id = ANY ($1::uuid[])

-- name: set_state
UPDATE comment c SET state = $2, shown = $3, version = version + 1, thread_version = CASE WHEN $4::bigint > 0 THEN $4 ELSE thread_version END,
    published_at = CASE WHEN $2 = 'published' THEN coalesce(published_at, $5) ELSE published_at END, changed_at = $5, reports = 0
WHERE c.id = $1 RETURNING version

-- name: set_text
UPDATE comment c SET text = $2, body = $3, html = $4, fingerprint = $5, edited_at = $6, changed_at = $6, version = version + 1,
    reasons = $7, level = $8, gallery = $9, picture_number = $10, region = $11,
    thread_version = CASE WHEN $12::bigint > 0 THEN $12 ELSE thread_version END
WHERE c.id = $1 RETURNING version

-- name: insert_revision
INSERT INTO revision (comment, version, text, editor, edited_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: has_shown_replies
SELECT EXISTS (SELECT FROM comment c WHERE c.thread = $1 AND c.shown AND c.path > $2::integer[]
    AND c.path[1:cardinality($2::integer[])] = $2 AND c.path < $3::integer[])

-- name: show_ancestors
UPDATE comment c SET shown = true, thread_version = $3
WHERE c.thread = $1 AND NOT c.shown AND c.number = ANY ($2::integer[])

-- name: hide_empty_tombstones
UPDATE comment c SET shown = false, thread_version = $3
WHERE c.thread = $1 AND c.shown AND c.state <> 'published' AND c.number = $2
    AND NOT EXISTS (SELECT FROM comment r WHERE r.parent = c.id AND r.shown)

-- name: set_reports
WITH told AS (
    INSERT INTO report (comment, network, reason, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING comment
)
UPDATE comment c SET reports = reports + 1 FROM told WHERE c.id = told.comment RETURNING c.reports

-- name: set_answer_text
UPDATE comment c SET text = $2, body = $3, html = $4, answer_version = $5, answer_details = $6, edited_at = $7, changed_at = $7,
    version = version + 1, thread_version = $8, author_name = $9
WHERE c.id = $1 RETURNING version

-- name: set_question
UPDATE comment c SET question = true WHERE c.id = $1

-- name: insert_withdrawn
INSERT INTO withdrawn_answer AS w (answer, version) VALUES ($1, $2)
ON CONFLICT (answer) DO UPDATE SET version = greatest(w.version, EXCLUDED.version)

-- name: find_withdrawn
SELECT version FROM withdrawn_answer WHERE answer = $1

-- name: set_reasons
UPDATE comment c SET reasons = $2, level = $3, reports = $4 WHERE c.id = $1
