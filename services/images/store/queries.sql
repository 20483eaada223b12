-- name: find_site
SELECT key, name, settings, active FROM site WHERE key = $1

-- name: keep_site
INSERT INTO site (key, name, settings, active, version) VALUES ($1, $2, $3::jsonb, $4, $5)
ON CONFLICT (key) DO UPDATE SET name = $2, settings = $3::jsonb, active = $4, version = $5
WHERE site.version <= $5

-- name: add_picture
INSERT INTO picture (id, site, owner, held, gallery, position, original_number, upload_key, uploader, file_name,
    sha256, bytes, media_type, width, height, caption, alt, credit, recipe, uploaded_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19)

-- name: find_picture
SELECT id, site, owner, state, held, gallery, original_number, comment, upload_key, file_name, media_type, width,
    height, bytes AS size, colour, placeholder, caption, alt, credit, focal_x, focal_y, recipe, version, code, reason
FROM picture WHERE id = $1

-- name: lock_picture
SELECT id, site, owner, state, held, gallery, original_number, comment, upload_key, file_name, media_type, width,
    height, bytes AS size, colour, placeholder, caption, alt, credit, focal_x, focal_y, recipe, version, code, reason
FROM picture WHERE id = $1 FOR UPDATE

-- name: find_same
SELECT id FROM picture
WHERE site = $1 AND gallery = $2 AND sha256 = $3 AND owner = 'gallery' AND state NOT IN ('removed', 'failed')

-- name: find_failed
SELECT id FROM picture WHERE site = $1 AND gallery = $2 AND sha256 = $3 AND owner = 'gallery' AND state = 'failed'

-- name: number_of
SELECT number FROM (
    SELECT id, row_number() OVER (ORDER BY position) AS number FROM picture
    WHERE owner = 'gallery' AND site = $1 AND gallery = $2 AND state NOT IN ('removed', 'failed')
) numbered WHERE id = $3

-- name: lock_gallery
SELECT site, key, title, page_url, version FROM gallery WHERE site = $1 AND key = $2 FOR UPDATE

-- name: find_gallery
SELECT site, key, title, page_url, version FROM gallery WHERE site = $1 AND key = $2

-- name: add_gallery
INSERT INTO gallery (site, key, title, page_url) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: name_gallery
UPDATE gallery SET title = $3, page_url = $4, changed_at = now() WHERE site = $1 AND key = $2

-- name: bump_gallery
UPDATE gallery SET version = version + 1, changed_at = now() WHERE site = $1 AND key = $2 RETURNING version

-- name: list_galleries
SELECT gallery.site, gallery.key, gallery.title, gallery.page_url, gallery.version, gallery.changed_at,
    count(picture.id) FILTER (WHERE picture.state NOT IN ('removed', 'failed')) AS count,
    count(picture.id) FILTER (WHERE picture.state = 'ready') AS ready,
    count(picture.id) FILTER (WHERE picture.state = 'failed') AS failed
FROM gallery LEFT JOIN picture
    ON picture.owner = 'gallery' AND picture.site = gallery.site AND picture.gallery = gallery.key
WHERE gallery.site = ANY($1::text[])
GROUP BY gallery.site, gallery.key ORDER BY gallery.changed_at DESC

-- name: last_position
SELECT coalesce(max(position), 0) FROM picture WHERE owner = 'gallery' AND site = $1 AND gallery = $2

-- name: gallery_pictures
SELECT id, site, owner, state, held, gallery, original_number, comment, upload_key, file_name, media_type, width,
    height, bytes AS size, colour, placeholder, caption, alt, credit, focal_x, focal_y, recipe, version, code, reason
FROM picture
WHERE owner = 'gallery' AND site = $1 AND gallery = $2 AND state <> 'removed' ORDER BY position, id

-- name: place_picture
UPDATE picture SET position = $2 WHERE id = $1

-- name: describe_picture
UPDATE picture SET caption = coalesce($2, caption), alt = coalesce($3, alt), credit = coalesce($4, credit),
    version = version + 1, changed_at = $5
WHERE id = $1 AND (caption, alt, credit) IS DISTINCT FROM
    (coalesce($2, caption), coalesce($3, alt), coalesce($4, credit))

-- name: focus_picture
UPDATE picture SET focal_x = $2, focal_y = $3, focal_set = true, version = version + 1, changed_at = $4 WHERE id = $1

