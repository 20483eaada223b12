-- name: list_archive_events
SELECT key, name, year, stem, source_name FROM archive_event WHERE site = $1 ORDER BY key

-- name: find_archive_ground
WITH RECURSIVE make AS (
    (SELECT word FROM archive_word WHERE site = $1 AND kind = 'make' ORDER BY word LIMIT 1)
    UNION ALL
    SELECT (SELECT next.word FROM archive_word AS next
            WHERE next.site = $1 AND next.kind = 'make' AND next.word > make.word ORDER BY next.word LIMIT 1)
    FROM make WHERE make.word IS NOT NULL
)
SELECT
    (SELECT coalesce(json_agg(json_build_object(
        'key', key, 'name', name, 'year', year, 'stem', stem, 'source', source_name) ORDER BY key), '[]')::text
     FROM archive_event WHERE site = $1) AS events,
    ARRAY(SELECT word FROM make WHERE word IS NOT NULL) AS makes,
    ARRAY(SELECT rule FROM archive_pause WHERE site = $1) AS paused

-- name: find_archive_place
WITH own AS (
    SELECT key FROM gallery WHERE site = $1 AND rtrim(page_url, '/') = rtrim($2, '/')
), article AS (
    SELECT event, total FROM archive_picture
    WHERE site = $1 AND article = ANY($3::text[] || ARRAY(SELECT lower(key) FROM own))
    ORDER BY event = '', total DESC NULLS LAST LIMIT 1
)
SELECT ARRAY(SELECT key FROM own) AS galleries, (SELECT event FROM article) AS event, (SELECT total FROM article) AS total

-- name: list_archive_pictures
SELECT article, number, total, event, caption, entries FROM archive_picture
WHERE site = $1 AND article = ANY($2::text[]) AND number = ANY($3::integer[])

-- name: find_archive_entries_by_plate
SELECT * FROM archive_entry WHERE site = $1 AND plate_fold = ANY($2::text[]) AND plate_fold <> '' LIMIT 50

-- name: find_archive_entries_by_number
SELECT * FROM archive_entry WHERE site = $1 AND event = $2 AND start_fold = ANY($3::text[]) AND start_fold <> '' LIMIT 50

-- name: find_archive_entries_by_ref
SELECT * FROM archive_entry WHERE site = $1 AND ref = ANY($2::text[])

-- name: find_archive_entries_by_word
SELECT entry.* FROM archive_word AS word
JOIN archive_entry AS entry ON entry.site = word.site AND entry.ref = word.ref
WHERE word.site = $1 AND word.kind = $2 AND word.word = ANY($3::text[]) AND word.event = $4 LIMIT $5

-- name: list_archive_answers_by_picture
SELECT * FROM archive_answer WHERE site = $1 AND article = ANY($2::text[]) AND picture = ANY($3::integer[])

-- name: list_archive_answers_by_plate
SELECT * FROM archive_answer WHERE site = $1 AND plates && $2::text[]

-- name: list_archive_pauses
SELECT rule, paused_at, paused_by, answer FROM archive_pause WHERE site = $1 ORDER BY rule

-- name: add_archive_pause
INSERT INTO archive_pause (site, rule, paused_at, paused_by, answer) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: delete_archive_pause
DELETE FROM archive_pause WHERE site = $1 AND rule = $2

-- name: keep_archive_event
INSERT INTO archive_event (site, key, name, year, stem, source_name) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (site, key) DO UPDATE SET name = excluded.name, year = excluded.year, stem = excluded.stem,
    source_name = CASE WHEN excluded.source_name = '' THEN archive_event.source_name ELSE excluded.source_name END

-- name: add_archive_event
INSERT INTO archive_event (site, key, name, year, stem) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: delete_archive_words
DELETE FROM archive_word WHERE site = $1 AND ref = ANY($2::text[])

-- name: add_archive_words
INSERT INTO archive_word (site, kind, word, event, ref)
SELECT $1, kind, word, event, ref
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS given (kind, word, event, ref)
ON CONFLICT DO NOTHING

