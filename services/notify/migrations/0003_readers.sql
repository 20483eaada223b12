-- What readers asked for, what they confirmed, and whom we must leave alone.

CREATE TABLE subscription (
    id uuid PRIMARY KEY,
    site text NOT NULL,
    thread uuid NOT NULL,
    page_url text NOT NULL,
    page_title text NOT NULL,
    kind text NOT NULL,
    comment uuid,
    digest text NOT NULL,
    name text NOT NULL DEFAULT '',
    language text NOT NULL,
    state text NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    ended_at timestamptz
);

CREATE INDEX subscription_comment ON subscription (comment, kind) WHERE state = 'active';
CREATE INDEX subscription_thread ON subscription (thread, kind) WHERE state = 'active';
CREATE INDEX subscription_digest ON subscription (digest, site);

CREATE TABLE confirmation (
    digest text NOT NULL,
    site text NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (digest, site)
);

CREATE TABLE suppression (
    digest text PRIMARY KEY,
    reason text NOT NULL,
    detail text NOT NULL DEFAULT '',
    since timestamptz NOT NULL
);

CREATE TABLE bounce (
    id uuid PRIMARY KEY,
    digest text NOT NULL,
    delivery uuid,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    detail text NOT NULL DEFAULT ''
);

CREATE INDEX bounce_digest ON bounce (digest, at);