-- name: gallery_renditions
SELECT rendition.picture, rendition.recipe, rendition.name, rendition.media_type, rendition.width, rendition.height,
    rendition.bytes, rendition.etag, rendition.animated
FROM rendition JOIN picture ON picture.id = rendition.picture AND picture.recipe = rendition.recipe
WHERE picture.owner = 'gallery' AND picture.site = $1 AND picture.gallery = $2 AND picture.state <> 'removed'
ORDER BY rendition.picture, rendition.media_type, rendition.width

-- name: renditions
SELECT recipe, name, media_type, width, height, bytes, etag, animated FROM rendition
WHERE picture = $1 ORDER BY recipe, media_type, width

-- name: add_rendition
INSERT INTO rendition (picture, recipe, name, media_type, width, height, bytes, etag, animated)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (picture, recipe, name) DO UPDATE
SET media_type = $4, width = $5, height = $6, bytes = $7, etag = $8, animated = $9

-- name: supersede_renditions
UPDATE rendition
SET superseded_at = CASE WHEN recipe <> $2 OR (name LIKE 'square-%' AND name <> $3) THEN $4::timestamptz END
WHERE picture = $1 AND (recipe <> $2 OR (name LIKE 'square-%' AND name <> $3)) = (superseded_at IS NULL)

-- name: overdue_pictures
SELECT picture, count(*) AS files, sum(bytes)::bigint AS bytes FROM rendition
WHERE superseded_at < $1 GROUP BY picture ORDER BY picture

-- name: overdue_renditions
SELECT recipe, name, media_type, width, height, bytes, etag, animated FROM rendition
WHERE picture = $1 AND superseded_at < $2 ORDER BY recipe, name

-- name: drop_renditions
DELETE FROM rendition WHERE picture = $1

-- name: look_picture
UPDATE picture SET state = 'first', colour = $2, placeholder = $3,
    focal_x = CASE WHEN focal_set THEN focal_x ELSE $4 END,
    focal_y = CASE WHEN focal_set THEN focal_y ELSE $5 END,
    version = version + 1, changed_at = $6
WHERE id = $1 AND state IN ('waiting', 'first')

-- name: ready_picture
UPDATE picture SET state = 'ready', recipe = $2, version = version + 1, changed_at = $3
WHERE id = $1 AND state IN ('waiting', 'first', 'ready')

-- name: fail_picture
UPDATE picture SET state = 'failed', code = $2, reason = $3, version = version + 1, changed_at = $4
WHERE id = $1 AND state IN ('waiting', 'first')

-- name: claim_picture
UPDATE picture SET comment = $3, changed_at = $4
WHERE id = $1 AND site = $2 AND owner = 'comment' AND state <> 'removed' AND (comment IS NULL OR comment = $3)

-- name: pictures_of_comment
SELECT id FROM picture WHERE comment = $1 AND state <> 'removed'

-- name: show_picture
UPDATE picture SET held = false, version = version + 1, changed_at = $2 WHERE id = $1

-- name: remove_picture
UPDATE picture SET state = 'removed', upload_key = NULL, caption = '', alt = '', credit = '', file_name = '',
    uploader = '', placeholder = NULL, version = version + 1, changed_at = $2
WHERE id = $1 AND state <> 'removed'

-- name: unused_pictures
SELECT id FROM picture
WHERE owner = 'comment' AND comment IS NULL AND state <> 'removed' AND uploaded_at < $1
ORDER BY uploaded_at LIMIT $2

-- name: add_job
INSERT INTO job (picture, kind, recipe, detail, priority, not_before) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (picture, kind, recipe, detail) DO NOTHING

-- name: renew_job
INSERT INTO job (picture, kind, recipe, detail, priority, not_before) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (picture, kind, recipe, detail) DO UPDATE
SET done_at = NULL, not_before = $6, attempts = 0, deaths = 0, last_error = '', worker = '', leased_until = NULL

-- name: add_prune
INSERT INTO job (picture, kind, recipe, priority, not_before) VALUES ($1, 'prune', 0, $2, $3)
ON CONFLICT (picture, kind, recipe, detail) DO UPDATE
SET done_at = NULL, not_before = $3, attempts = 0, deaths = 0, last_error = ''
WHERE job.done_at IS NOT NULL

