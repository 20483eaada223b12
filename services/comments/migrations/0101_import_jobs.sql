-- Imports started at the desk: how far each is, for everybody who looks, whichever process runs it.

CREATE TABLE import_job (
    id          uuid PRIMARY KEY,
    site        text NOT NULL REFERENCES site,
    format      text NOT NULL,
    name        text NOT NULL,
    dry_run     boolean NOT NULL,
    stage       text NOT NULL CHECK (stage IN ('waiting', 'running', 'done', 'failed')),
    said        text NOT NULL DEFAULT '',
    percent     smallint NOT NULL DEFAULT 0,
    report      text NOT NULL DEFAULT '',
    started_by  text NOT NULL,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL
);
CREATE INDEX import_job_by_site ON import_job (site, created_at DESC);
