-- name: find_pictures
SELECT id, site, owner, status, gallery, number, width, height, colour, placeholder, caption, alt, renditions, held, reason, version
FROM picture WHERE id = ANY ($1::text[])

-- name: find_galleries
SELECT g.key, g.title, g.page_url, g.pictures, g.version, g.thread FROM gallery g WHERE g.site = $1 AND g.key = ANY ($2::text[])

-- name: find_gallery_of_thread
SELECT g.key, cardinality(g.pictures) AS count FROM gallery g WHERE g.site = $1 AND g.thread = $2 ORDER BY g.key LIMIT 1

-- name: save_picture
INSERT INTO picture AS p (id, site, owner, status, gallery, number, width, height, colour, placeholder, caption, alt, renditions, held, reason, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, gallery = EXCLUDED.gallery, number = EXCLUDED.number,
    width = EXCLUDED.width, height = EXCLUDED.height, colour = EXCLUDED.colour, placeholder = EXCLUDED.placeholder,
    caption = EXCLUDED.caption, alt = EXCLUDED.alt, renditions = EXCLUDED.renditions, held = EXCLUDED.held,
    reason = EXCLUDED.reason, version = EXCLUDED.version
WHERE p.version < EXCLUDED.version OR (p.status = 'failed' AND EXCLUDED.status = 'ready') RETURNING id

-- name: save_gallery
INSERT INTO gallery AS g (site, key, title, page_url, thread, pictures, version) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (site, key) DO UPDATE SET title = EXCLUDED.title, page_url = EXCLUDED.page_url, thread = EXCLUDED.thread,
    pictures = EXCLUDED.pictures, version = EXCLUDED.version
WHERE g.version < EXCLUDED.version RETURNING key

-- name: threads_with_attachment
SELECT DISTINCT c.thread FROM comment c WHERE c.attachments @> ARRAY[$1::text] AND c.shown

-- name: threads_with_gallery
SELECT DISTINCT c.thread FROM comment c WHERE c.site = $1 AND c.gallery = $2 AND c.shown
    AND ($3::integer = 0 OR c.picture_number = $3)

-- name: unresolved_mentions
SELECT c.id, c.text FROM comment c WHERE c.thread = $1 AND c.gallery = '' AND c.state IN ('held', 'published')
ORDER BY c.number LIMIT 10000

-- name: set_picture
UPDATE comment c SET gallery = $2, picture_number = $3 WHERE c.id = $1

-- name: count_pictures
SELECT c.picture_number AS number, count(*) AS comments, count(*) FILTER (WHERE c.question) AS questions
FROM comment c WHERE c.site = $1 AND c.gallery = $2 AND c.thread = $3 AND c.state = 'published' GROUP BY c.picture_number