-- name: keep_archive_entry
INSERT INTO archive_entry AS entry (
    site, ref, event, start_no, start_fold, make, makes, model, year, plate, plate_fold, plate_country, chassis,
    driver, co_driver, crew_country, colour, colours, body, notes
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
ON CONFLICT (site, ref) DO UPDATE SET
    event = excluded.event, start_no = excluded.start_no, start_fold = excluded.start_fold, make = excluded.make,
    makes = excluded.makes, model = excluded.model, year = excluded.year, plate = excluded.plate,
    plate_fold = excluded.plate_fold, plate_country = excluded.plate_country, chassis = excluded.chassis,
    driver = excluded.driver, co_driver = excluded.co_driver, crew_country = excluded.crew_country,
    colour = excluded.colour, colours = excluded.colours, body = excluded.body, notes = excluded.notes,
    changed_at = now()

-- name: keep_archive_picture
INSERT INTO archive_picture (site, article, number, total, event, caption, entries) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (site, article, number) DO UPDATE SET total = coalesce(excluded.total, archive_picture.total),
    event = excluded.event, caption = excluded.caption, entries = excluded.entries

-- name: see_archive_entry
INSERT INTO archive_picture (site, article, number, event, entries) VALUES ($1, $2, $3, $4, ARRAY[$5::text])
ON CONFLICT (site, article, number) DO UPDATE SET entries = CASE
    WHEN $5 = ANY(archive_picture.entries) THEN archive_picture.entries ELSE archive_picture.entries || $5::text END

-- name: keep_archive_answer
INSERT INTO archive_answer (site, ref, article, picture, plates, question, text, entry, status, superseded_by, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (site, ref) DO UPDATE SET article = excluded.article, picture = excluded.picture, plates = excluded.plates,
    question = excluded.question, text = excluded.text, entry = excluded.entry, status = excluded.status,
    superseded_by = excluded.superseded_by, answer = excluded.answer

-- name: correct_learnt_answers
UPDATE archive_answer SET status = 'corrected' WHERE answer = $1 AND status = 'accepted' RETURNING ref

-- name: list_archive_refs
SELECT ref FROM archive_entry WHERE site = $1 AND ref = ANY($2::text[])

-- name: delete_archive_entry
DELETE FROM archive_entry WHERE site = $1 AND ref = $2

-- name: search_archive_entries
SELECT * FROM archive_entry
WHERE site = $1 AND ($2 = '' OR event = $2)
  AND ($3 = '' OR concat_ws(' ', start_no, make, model, year, plate, plate_fold, driver, co_driver, ref) ILIKE '%' || $3 || '%')
ORDER BY event, length(start_fold), start_fold, ref LIMIT $4 OFFSET $5

-- name: list_archive_entries
SELECT * FROM archive_entry WHERE site = $1 AND ($2 = '' OR event = $2) AND ref > $3 ORDER BY ref LIMIT $4

-- name: list_all_archive_pictures
SELECT * FROM archive_picture WHERE site = $1 AND (article, number) > ($2, $3) ORDER BY article, number LIMIT $4

-- name: list_all_archive_answers
SELECT * FROM archive_answer WHERE site = $1 AND ref > $2 ORDER BY ref LIMIT $3

-- name: count_archive
SELECT event.key, event.name, event.year, event.source_name,
    (SELECT count(*) FROM archive_entry AS entry WHERE entry.site = event.site AND entry.event = event.key) AS entries,
    (SELECT count(*) FROM archive_picture AS picture WHERE picture.site = event.site AND picture.event = event.key) AS pictures
FROM archive_event AS event WHERE event.site = $1 ORDER BY event.key

-- name: correct_earlier_answer
UPDATE archive_answer SET status = 'corrected' WHERE site = $1 AND ref = $2

-- name: list_archive_events_seen
SELECT DISTINCT entry.event FROM archive_picture AS picture
JOIN archive_entry AS entry ON entry.site = picture.site AND entry.ref = ANY(picture.entries)
WHERE picture.site = $1 AND picture.article = ANY($2::text[]) LIMIT 2

-- name: forget_learnt_words
UPDATE archive_answer SET question = '' WHERE answer IN (SELECT id FROM answer WHERE question = $1)
