-- name: keep_comment
WITH before AS (SELECT published_at FROM comment WHERE id = $1 AND published_at IS NOT NULL)
INSERT INTO comment (id, site, thread, page_url, page_title, number, state, version, author_name, author_kind,
                     author_digest, text, html, language, path, parent, gallery, picture_number, picture, region,
                     attachments, answers, reasons, reports, decided_by, decided_at, created_at, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20::text::jsonb, $21, $22,
        coalesce($23::text::jsonb, '[]'), coalesce($24, 0), $25::text::jsonb, $26, $27, $28::timestamptz)
ON CONFLICT (id) DO UPDATE SET
    state = excluded.state, version = excluded.version, page_url = excluded.page_url, page_title = excluded.page_title,
    number = excluded.number, author_name = excluded.author_name, text = excluded.text, html = excluded.html,
    path = excluded.path, parent = excluded.parent, gallery = excluded.gallery,
    picture_number = excluded.picture_number, picture = excluded.picture, region = excluded.region,
    attachments = excluded.attachments, answers = coalesce(excluded.answers, comment.answers),
    thread = excluded.thread, author_digest = coalesce(excluded.author_digest, comment.author_digest),
    reasons = CASE WHEN $23::text IS NULL THEN comment.reasons ELSE excluded.reasons END,
    reports = greatest(comment.reports, excluded.reports),
    decided_by = CASE WHEN excluded.state = 'held' THEN NULL
                      ELSE coalesce(excluded.decided_by, comment.decided_by) END,
    decided_at = CASE WHEN excluded.state = 'held' THEN NULL
                      WHEN excluded.decided_by IS NULL THEN comment.decided_at ELSE excluded.decided_at END,
    published_at = coalesce(comment.published_at, excluded.published_at)
WHERE comment.version < excluded.version OR (comment.version = excluded.version AND $24 IS NOT NULL)
RETURNING $28::timestamptz IS NOT NULL AND NOT EXISTS (SELECT 1 FROM before) AS first

-- name: add_comments
INSERT INTO comment (id, site, thread, page_url, page_title, number, state, version, author_name, author_kind,
                     author_digest, text, html, language, path, parent, gallery, picture_number, picture, region,
                     attachments, answers, reasons, decided_by, decided_at, created_at, published_at)
SELECT id, site, thread, page_url, page_title, number, state, version, author_name, author_kind, author_digest, text,
       html, language, path, parent, gallery, picture_number, picture, region, attachments, answers,
       coalesce(reasons, '[]'), decided_by, CASE WHEN decided_by IS NOT NULL THEN $2::timestamptz END, created_at,
       CASE WHEN published THEN $2::timestamptz END
FROM jsonb_to_recordset($1::text::jsonb) AS told (
    id uuid, site text, thread uuid, page_url text, page_title text, number integer, state text, version integer,
    author_name text, author_kind text, author_digest text, text text, html text, language text, path text, parent uuid,
    gallery text, picture_number integer, picture text, region jsonb, attachments text[], answers uuid, reasons jsonb,
    decided_by jsonb, created_at timestamptz, published boolean)
ORDER BY id
ON CONFLICT (id) DO NOTHING
RETURNING id

-- name: find_comment
SELECT id, site, thread, page_url, page_title, number, state, version, author_name, author_kind, author_digest, text,
       html, language, path, parent, gallery, picture_number, picture, region::text AS region, attachments, answers,
       reasons::text AS reasons, reports, decided_by::text AS decided_by, decided_at, created_at
FROM comment WHERE id = $1

-- name: list_held_unalerted
SELECT c.id, c.version FROM comment c
WHERE c.site = $1 AND c.state = 'held' AND c.created_at > $3
  AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.comment = c.id AND d.recipient = $2 AND d.kind = 'held')
ORDER BY c.created_at DESC, c.id LIMIT $4

-- name: find_answer_below
SELECT id, answers, version FROM comment
WHERE parent = $1 AND answers IS NOT NULL AND state = 'published' ORDER BY created_at LIMIT 1

-- name: forget_comment_author
UPDATE comment SET author_name = '', text = '', html = '', author_digest = NULL WHERE author_digest = $1

-- name: keep_picture
INSERT INTO picture (id, site, owner, gallery, number, caption, alt, credit, width, height, state, mail_path, held,
                     version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (id) DO UPDATE SET
    site = excluded.site, owner = excluded.owner, gallery = excluded.gallery, number = excluded.number,
    caption = excluded.caption, alt = excluded.alt, credit = excluded.credit, width = excluded.width,
    height = excluded.height, state = excluded.state, mail_path = excluded.mail_path, held = excluded.held,
    version = excluded.version
WHERE picture.version <= excluded.version

-- name: find_picture
SELECT id, caption, alt, credit, width, height, mail_path, held FROM picture
WHERE state = 'ready' AND (id = $1 OR (site = $2 AND gallery = $3 AND number = $4 AND gallery <> ''))
ORDER BY (id = $1) DESC LIMIT 1

-- name: keep_gallery
INSERT INTO gallery (site, key, title, page_url, pictures, captions, version) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (site, key) DO UPDATE SET
    title = excluded.title, page_url = excluded.page_url, pictures = excluded.pictures, captions = excluded.captions,
    version = excluded.version
WHERE gallery.version <= excluded.version

-- name: find_gallery_picture
SELECT coalesce(pictures[$3], '') AS picture, coalesce(captions[$3], '') AS caption, cardinality(pictures) AS total,
       title
FROM gallery WHERE site = $1 AND key = $2

-- name: tally_days
SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS count, sum(version) AS versions FROM comment
WHERE site = $1 AND state IN ('held', 'published') AND created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
    AND created_at < $3::date::timestamp AT TIME ZONE 'UTC'
GROUP BY 1

-- name: list_versions
SELECT id, version FROM comment WHERE site = $1 AND created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
    AND created_at < ($2::date + 1)::timestamp AT TIME ZONE 'UTC'
