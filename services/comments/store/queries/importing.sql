-- name: import_known
-- Comments of a site that were brought in before: by the source's id, or by their own.
SELECT CASE WHEN c.source = $2 THEN c.source_id ELSE c.id::text END AS key, c.id, c.thread, c.number, c.depth, c.path,
    c.parent, c.rank, c.state, c.author_name
FROM comment c WHERE c.site = $1 AND c.source = $2 AND c.source_id = ANY ($3::text[])
UNION
SELECT c.id::text, c.id, c.thread, c.number, c.depth, c.path, c.parent, c.rank, c.state, c.author_name
FROM comment c WHERE c.site = $1 AND c.id = ANY ($4::uuid[])

-- name: import_taken
SELECT c.id FROM comment c WHERE c.id = ANY ($1::uuid[]) AND c.site <> $2

-- name: import_lock_thread
SELECT last_number FROM thread WHERE id = $1 FOR NO KEY UPDATE

-- name: import_comment
INSERT INTO comment (id, site, thread, number, parent, reply_to, depth, path, rank, state, shown, version, thread_version,
    author_name, author_kind, author_id, digest, sealed, network, text, body, html, language, created_at, edited_at,
    published_at, changed_at, editable_until, gallery, picture_number, region, attachments, answer, answer_version,
    answer_details, pinned, pick, question, reasons, level, reports, source, source_id, fingerprint)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
    $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44)

-- name: import_revision
INSERT INTO revision (comment, version, text, editor, edited_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: import_report
INSERT INTO report (comment, network, reason, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: import_standing
INSERT INTO standing (site, digest, standing, until, note, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING

-- name: import_show
UPDATE comment c SET shown = true, thread_version = $3
WHERE c.thread = $1 AND NOT c.shown AND c.number = ANY ($2::integer[])

-- name: import_touch_thread
UPDATE thread SET last_number = greatest(last_number, $2), count = count + $3, version = version + 1,
    changed = pg_current_xact_id(), updated_at = greatest(updated_at, $4)
WHERE id = $1 RETURNING version

-- name: import_close_thread
UPDATE thread SET open = false WHERE id = $1

-- name: import_restore_thread
UPDATE thread SET last_number = greatest(last_number, $2), version = greatest(version, $3), updated_at = greatest(updated_at, $4),
    changed = pg_current_xact_id()
WHERE id = $1 AND (last_number < $2 OR version < $3 OR updated_at < $4)

-- name: import_merge_thread
UPDATE thread t SET merged_into = $2 FROM thread into_one
WHERE t.id = $1 AND t.merged_into IS NULL AND into_one.id = $2 AND into_one.site = t.site

-- name: import_alias
INSERT INTO thread_url (site, url, thread) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: import_adopt_pictures
UPDATE comment c SET gallery = $2 WHERE c.thread = $1 AND c.gallery LIKE 'imported-%' AND c.picture_number <= $3

-- name: import_unfinished
SELECT started_at, added FROM import_run
WHERE site = $1 AND source = $2 AND file = $3 AND finished_at IS NULL ORDER BY started_at DESC LIMIT 1

-- name: import_begin
INSERT INTO import_run (id, site, source, file, rows, started_at) VALUES ($1, $2, $3, $4, $5, $6)

-- name: import_progress
UPDATE import_run SET added = $2, known = $3 WHERE id = $1

-- name: import_finish
UPDATE import_run SET added = $2, known = $3, skipped = $4, finished_at = $5 WHERE id = $1

-- name: export_standings
SELECT digest, standing, until, note, set_by, set_at FROM standing WHERE site = $1 AND digest > $2 ORDER BY digest LIMIT $3

-- name: export_threads
SELECT t.id, t.url, t.link, t.title, t.open, t.last_number, t.version, t.created_at, t.updated_at, t.merged_into,
    ARRAY(SELECT u.url FROM thread_url u WHERE u.thread = t.id AND u.url <> t.url ORDER BY u.url) AS aliases
FROM thread t WHERE t.site = $1 AND (t.url, t.id) > ($2, $3) ORDER BY t.url, t.id LIMIT $4

-- name: export_comments
SELECT c.* FROM comment_record c WHERE c.thread = $1 AND c.number > $2 ORDER BY c.number LIMIT $3

-- name: export_revisions
SELECT comment, version, text, editor, edited_at FROM revision WHERE comment = ANY ($1::uuid[]) ORDER BY comment, version

-- name: export_reports
SELECT comment, network, reason, created_at FROM report WHERE comment = ANY ($1::uuid[]) ORDER BY comment, created_at, network

-- name: export_history
SELECT id, comment, action, from_state, to_state, reason, actor_kind, actor_name, actor_id, via, batch, undoes, created_at
FROM audit WHERE comment = ANY ($1::uuid[]) ORDER BY comment, id
