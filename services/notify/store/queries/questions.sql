-- name: find_answering_site
SELECT key, name, language,
    coalesce((settings ->> 'answers')::boolean, true) AS answers,
    coalesce((settings ->> 'shadow')::boolean, true) AS shadow,
    coalesce(settings -> 'article_events', '{}'::jsonb)::text AS article_events
FROM site WHERE key = $1 AND active

-- name: add_question
INSERT INTO question (
    id, site, comment, thread, page_url, page_title, path, asker, text, language, gallery, picture, region, kind, subject,
    state, plates, evidence, vetoes, candidates, asked_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::jsonb, $14, $15, $16, $17, $18::text::jsonb,
    $19::text::jsonb, $20::text::jsonb, $21)
ON CONFLICT (comment) DO NOTHING RETURNING id

-- name: find_question
SELECT question.*, question.evidence::text AS evidence_json, question.vetoes::text AS vetoes_json,
    question.candidates::text AS candidates_json, question.region::text AS region_json
FROM question WHERE id = $1

-- name: lock_question
SELECT question.*, question.evidence::text AS evidence_json, question.vetoes::text AS vetoes_json,
    question.candidates::text AS candidates_json, question.region::text AS region_json
FROM question WHERE id = $1 FOR UPDATE

-- name: find_question_of_comment
SELECT id, state FROM question WHERE comment = $1

-- name: set_question_text
UPDATE question SET text = $2 WHERE comment = $1

-- name: set_question_state
UPDATE question SET state = $2::text,
    closed_at = CASE WHEN $2::text IN ('closed', 'accepted') THEN $3::timestamptz END
WHERE id = $1

-- name: mark_question_routed
UPDATE question SET state = 'routed', routed_at = $2, reminded_at = NULL, escalated_at = NULL, closed_at = NULL, round = $3
WHERE id = $1

-- name: mark_question_reminded
UPDATE question SET state = 'reminded', reminded_at = $2 WHERE id = $1

-- name: mark_question_escalated
UPDATE question SET state = 'escalated', escalated_at = $2 WHERE id = $1

-- name: erase_question_of_comment
UPDATE question SET text = '', asker = '', state = 'closed', closed_at = $2 WHERE comment = $1

-- name: list_questions_to_remind
SELECT id, routed_at FROM question WHERE state = 'routed' AND routed_at <= $1 ORDER BY routed_at LIMIT 50 FOR UPDATE SKIP LOCKED

-- name: list_questions_to_escalate
SELECT id FROM question WHERE state IN ('routed', 'reminded') AND routed_at <= $1 ORDER BY routed_at LIMIT 50
FOR UPDATE SKIP LOCKED

-- name: list_experts
SELECT moderator.id, moderator.name, moderator.role, moderator.language, moderator.subjects, moderator.timezone,
    (SELECT count(*) FROM question_expert AS load JOIN question ON question.id = load.question
     WHERE load.moderator = moderator.id AND load.state = 'asked'
       AND question.state IN ('routed', 'reminded', 'escalated')) AS load,
    (SELECT max(asked_at) FROM question_expert AS last WHERE last.moderator = moderator.id) AS last_asked
FROM moderator WHERE moderator.site = $1 AND moderator.active AND moderator.role IN ('expert', 'editor', 'owner')

-- name: add_question_expert
INSERT INTO question_expert (question, moderator, round, asked_at, state) VALUES ($1, $2, $3, $4, 'asked')
ON CONFLICT DO NOTHING

-- name: set_question_expert
UPDATE question_expert SET state = $4 WHERE question = $1 AND moderator = $2 AND round <= $3 AND state = 'asked'

-- name: list_question_experts
SELECT expert.moderator, expert.round, expert.asked_at, expert.state, moderator.name, moderator.language, moderator.timezone
FROM question_expert AS expert
JOIN question ON question.id = expert.question
LEFT JOIN moderator ON moderator.id = expert.moderator AND moderator.site = question.site
WHERE expert.question = $1 ORDER BY expert.asked_at

