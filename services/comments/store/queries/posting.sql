-- name: gather_facts
-- what screening must know of each comment that asks to be let in, in the order they stand
-- An array in a subselect hides its length from the planner: one plan serves any number, and is made once, perhaps
-- while the table was empty. IS NOT DISTINCT FROM keeps that plan from any index but the author's and the words'.
SELECT t.id AS thread, t.open AS thread_open, t.created_at AS thread_created_at, t.link AS thread_link,
    t.title AS thread_title, s.standing, s.until AS standing_until,
    EXISTS (SELECT FROM comment c WHERE c.digest = q.digest AND c.digest <> '' AND c.site IS NOT DISTINCT FROM q.site
        AND c.state IS NOT DISTINCT FROM 'published') AS published_before,
    (SELECT c.id FROM comment c WHERE c.fingerprint = q.fingerprint AND c.thread IS NOT DISTINCT FROM t.id
        AND c.created_at > $2 AND c.state <> 'removed' LIMIT 1) AS duplicate,
    (SELECT f.times FROM flood f WHERE f.key = q.network_key) AS network_times,
    (SELECT f.times FROM flood f WHERE f.key = q.address_key) AS address_times,
    p.id AS parent, p.author_name AS parent_name, p.number AS parent_number, p.depth AS parent_depth,
    p.path AS parent_path, p.parent AS parent_parent, p.state AS parent_state, p.thread AS parent_thread,
    i.request_hash, i.comment AS first_comment, i.status AS first_status, i.answer AS first_answer,
    g.key AS gallery, cardinality(g.pictures) AS gallery_pictures, g.pictures[q.picture] AS gallery_picture
FROM unnest((SELECT $1::comment_asked[])) WITH ORDINALITY AS q (site, url, digest, fingerprint, network_key, address_key, parent,
    idempotency_key, gallery, thread, picture, place)
LEFT JOIN thread_url u ON u.site = q.site AND u.url = q.url
LEFT JOIN thread t ON t.id = u.thread
LEFT JOIN standing s ON s.site = q.site AND s.digest = q.digest
LEFT JOIN comment p ON p.id = q.parent
LEFT JOIN idempotency i ON i.site = q.site AND i.key = q.idempotency_key
LEFT JOIN LATERAL (SELECT g.key, g.pictures FROM gallery g WHERE g.site = q.site AND (CASE WHEN q.gallery <> ''
    THEN g.key = q.gallery ELSE g.thread = coalesce(t.id, q.thread) END) ORDER BY g.key LIMIT 1) g ON true
ORDER BY q.place

