-- name: insert_audit
INSERT INTO audit (site, thread, comment, action, from_state, to_state, reason, actor_kind, actor_name, actor_id, via, batch, undoes, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id

-- name: last_decision
SELECT id, action, from_state, to_state, reason, actor_kind, actor_name, actor_id, via, batch, undoes, created_at FROM audit
WHERE comment = $1 AND action = ANY ($2::text[]) ORDER BY id DESC LIMIT 1

-- name: list_audit_of_comment
SELECT id, site, thread, comment, action, from_state, to_state, reason, actor_kind, actor_name, actor_id, via, batch, undoes, created_at
FROM audit WHERE comment = $1 ORDER BY id DESC LIMIT 200

-- name: list_audit
SELECT id, site, thread, comment, action, from_state, to_state, reason, actor_kind, actor_name, actor_id, via, batch, undoes, created_at
FROM audit WHERE site = $1 AND id < $2 ORDER BY id DESC LIMIT $3
