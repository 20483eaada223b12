-- name: insert_job
INSERT INTO import_job (id, site, format, name, dry_run, stage, started_by, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $7)

-- name: change_job
UPDATE import_job SET stage = $2, said = $3, percent = $4, report = $5, changed_at = $6 WHERE id = $1

-- name: list_jobs
SELECT id, site, format, name, dry_run, stage, said, percent, report, started_by, created_at, changed_at FROM import_job
WHERE site = $1 ORDER BY created_at DESC LIMIT 50

-- name: find_job
SELECT id, site, format, name, dry_run, stage, said, percent, report, started_by, created_at, changed_at FROM import_job
WHERE id = $1 AND site = $2
