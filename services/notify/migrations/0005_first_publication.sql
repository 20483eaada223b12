-- Followers hear of a comment when it is published for the first time, never again.

ALTER TABLE comment ADD COLUMN published_at timestamptz;
