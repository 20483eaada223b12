-- When a model was asked for a draft, so that each question is tried once.
ALTER TABLE question ADD COLUMN drafted_at timestamptz;

CREATE INDEX question_without_draft ON question (routed_at)
WHERE drafted_at IS NULL AND state IN ('routed', 'reminded', 'escalated');
