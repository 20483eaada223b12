-- Since when a file is no longer what pages show: another recipe's, or the square around an earlier point of interest.

ALTER TABLE rendition ADD COLUMN superseded_at timestamptz;
UPDATE rendition SET superseded_at = now() FROM picture
WHERE picture.id = rendition.picture AND picture.state = 'ready' AND picture.recipe <> rendition.recipe;
CREATE INDEX rendition_superseded ON rendition (superseded_at) WHERE superseded_at IS NOT NULL;

ALTER TABLE job DROP CONSTRAINT job_kind_check;
ALTER TABLE job ADD CONSTRAINT job_kind_check
    CHECK (kind IN ('first', 'full', 'spot', 'publish', 'discard', 'prune'));
