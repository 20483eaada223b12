-- name: keep_merged
INSERT INTO merged_thread (thread, into_thread, added, path, page_url, page_title) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING

-- name: find_merged
SELECT thread, into_thread, added, path, page_url, page_title FROM merged_thread WHERE thread = $1

-- name: move_comments
UPDATE comment SET thread = $2, number = number + $3, path = replace($4, '{number}', (number + $3)::text),
    page_url = $5, page_title = $6
WHERE thread = $1

-- name: move_questions
UPDATE question q SET thread = $2, path = c.path, page_url = $3, page_title = $4
FROM comment c WHERE c.id = q.comment AND q.thread = $1

-- name: move_subscriptions
UPDATE subscription SET thread = $2, page_url = $3, page_title = $4 WHERE thread = $1