-- name: add_answer
INSERT INTO answer (id, question, kind, state, author_name, moderator, text, language, entries, answer_ref, evidence, rules,
    source_name, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)

-- name: find_answer
SELECT answer.*, question.site, question.comment, question.state AS question_state, question.page_url, question.page_title,
    question.text AS question_text, question.path
FROM answer JOIN question ON question.id = answer.question WHERE answer.id = $1

-- name: lock_answer
SELECT answer.*, question.site, question.comment, question.state AS question_state
FROM answer JOIN question ON question.id = answer.question WHERE answer.id = $1 FOR UPDATE

-- name: list_answers
SELECT * FROM answer WHERE question = $1 ORDER BY created_at, id

-- name: list_answers_resting_on
SELECT answer.id FROM answer WHERE answer_ref <> '' AND answer_ref = ANY($1::text[]) AND state IN ('live', 'accepted', 'proposed')

-- name: change_answer
UPDATE answer SET text = $2, entries = $3, version = version + 1, changed_at = $4, state = $5 WHERE id = $1 RETURNING version

-- name: set_answer_state
UPDATE answer SET state = $2, changed_at = $3 WHERE id = $1

-- name: find_live_answer
SELECT * FROM answer WHERE question = $1 AND state IN ('live', 'accepted') ORDER BY created_at LIMIT 1

-- name: add_question_note
INSERT INTO question_note (question, at, who, what, words) VALUES ($1, $2, $3, $4, $5)

-- name: list_question_notes
SELECT at, who, what, words FROM question_note WHERE question = $1 ORDER BY id

-- name: count_reports
SELECT count(*) FROM question_note WHERE question = $1 AND what = 'doubted'

-- name: find_shadow
SELECT confirmed, wrong FROM question_shadow WHERE site = $1

-- name: score_shadow
INSERT INTO question_shadow AS shadow (site, confirmed, wrong) VALUES ($1, $2, $3)
ON CONFLICT (site) DO UPDATE SET confirmed = shadow.confirmed + excluded.confirmed, wrong = shadow.wrong + excluded.wrong

-- name: reset_shadow
DELETE FROM question_shadow WHERE site = $1

-- name: list_waiting_questions
SELECT question.*,
    (SELECT string_agg(coalesce(moderator.name, '?'), ', ') FROM question_expert AS expert
     LEFT JOIN moderator ON moderator.id = expert.moderator AND moderator.site = question.site
     WHERE expert.question = question.id AND expert.state = 'asked') AS experts
FROM question WHERE site = $1 AND state IN ('matched', 'routed', 'reminded', 'escalated') ORDER BY asked_at LIMIT $2

-- name: list_answered_questions
SELECT question.*, answer.kind AS answer_kind, answer.text AS answer_text, answer.author_name,
    EXISTS (SELECT FROM question_note AS note WHERE note.question = question.id AND note.what = 'doubted') AS doubted
FROM question LEFT JOIN LATERAL (
    SELECT kind, text, author_name FROM answer WHERE answer.question = question.id AND answer.state IN ('live', 'accepted')
    ORDER BY created_at LIMIT 1
) AS answer ON true
WHERE question.site = $1 AND question.state IN ('auto_answered', 'answered', 'accepted', 'corrected', 'closed')
ORDER BY question.asked_at DESC LIMIT $2

-- name: count_questions
SELECT state, count(*) AS questions FROM question WHERE site = $1 GROUP BY state

-- name: start_question_round
UPDATE question SET round = round + 1 WHERE id = $1

-- name: list_questions_without_draft
SELECT id, text, language, kind, candidates::text AS candidates_json FROM question
WHERE drafted_at IS NULL AND state IN ('routed', 'reminded', 'escalated') ORDER BY routed_at LIMIT $1

-- name: keep_question_draft
UPDATE question SET draft = $2, drafted_at = $3 WHERE id = $1
