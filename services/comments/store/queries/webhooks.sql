-- name: insert_webhook
INSERT INTO webhook (id, site, url, secret, events, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: list_webhooks
SELECT id, site, url, events, active, created_by, created_at FROM webhook WHERE site = $1 ORDER BY created_at, id

-- name: set_webhook_active
UPDATE webhook SET active = $3 WHERE id = $1 AND site = $2

-- name: delete_webhook
DELETE FROM webhook WHERE id = $1 AND site = $2

-- name: claim_deliveries
UPDATE webhook_delivery d SET next_at = $1::timestamptz + make_interval(secs => $3), attempts = attempts + 1
FROM (SELECT w.id FROM webhook_delivery w WHERE w.state = 'waiting' AND w.next_at <= $1 ORDER BY w.next_at LIMIT $2
    FOR UPDATE SKIP LOCKED) AS due, webhook h
WHERE d.id = due.id AND h.id = d.webhook
RETURNING d.id, d.event_id, d.event_type, d.payload, d.attempts, h.url, h.secret, h.active

-- name: insert_attempt
INSERT INTO webhook_attempt (delivery, number, status, error, milliseconds, attempted_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING

-- name: finish_delivery
UPDATE webhook_delivery SET state = $2, next_at = $3 WHERE id = $1

-- name: retry_delivery
UPDATE webhook_delivery d SET state = 'waiting', next_at = $3, attempts = 0 FROM webhook h
WHERE d.id = $1 AND h.id = d.webhook AND h.site = $2 AND d.state <> 'waiting'

-- name: list_deliveries
SELECT d.id, d.event_id, d.event_type, d.comment, d.state, d.attempts, d.next_at, d.created_at,
    a.status AS last_status, a.error AS last_error, a.milliseconds AS last_milliseconds
FROM webhook_delivery d JOIN webhook h ON h.id = d.webhook
LEFT JOIN LATERAL (SELECT * FROM webhook_attempt a WHERE a.delivery = d.id ORDER BY a.attempted_at DESC LIMIT 1) a ON true
WHERE d.webhook = $1 AND h.site = $2 AND d.id < $3 ORDER BY d.id DESC LIMIT 100
