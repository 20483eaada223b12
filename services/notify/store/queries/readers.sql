-- name: add_subscription
INSERT INTO subscription (id, site, thread, page_url, page_title, kind, comment, digest, name, language, state,
                          created_at, confirmed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (id) DO NOTHING

-- name: find_subscription
SELECT id, site, thread, page_url, page_title, kind, comment, digest, name, language, state, created_at, confirmed_at,
       ended_at
FROM subscription WHERE id = $1

-- name: is_confirmed
SELECT EXISTS (SELECT 1 FROM confirmation WHERE digest = $1 AND site = $2)

-- name: count_confirm_mails
SELECT count(*) FILTER (WHERE site = $1 AND created_at > $3::timestamptz - interval '1 minute') AS minute,
       count(*) FILTER (WHERE site = $1 AND created_at > $3::timestamptz - interval '1 day') AS day,
       count(*) FILTER (WHERE recipient = $2 AND created_at > $3::timestamptz - interval '2 days'
                          AND state NOT IN ('skipped', 'failed')) AS open
FROM delivery WHERE kind = 'confirm' AND created_at > $3::timestamptz - interval '2 days'
  AND (site = $1 OR recipient = $2)

-- name: confirm_address
INSERT INTO confirmation (digest, site, confirmed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: activate_subscriptions
UPDATE subscription SET state = 'active', confirmed_at = $3
WHERE digest = $1 AND site = $2 AND state = 'pending'
RETURNING id, kind, comment, language

-- name: list_followers
SELECT DISTINCT ON (digest) id, kind, digest, language FROM subscription
WHERE state = 'active' AND ((comment = $1 AND kind = 'replies') OR (thread = $2 AND kind = 'thread'))
  AND digest IS DISTINCT FROM $3
ORDER BY digest, (kind = 'replies') DESC, created_at

-- name: list_askers
SELECT DISTINCT ON (digest) id, digest, language FROM subscription
WHERE state = 'active' AND comment = $1 AND kind = 'answer' ORDER BY digest, created_at

-- name: list_subscriptions
SELECT id, kind, thread, comment, page_url, page_title, state, created_at FROM subscription
WHERE digest = $1 AND site = $2 AND state IN ('active', 'pending') ORDER BY created_at DESC, id

-- name: end_subscription
UPDATE subscription SET state = 'ended', ended_at = $4
WHERE id = $1 AND digest = $2 AND site = $3 AND state <> 'ended'

-- name: end_all_subscriptions
UPDATE subscription SET state = 'ended', ended_at = $3 WHERE digest = $1 AND site = $2 AND state <> 'ended'

-- name: suppress
INSERT INTO suppression (digest, reason, detail, since) VALUES ($1, $2, $3, $4)
ON CONFLICT (digest) DO UPDATE SET reason = excluded.reason, detail = excluded.detail

-- name: lift_suppression
DELETE FROM suppression WHERE digest = $1

-- name: lift_old_suppressions
DELETE FROM suppression s WHERE reason = 'bounced' AND since < $1
  AND NOT EXISTS (SELECT 1 FROM bounce b WHERE b.digest = s.digest AND b.at > $1)

-- name: list_suppressions
SELECT digest, reason, detail, since FROM suppression ORDER BY since DESC LIMIT $1

-- name: add_bounce
INSERT INTO bounce (id, digest, delivery, at, kind, detail) VALUES ($1, $2, $3, $4, $5, $6)

-- name: score_bounces
SELECT coalesce(sum(CASE kind WHEN 'hard' THEN 2 WHEN 'soft' THEN 1 ELSE 4 END), 0) FROM bounce
WHERE digest = $1 AND at > $2

-- name: delete_old_bounces
DELETE FROM bounce WHERE at < $1

-- name: delete_subscriptions_of
DELETE FROM subscription WHERE digest = $1

-- name: delete_confirmations_of
DELETE FROM confirmation WHERE digest = $1

-- name: add_erasure
INSERT INTO erasure (request, site, digest, requested_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: note_erased
UPDATE erasure SET services = array_append(services, $2) WHERE request = $1 AND NOT ($2 = ANY (services))
RETURNING site, digest, services
