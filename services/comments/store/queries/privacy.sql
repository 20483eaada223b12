-- name: insert_erasure
INSERT INTO erasure (id, site, digest, requested_by, requested_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: find_erasure
SELECT id, site, requested_by, requested_at, done_at FROM erasure WHERE id = $1

-- name: list_receipts
SELECT service, counts, erased_at FROM erasure_receipt WHERE erasure = $1 ORDER BY service

-- name: insert_receipt
INSERT INTO erasure_receipt (erasure, service, counts, erased_at) SELECT $1, $2, $3, $4
WHERE EXISTS (SELECT FROM erasure WHERE id = $1) ON CONFLICT DO NOTHING

-- name: close_erasure
UPDATE erasure SET done_at = $2, digest = '' WHERE id = $1 AND done_at IS NULL
    AND (SELECT count(*) FROM erasure_receipt r WHERE r.erasure = $1) >= $3

-- name: count_overdue
SELECT count(*) FROM erasure WHERE done_at IS NULL AND requested_at < $1

-- name: comments_of_subject
SELECT c.* FROM comment_record c WHERE c.site = $1 AND c.digest = $2 ORDER BY c.created_at, c.id

-- name: revisions_of_subject
SELECT r.comment, r.version, r.text, r.edited_at FROM revision r JOIN comment c ON c.id = r.comment
WHERE c.site = $1 AND c.digest = $2 ORDER BY r.comment, r.version

-- name: standing_of_subject
SELECT standing, until, note FROM standing WHERE site = $1 AND digest = $2

-- name: erase_identity
UPDATE comment SET digest = '', sealed = '', network = '', author_id = '', fingerprint = ''::bytea WHERE id = $1

-- name: erase_standing
DELETE FROM standing WHERE site = $1 AND digest = $2

-- name: erase_flood
DELETE FROM flood WHERE key = 'a:' || $1::text || ':' || $2::text

-- name: erase_deliveries
DELETE FROM webhook_delivery WHERE comment = ANY ($1::uuid[])

-- name: erase_signins
DELETE FROM signin WHERE digest = $1

-- name: erase_moderator
UPDATE moderator SET active = false, version = version + 1, name = 'former staff', digest = 'erased:' || id::text, sealed = ''
WHERE site = $1 AND digest = $2

-- name: erase_sessions
DELETE FROM session WHERE digest = $1 AND NOT EXISTS (SELECT FROM moderator m WHERE m.digest = $1 AND m.active)

-- name: keep_networks
UPDATE comment SET network = '' WHERE id IN (
    SELECT c.id FROM comment c JOIN site s ON s.key = c.site
    WHERE c.network <> '' AND c.created_at < $1::timestamptz
        - make_interval(days => coalesce((s.settings::jsonb ->> 'networks_days')::int, 30))
    ORDER BY c.created_at LIMIT $2)

-- name: keep_reports
DELETE FROM report WHERE created_at < $1

-- name: keep_bin
SELECT c.id FROM comment c JOIN site s ON s.key = c.site
WHERE c.state IN ('removed', 'spam') AND c.text <> '' AND c.changed_at < $1::timestamptz - make_interval(days =>
    coalesce((s.settings::jsonb ->> CASE WHEN c.state = 'spam' THEN 'spam_days' ELSE 'bin_days' END)::int, 30))
LIMIT $2

-- name: keep_idempotency
DELETE FROM idempotency WHERE created_at < $1

-- name: keep_flood
DELETE FROM flood WHERE times[cardinality(times)] < $1

-- name: keep_signins
DELETE FROM signin WHERE expires_at < $1

-- name: keep_sessions
DELETE FROM session WHERE expires_at < $1 OR revoked_at < $1

-- name: keep_deliveries
DELETE FROM webhook_delivery WHERE created_at < $1 AND state <> 'waiting'