-- name: rendering_left
SELECT EXISTS (
    SELECT FROM job WHERE picture = $1 AND kind IN ('first', 'full', 'spot', 'publish') AND done_at IS NULL
)

-- name: cancel_jobs
DELETE FROM job WHERE picture = $1 AND kind = ANY($2::text[]) AND done_at IS NULL

-- name: claim_job
UPDATE job SET leased_until = $1, worker = $2, attempts = attempts + 1
WHERE id = (
    SELECT id FROM job
    WHERE done_at IS NULL AND not_before <= $3 AND (leased_until IS NULL OR leased_until < $3)
        -- what is being taken away must not be made at the same time
        AND NOT EXISTS (
            SELECT FROM job prune WHERE prune.picture = job.picture AND prune.kind = 'prune'
                AND prune.id <> job.id AND prune.done_at IS NULL AND prune.leased_until >= $3
        )
    ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, picture, kind, recipe, detail, deaths, attempts

-- name: renew_lease
UPDATE job SET leased_until = $3 WHERE id = $1 AND worker = $2 AND done_at IS NULL

-- name: finish_job
UPDATE job SET done_at = $3, leased_until = NULL WHERE id = $1 AND worker = $2 AND done_at IS NULL

-- name: release_job
UPDATE job SET leased_until = NULL, not_before = $3, deaths = deaths + $4, last_error = $5
WHERE id = $1 AND worker = $2 AND done_at IS NULL

-- name: jobs_left
SELECT count(*) FROM job WHERE done_at IS NULL AND not_before <= $1

-- name: forget_jobs
DELETE FROM job WHERE done_at < $1

-- name: stored_pictures
SELECT id, state, held, recipe FROM picture WHERE id > $1 ORDER BY id LIMIT $2

-- name: renditions_of
SELECT picture, recipe, name, media_type, width, height, bytes, etag, animated FROM rendition
WHERE picture = ANY($1::text[])

-- name: forget_rendition
DELETE FROM rendition WHERE picture = $1 AND recipe = $2 AND name = $3

-- name: picture_by_number
SELECT id FROM picture WHERE owner = 'gallery' AND site = $1 AND gallery = $2 AND state NOT IN ('removed', 'failed')
ORDER BY position, id OFFSET $3 LIMIT 1

-- name: sites_galleries
SELECT key FROM gallery WHERE site = $1 ORDER BY key

-- name: count_arrivals
SELECT count(*), min(at) FROM arrival WHERE network = $1 AND site = $2 AND at > $3

-- name: add_arrival
INSERT INTO arrival (network, site, at) VALUES ($1, $2, $3)

-- name: lock_network
SELECT pg_advisory_xact_lock(hashtextextended(encode($1::bytea, 'hex'), 7))

-- name: forget_arrivals
DELETE FROM arrival WHERE at < $1

-- name: begin_upload
INSERT INTO part_upload (id, site, gallery, file_name, bytes, caption, alt, credit, uploader, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)

-- name: find_upload
SELECT id, site, gallery, file_name, bytes AS size, arrived, caption, alt, credit, uploader, picture, code, reason
FROM part_upload WHERE id = $1

-- name: list_uploads
SELECT id, site, gallery, file_name, bytes AS size, arrived, caption, alt, credit, uploader, picture, code, reason
FROM part_upload WHERE site = $1 AND gallery = $2 ORDER BY created_at, id

-- name: advance_upload
UPDATE part_upload SET arrived = $2, changed_at = $3 WHERE id = $1

-- name: end_upload
UPDATE part_upload SET picture = $2, code = $3, reason = $4, changed_at = $5 WHERE id = $1

-- name: old_uploads
SELECT id FROM part_upload WHERE changed_at < $1

-- name: forget_upload
DELETE FROM part_upload WHERE id = $1

-- name: galleries_progress
SELECT state, count(*) AS count FROM picture
WHERE owner = 'gallery' AND site = $1 AND gallery = $2 AND state <> 'removed' GROUP BY state

-- name: pictures_of_gallery
SELECT id FROM picture
WHERE state = 'ready' AND ($1 = '' OR site = $1) AND ($2 = '' OR gallery = $2) AND uploaded_at >= coalesce($3, '-infinity'::timestamptz)
ORDER BY id

-- name: known_ids
SELECT id FROM picture WHERE id = ANY($1::text[])
