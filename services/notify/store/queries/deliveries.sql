-- name: add_delivery
INSERT INTO delivery (id, key, kind, subject, recipient, version, site, language, comment, priority, context, secret,
                      not_before, created_at, correlation, traceparent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb, $12, $13, $14, $15, $16)
ON CONFLICT (key) DO NOTHING

-- name: claim_deliveries
UPDATE delivery SET state = 'claimed', lease = $1, locked_until = $2::timestamptz + $3::interval,
                    attempts = attempts + 1
WHERE id IN (
    SELECT id FROM delivery
    WHERE state = 'waiting' AND not_before <= $2
    ORDER BY priority, not_before LIMIT $4 FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, subject, recipient, version, site, language, context::text AS context, secret, comment, attempts,
          created_at, first_tried_at, lease, correlation, traceparent

-- name: gather_facts
SELECT s.name AS site_name, s.active AS site_active, s.settings::text AS settings, s.language AS site_language,
       m.id AS moderator, m.name AS moderator_name, m.active AS moderator_active, m.alerts, m.timezone, m.quiet_from,
       m.quiet_to, m.language AS moderator_language,
       coalesce(m.digest, $3) AS digest,
       a.sealed,
       p.reason AS suppressed,
       EXISTS (SELECT 1 FROM delivery d WHERE d.id = $9 AND d.state = 'claimed' AND d.lease = $10) AS mine,
       c.state AS comment_state, c.version AS comment_version, c.reports AS comment_reports,
       EXISTS (SELECT 1 FROM confirmation f WHERE f.digest = coalesce(m.digest, $3) AND f.site = $1) AS confirmed,
       h.sent AS sent_hour, h.first AS hour_start, w.sent AS sent_window, w.first AS window_start,
       (SELECT count(*) FROM delivery d WHERE d.recipient = $5 AND d.state IN ('sent', 'uncertain', 'sending')
           AND d.kind IN ('reply', 'thread') AND d.sent_at > $6::timestamptz - interval '1 day'
           AND $8 IN ('reply', 'thread')) AS sent_day,
       (SELECT count(*) FROM delivery d WHERE d.recipient = $5 AND d.kind = $8 AND d.site = $1
           AND d.state IN ('waiting', 'claimed') AND d.id <> $9) AS waiting
FROM site s
LEFT JOIN moderator m ON m.site = s.key AND m.id = $2
LEFT JOIN address a ON a.digest = coalesce(m.digest, $3)
LEFT JOIN suppression p ON p.digest = coalesce(m.digest, $3)
LEFT JOIN comment c ON c.id = $4
CROSS JOIN LATERAL (
    SELECT count(*) AS sent, min(d.sent_at) AS first FROM delivery d
    WHERE d.recipient = $5 AND d.state IN ('sent', 'uncertain', 'sending')
      AND d.sent_at > $6::timestamptz - interval '1 hour' AND $8 IN ('held', 'report')
) h
CROSS JOIN LATERAL (
    SELECT count(*) AS sent, min(d.sent_at) AS first FROM delivery d
    WHERE d.recipient = $5 AND d.kind IN ('held', 'report', 'digest') AND d.state IN ('sent', 'uncertain', 'sending')
      AND d.sent_at > $6::timestamptz - $7::interval AND $8 IN ('held', 'report')
) w
WHERE s.key = $1

-- name: lock_recipient
SELECT pg_advisory_xact_lock(hashtextextended($1, 41))

-- name: mark_sending
UPDATE delivery SET state = 'sending', locked_until = $3::timestamptz + $4::interval, sent_at = $3, relay = $5,
                    first_tried_at = coalesce(first_tried_at, $3)
WHERE id = $1 AND lease = $2 AND state = 'claimed'

-- name: mark_sent
WITH attempt AS (
    INSERT INTO delivery_attempt (delivery, at, relay, step, outcome, code, answer, seconds)
    SELECT $1, $3, $5, 'data', 'accepted', $6, $4, $7
    FROM delivery WHERE id = $1 AND lease = $2 AND state IN ('sending', 'uncertain')
)
UPDATE delivery SET state = 'sent', reason = '', sent_at = $3, lease = NULL, locked_until = NULL, secret = NULL,
                    last_answer = $4
WHERE id = $1 AND lease = $2 AND state IN ('sending', 'uncertain')

-- name: mark_uncertain
UPDATE delivery SET state = 'uncertain', reason = $3, lease = NULL, locked_until = NULL
WHERE id = $1 AND lease = $2 AND state = 'sending'

-- name: mark_waiting
UPDATE delivery SET state = 'waiting', reason = $3, not_before = $4, lease = NULL, locked_until = NULL,
                    attempts = attempts - $5, sent_at = NULL, last_answer = $6,
                    first_tried_at = coalesce(first_tried_at, $7)
WHERE id = $1 AND lease = $2 AND state IN ('claimed', 'sending')

-- name: mark_ended
UPDATE delivery SET state = $3, reason = $4, lease = NULL, locked_until = NULL, secret = NULL, last_answer = $5,
                    sent_at = NULL
WHERE id = $1 AND lease = $2 AND state IN ('claimed', 'sending')

-- name: add_attempt
INSERT INTO delivery_attempt (delivery, at, relay, step, outcome, code, answer, seconds)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: release_expired_claims
UPDATE delivery SET state = 'waiting', lease = NULL, locked_until = NULL
WHERE state = 'claimed' AND locked_until < $1

-- name: find_expired_sendings
UPDATE delivery SET state = 'uncertain', reason = 'lost_after_data', locked_until = NULL
WHERE state = 'sending' AND locked_until < $1
RETURNING id

-- name: settle_arrived
UPDATE delivery d SET state = 'sent', reason = 'arrived', lease = NULL, locked_until = NULL, secret = NULL
WHERE (d.state = 'uncertain' OR d.state = 'sending' AND d.locked_until < $1)
  AND EXISTS (SELECT 1 FROM link l WHERE l.delivery = d.id
              AND (l.used_at IS NOT NULL OR EXISTS (SELECT 1 FROM raw_mail r WHERE r.link = l.hash)))
RETURNING d.id

-- name: resend_uncertain
UPDATE delivery SET state = 'waiting', resends = resends + 1, not_before = $1, reason = 'resend_uncertain',
                    sent_at = NULL
WHERE state = 'uncertain' AND resends = 0 AND kind = ANY ($2)
  AND site IN (SELECT key FROM site WHERE coalesce(settings ->> 'uncertain', $3) = 'resend')

-- name: merge_waiting
UPDATE delivery SET state = 'merged', merged_into = $1, reason = 'in_digest', lease = NULL, locked_until = NULL
WHERE recipient = $2 AND kind = $3 AND site = $4 AND state IN ('waiting', 'claimed')
RETURNING id, comment

-- name: find_delivery
SELECT id, key, kind, subject, recipient, version, site, language, comment, context::text AS context, state, reason,
       not_before, attempts, resends, merged_into, relay, last_answer, created_at, first_tried_at, sent_at
FROM delivery WHERE id = $1

-- name: list_deliveries
SELECT id, key, kind, subject, recipient, version, site, language, comment, state, reason, not_before, attempts,
       resends, merged_into, relay, last_answer, created_at, first_tried_at, sent_at
FROM delivery
WHERE ($1::text[] IS NULL OR site = ANY ($1)) AND ($2::text = '' OR state = $2) AND ($3::text = '' OR kind = $3)
  AND ($4::uuid IS NULL OR comment = $4) AND ($5::text = '' OR recipient = $5)
ORDER BY created_at DESC, id DESC LIMIT $6 OFFSET $7

-- name: count_deliveries
SELECT state, count(*) AS total FROM delivery WHERE ($1::text[] IS NULL OR site = ANY ($1)) GROUP BY state

-- name: list_attempts
SELECT at, relay, step, outcome, code, answer, seconds FROM delivery_attempt WHERE delivery = $1 ORDER BY at

-- name: send_again
UPDATE delivery SET state = 'waiting', reason = 'sent_again', not_before = $2, lease = NULL, locked_until = NULL,
                    resends = resends + 1, attempts = 0, first_tried_at = NULL, sent_at = NULL,
                    context = context || '{"again": true}'
WHERE id = $1 AND state IN ('sent', 'uncertain', 'failed', 'skipped', 'merged') AND kind <> 'signin'

-- name: delete_old_deliveries
DELETE FROM delivery WHERE id IN (
    SELECT id FROM delivery WHERE created_at < $1 AND state IN ('sent', 'skipped', 'failed', 'merged', 'uncertain')
    LIMIT $2)

-- name: list_open_listed
SELECT c.id FROM delivery d JOIN comment c ON c.id = d.comment
WHERE d.merged_into = $1 AND ((d.kind = 'held' AND c.state = 'held') OR (d.kind = 'report' AND c.state = 'published'))
ORDER BY c.created_at, c.id

-- name: find_digest
SELECT id FROM delivery WHERE kind = 'digest' AND subject = $1

-- name: count_waiting
SELECT count(*) FROM delivery WHERE state = 'waiting'
