-- Every mail is a row before it is a mail; every attempt is a row after it.

CREATE TABLE delivery (
    id uuid PRIMARY KEY,
    key text NOT NULL CONSTRAINT delivery_key UNIQUE,
    kind text NOT NULL,
    subject text NOT NULL,
    recipient text NOT NULL,
    version integer NOT NULL,
    site text NOT NULL,
    language text NOT NULL,
    comment uuid,
    priority smallint NOT NULL,
    context jsonb NOT NULL DEFAULT '{}',
    secret bytea,
    state text NOT NULL DEFAULT 'waiting',
    reason text NOT NULL DEFAULT '',
    not_before timestamptz NOT NULL,
    locked_until timestamptz,
    lease uuid,
    attempts integer NOT NULL DEFAULT 0,
    resends integer NOT NULL DEFAULT 0,
    merged_into uuid,
    relay text NOT NULL DEFAULT '',
    last_answer text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    first_tried_at timestamptz,
    sent_at timestamptz
);

CREATE INDEX delivery_due ON delivery (priority, not_before) WHERE state = 'waiting';
CREATE INDEX delivery_locked ON delivery (locked_until) WHERE state IN ('claimed', 'sending');
CREATE INDEX delivery_recipient ON delivery (recipient, kind, state);
CREATE INDEX delivery_recent ON delivery (recipient, sent_at) WHERE state IN ('sent', 'uncertain');
CREATE INDEX delivery_comment ON delivery (comment) WHERE comment IS NOT NULL;
CREATE INDEX delivery_listing ON delivery (site, created_at DESC);

CREATE TABLE delivery_attempt (
    delivery uuid NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    relay text NOT NULL,
    step text NOT NULL,
    outcome text NOT NULL,
    code integer NOT NULL DEFAULT 0,
    answer text NOT NULL DEFAULT '',
    seconds real NOT NULL DEFAULT 0
);

CREATE INDEX delivery_attempt_of ON delivery_attempt (delivery, at);

CREATE TABLE link (
    hash bytea PRIMARY KEY,
    purpose text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    site text NOT NULL,
    language text NOT NULL DEFAULT 'en',
    delivery uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    used_at timestamptz,
    outcome text NOT NULL DEFAULT ''
);

CREATE INDEX link_delivery ON link (delivery) WHERE delivery IS NOT NULL;
CREATE INDEX link_expiry ON link (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX link_recipient ON link (recipient, purpose);

CREATE TABLE decision (
    request uuid PRIMARY KEY,
    site text NOT NULL,
    comment uuid NOT NULL,
    moderator uuid NOT NULL,
    name text NOT NULL,
    decision text NOT NULL,
    via text NOT NULL,
    requested_at timestamptz NOT NULL,
    outcome text NOT NULL DEFAULT ''
);

CREATE INDEX decision_comment ON decision (comment) WHERE outcome = '';
