-- Mail that came in: kept whole before we say 250, read afterwards.

CREATE TABLE raw_mail (
    id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL,
    link bytea NOT NULL,
    mark text NOT NULL,
    envelope_from text NOT NULL,
    raw bytea,
    fingerprint bytea NOT NULL,
    size integer NOT NULL,
    state text NOT NULL DEFAULT 'new',
    verdict text NOT NULL DEFAULT '',
    detail text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL,
    processed_at timestamptz,
    CONSTRAINT raw_mail_once UNIQUE (link, fingerprint)
);

CREATE INDEX raw_mail_new ON raw_mail (not_before) WHERE state = 'new';
CREATE INDEX raw_mail_link ON raw_mail (link, received_at);

CREATE TABLE draft (
    id uuid PRIMARY KEY,
    raw uuid NOT NULL,
    moderator uuid NOT NULL,
    site text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    state text NOT NULL DEFAULT 'open',
    outcome text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    decided_at timestamptz
);

CREATE TABLE erasure (
    request uuid PRIMARY KEY,
    site text NOT NULL,
    digest text NOT NULL,
    requested_at timestamptz NOT NULL,
    services text[] NOT NULL DEFAULT '{}',
    told_at timestamptz
);
