-- Imports: what was brought in when, so that an interrupted one is known when it goes on.

CREATE TABLE import_run (
    id          uuid PRIMARY KEY,
    site        text NOT NULL REFERENCES site,
    source      text NOT NULL,
    -- the SHA-256 of the file
    file        text NOT NULL,
    rows        integer NOT NULL,
    added       integer NOT NULL DEFAULT 0,
    known       integer NOT NULL DEFAULT 0,
    skipped     integer NOT NULL DEFAULT 0,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX import_run_by_site ON import_run (site, started_at DESC);
