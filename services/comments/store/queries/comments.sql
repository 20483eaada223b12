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

-- name: insert_withdrawn
INSERT INTO withdrawn_answer AS w (answer, version) VALUES ($1, $2)
ON CONFLICT (answer) DO UPDATE SET version = greatest(w.version, EXCLUDED.version)

-- name: find_withdrawn
SELECT version FROM withdrawn_answer WHERE answer = $1

-- name: set_reasons
UPDATE comment c SET reasons = $2, level = $3, reports = $4 WHERE c.id = $1
