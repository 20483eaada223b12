-- name: insert_trial
INSERT INTO trial (id, token, site, url, findings, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: forget_trials
DELETE FROM trial WHERE expires_at < $1

-- name: find_trial
SELECT id, site, url, findings, created_at, expires_at, heard_at, heard_from, heard_page FROM trial WHERE id = $1 AND site = $2

-- name: find_trial_of_token
SELECT id, site, url, findings, created_at, expires_at, heard_at, heard_from, heard_page FROM trial WHERE token = $1

-- name: hear_trial
UPDATE trial SET heard_at = $2, heard_from = $3, heard_page = $4 WHERE id = $1 AND heard_at IS NULL RETURNING id