-- name: keep_comments
-- One statement, one round trip, one commit for all that came at the same moment: the flood's tickets, the
-- numbers, the comments, their events and the answers to repeat. A number is known only here, so what carries
-- it comes in three parts that are joined by it. No two of them may have a ticket's key in common.
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest((SELECT $1::comment_written[])) AS n
), ticket AS (
    INSERT INTO flood AS f (key, times, holder)
    SELECT k.key, ARRAY[$2::timestamptz], k.id FROM unnest((SELECT $3::ticket_asked[])) AS k ORDER BY k.key
    ON CONFLICT (key) DO UPDATE SET (times, holder) = (
        SELECT CASE WHEN free THEN recent || EXCLUDED.times ELSE f.times END, CASE WHEN free THEN EXCLUDED.holder ELSE f.holder END
        FROM unnest((SELECT $3::ticket_asked[])) AS k,
            LATERAL (SELECT coalesce(array_agg(time ORDER BY time), '{}') AS recent FROM unnest(f.times) AS time
                WHERE time > $2::timestamptz - make_interval(secs => k.period)) AS r,
            LATERAL (SELECT (k.burst = 0 OR cardinality(recent) < k.burst) AND (k.pause = 0 OR cardinality(recent) = 0
                OR recent[cardinality(recent)] <= $2::timestamptz - make_interval(secs => k.pause)) AS free) AS v
        WHERE k.key = f.key)
    RETURNING f.key, f.holder
), refused AS MATERIALIZED (
    SELECT k.id FROM unnest((SELECT $3::ticket_asked[])) AS k JOIN ticket t ON t.key = k.key WHERE t.holder <> k.id
), locked AS MATERIALIZED (
    -- in one order for everybody, so that nobody waits in a circle
    SELECT t.id FROM thread t WHERE t.id IN (SELECT a.thread FROM asked a WHERE a.id NOT IN (SELECT r.id FROM refused r))
    ORDER BY t.id FOR NO KEY UPDATE
), counted AS (
    SELECT a.thread, count(*)::integer AS comments, count(*) FILTER (WHERE a.published)::integer AS published
    FROM asked a WHERE a.id NOT IN (SELECT r.id FROM refused r) AND a.thread IN (SELECT l.id FROM locked l) GROUP BY a.thread
), numbered AS (
    UPDATE thread t SET last_number = last_number + c.comments, count = count + c.published,
        version = version + (c.published > 0)::integer,
        changed = CASE WHEN c.published > 0 THEN pg_current_xact_id() ELSE changed END,
        updated_at = CASE WHEN c.published > 0 THEN $2 ELSE updated_at END
    FROM counted c WHERE t.id = c.thread AND t.open
    RETURNING t.id, t.last_number - c.comments AS before, t.version, t.count
), kept AS (
    INSERT INTO comment (id, site, thread, number, parent, reply_to, depth, path, rank, state, shown, thread_version,
        author_name, author_kind, author_id, digest, sealed, network, text, body, html, language, fingerprint,
        created_at, changed_at, published_at, editable_until, gallery, picture_number, region, attachments,
        reasons, level, question, answer, answer_version, answer_details)
    SELECT a.id, a.site, a.thread, n.before + a.turn, a.parent, a.reply_to, a.depth,
        a.prefix || (n.before + a.turn)::integer,
        CASE WHEN a.parent IS NULL THEN 2 ELSE coalesce((SELECT c.rank FROM comment c WHERE c.id = a.parent), 2) END, a.state, a.published,
        CASE WHEN a.published THEN n.version ELSE 0 END,
        a.author_name, a.author_kind, a.author_id, a.digest, a.sealed, a.network, a.text, a.body, a.html, a.language,
        a.fingerprint, $2, $2, CASE WHEN a.published THEN $2 END, a.editable_until, a.gallery, a.picture_number,
        a.region, a.attachments, a.reasons, a.level, a.question, a.answer, a.answer_version, a.answer_details
    FROM (SELECT a.*, row_number() OVER (PARTITION BY a.thread ORDER BY a.id) AS turn FROM asked a
        WHERE a.id NOT IN (SELECT r.id FROM refused r)) a
    JOIN numbered n ON n.id = a.thread
    RETURNING id, site, thread, number, piece
), remembered AS (
    INSERT INTO idempotency (site, key, request_hash, comment, status, answer, created_at)
    SELECT k.site, t.idempotency_key, t.request_hash, k.id, t.status,
        t.answer_1 || k.number::text::bytea || t.answer_2 || k.number::text::bytea || t.answer_3, $2
    FROM kept k JOIN asked t ON t.id = k.id WHERE t.idempotency_key <> ''
), sent AS (
    INSERT INTO outbox (event_id, routing_key, payload, traceparent)
    SELECT t.event_id, t.routing_key, t.event_1 || k.number::text::bytea || t.event_2 || k.number::text::bytea || t.event_3,
        t.traceparent
    FROM kept k JOIN asked t ON t.id = k.id
    UNION ALL
    SELECT l.event_id, l.routing_key, l.payload, l.traceparent
    FROM unnest((SELECT $4::event_written[])) AS l
    JOIN kept k ON k.id = l.id
)
SELECT k.id, k.number, k.piece, n.version, n.count FROM kept k JOIN numbered n ON n.id = k.thread
