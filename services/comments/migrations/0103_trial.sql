-- An editor's check of a page: what the server found there, and whether a browser on that page has answered.

CREATE TABLE trial (
    id uuid PRIMARY KEY,
    token bytea NOT NULL UNIQUE,
    site text NOT NULL REFERENCES site (key),
    url text NOT NULL,
    findings text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    heard_at timestamptz,
    heard_from text NOT NULL DEFAULT '',
    heard_page text NOT NULL DEFAULT ''
);
CREATE INDEX trial_by_end ON trial (expires_at);
