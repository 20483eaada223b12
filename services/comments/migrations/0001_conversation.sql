-- Sites, threads, comments, the people of the desk, and what the door needs to remember.

CREATE TABLE site (
    key        text PRIMARY KEY CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name       text NOT NULL,
    origins    text[] NOT NULL DEFAULT '{}',
    language   text NOT NULL DEFAULT 'en',
    settings   text NOT NULL DEFAULT '{}',
    active     boolean NOT NULL DEFAULT true,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL
);

-- A thread's id is known before its row (see domain.thread_id). `version` grows with each change that readers
-- can see; `changed` is the transaction that made it, so that replicas can ask what is new since a snapshot.
CREATE TABLE thread (
    id          uuid PRIMARY KEY,
    site        text NOT NULL REFERENCES site,
    url         text NOT NULL,
    link        text NOT NULL,
    title       text NOT NULL DEFAULT '',
    open        boolean NOT NULL DEFAULT true,
    last_number integer NOT NULL DEFAULT 0,
    count       integer NOT NULL DEFAULT 0,
    version     bigint NOT NULL DEFAULT 1,
    changed     xid8 NOT NULL DEFAULT pg_current_xact_id(),
    merged_into uuid REFERENCES thread,
    source      text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX thread_by_change ON thread (changed);
CREATE INDEX thread_by_site ON thread (site, updated_at DESC);

-- Every canonical URL that leads to a thread, its own among them.
CREATE TABLE thread_url (
    site   text NOT NULL REFERENCES site,
    url    text NOT NULL,
    thread uuid NOT NULL REFERENCES thread,
    PRIMARY KEY (site, url)
);
CREATE INDEX thread_url_by_thread ON thread_url (thread);

CREATE TABLE comment (
    id              uuid PRIMARY KEY,
    site            text NOT NULL,
    thread          uuid NOT NULL REFERENCES thread,
    number          integer NOT NULL,
    parent          uuid REFERENCES comment,
    reply_to        uuid REFERENCES comment,
    depth           smallint NOT NULL CHECK (depth BETWEEN 0 AND 2),
    path            integer[] NOT NULL,
    -- the rank of the comment at the root of this branch: 0 pinned, 1 editor's pick, 2 neither
    rank            smallint NOT NULL DEFAULT 2,
    state           text NOT NULL CHECK (state IN ('held', 'published', 'rejected', 'spam', 'removed')),
    -- readers see it: published, or a tombstone that keeps shown replies in place
    shown           boolean NOT NULL,
    version         integer NOT NULL DEFAULT 1,
    -- the thread's version with which readers saw the last change of this comment
    thread_version  bigint NOT NULL DEFAULT 0,
    author_name     text NOT NULL,
    author_kind     text NOT NULL DEFAULT 'reader',
    author_id       text NOT NULL DEFAULT '',
    digest          text NOT NULL DEFAULT '',
    sealed          text NOT NULL DEFAULT '',
    network         text NOT NULL DEFAULT '',
    text            text NOT NULL,
    body            text NOT NULL,
    html            text NOT NULL,
    language        text NOT NULL DEFAULT '',
    fingerprint     bytea NOT NULL,
    created_at      timestamptz NOT NULL,
    edited_at       timestamptz,
    published_at    timestamptz,
    changed_at      timestamptz NOT NULL,
    editable_until  timestamptz,
    gallery         text NOT NULL DEFAULT '',
    picture_number  integer NOT NULL DEFAULT 0,
    region          float8[],
    attachments     text[] NOT NULL DEFAULT '{}',
    answer          uuid,
    answer_version  integer NOT NULL DEFAULT 0,
    answer_details  text,
    pinned          boolean NOT NULL DEFAULT false,
    pick            boolean NOT NULL DEFAULT false,
    question        boolean NOT NULL DEFAULT false,
    reasons         text NOT NULL DEFAULT '[]',
    level           smallint NOT NULL DEFAULT 0,
    reports         integer NOT NULL DEFAULT 0,
    source          text NOT NULL DEFAULT '',
    source_id       text NOT NULL DEFAULT '',
    search          tsvector GENERATED ALWAYS AS (to_tsvector('simple', author_name || ' ' || text)) STORED,
    UNIQUE (thread, number)
) WITH (fillfactor = 85);
CREATE INDEX comment_oldest ON comment (thread, (rank > 0), path) WHERE shown;
CREATE INDEX comment_newest ON comment (thread, (rank > 0), (-path[1]), path) WHERE shown;
CREATE INDEX comment_picks ON comment (thread, rank, path) WHERE shown;
CREATE INDEX comment_changes ON comment (thread, thread_version);
CREATE INDEX comment_by_parent ON comment (parent) WHERE parent IS NOT NULL;
CREATE INDEX comment_by_reply ON comment (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX comment_by_author ON comment (site, digest, state) WHERE digest <> '';
CREATE INDEX comment_by_state ON comment (site, state, created_at DESC, id DESC);
CREATE INDEX comment_by_gallery ON comment (site, gallery, picture_number) WHERE gallery <> '';
CREATE INDEX comment_by_attachment ON comment USING gin (attachments) WHERE attachments <> '{}';
CREATE INDEX comment_by_search ON comment USING gin (search);
CREATE INDEX comment_said ON comment (thread, fingerprint);
CREATE UNIQUE INDEX comment_answers ON comment (answer) WHERE answer IS NOT NULL;
CREATE UNIQUE INDEX comment_imported ON comment (site, source, source_id) WHERE source <> '';

-- A comment as the code reads it: without the words prepared for searching.
CREATE VIEW comment_record AS SELECT
    id, site, thread, number, parent, reply_to, depth, path, rank, state, shown, version, thread_version,
    author_name, author_kind, author_id, digest, sealed, network, text, body, html, language,
    created_at, edited_at, published_at, changed_at, editable_until, gallery, picture_number, region, attachments,
    answer, answer_version, answer_details, pinned, pick, question, reasons, level, reports, source, source_id
FROM comment;

-- What a comment said before it was changed.
CREATE TABLE revision (
    comment   uuid NOT NULL REFERENCES comment ON DELETE CASCADE,
    version   integer NOT NULL,
    text      text NOT NULL,
    editor    text NOT NULL,
    edited_at timestamptz NOT NULL,
    PRIMARY KEY (comment, version)
);

-- Everything anybody of the desk, a rule or a mail did. Append-only: an undo is a new row.
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site       text NOT NULL,
    thread     uuid,
    comment    uuid,
    action     text NOT NULL,
    from_state text NOT NULL DEFAULT '',
    to_state   text NOT NULL DEFAULT '',
    reason     text NOT NULL DEFAULT '',
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    actor_id   text NOT NULL DEFAULT '',
    via        text NOT NULL,
    batch      uuid,
    undoes     bigint REFERENCES audit,
    created_at timestamptz NOT NULL
);
CREATE INDEX audit_by_comment ON audit (comment, id DESC);
CREATE INDEX audit_by_site ON audit (site, id DESC);
CREATE INDEX audit_by_batch ON audit (batch) WHERE batch IS NOT NULL;
CREATE UNIQUE INDEX audit_undone_once ON audit (undoes) WHERE undoes IS NOT NULL;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE report (
    comment    uuid NOT NULL REFERENCES comment ON DELETE CASCADE,
    network    text NOT NULL,
    reason     text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (comment, network)
);

-- What the moderators think of an author; rows only for those they thought about.
CREATE TABLE standing (
    site       text NOT NULL REFERENCES site,
    digest     text NOT NULL,
    standing   text NOT NULL CHECK (standing IN ('none', 'trusted', 'held', 'banned')),
    until      timestamptz,
    note       text NOT NULL DEFAULT '',
    set_by     text NOT NULL,
    set_at     timestamptz NOT NULL,
    PRIMARY KEY (site, digest)
);

-- The times of the last posts per network and address (key: a keyed hash). Losing it in a crash costs nothing.
CREATE UNLOGGED TABLE flood (
    key   text PRIMARY KEY,
    times timestamptz[] NOT NULL,
    holder uuid NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE idempotency (
    site         text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    comment      uuid NOT NULL,
    status       smallint NOT NULL,
    answer       bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (site, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
CREATE INDEX idempotency_by_comment ON idempotency (comment);

CREATE TABLE picture (
    id          text PRIMARY KEY,
    site        text NOT NULL,
    owner       text NOT NULL,
    status      text NOT NULL CHECK (status IN ('ready', 'failed')),
    gallery     text NOT NULL DEFAULT '',
    number      integer NOT NULL DEFAULT 0,
    width       integer NOT NULL DEFAULT 0,
    height      integer NOT NULL DEFAULT 0,
    colour      text NOT NULL DEFAULT '',
    placeholder text NOT NULL DEFAULT '',
    caption     text NOT NULL DEFAULT '',
    alt         text NOT NULL DEFAULT '',
    renditions  text NOT NULL DEFAULT '[]',
    held        boolean NOT NULL DEFAULT false,
    reason      text NOT NULL DEFAULT '',
    version     integer NOT NULL DEFAULT 0
);

CREATE TABLE gallery (
    site     text NOT NULL,
    key      text NOT NULL,
    title    text NOT NULL,
    page_url text NOT NULL,
    thread   uuid,
    pictures text[] NOT NULL,
    version  integer NOT NULL,
    PRIMARY KEY (site, key)
);
CREATE INDEX gallery_by_thread ON gallery (thread);

CREATE TABLE moderator (
    id         uuid PRIMARY KEY,
    site       text NOT NULL REFERENCES site,
    name       text NOT NULL,
    digest     text NOT NULL,
    sealed     text NOT NULL,
    role       text NOT NULL CHECK (role IN ('owner', 'editor', 'moderator', 'expert')),
    language   text NOT NULL DEFAULT 'en',
    alerts     text NOT NULL DEFAULT 'every' CHECK (alerts IN ('every', 'digest', 'none')),
    subjects   text[] NOT NULL DEFAULT '{}',
    timezone   text NOT NULL DEFAULT 'UTC',
    quiet_from text NOT NULL DEFAULT '',
    quiet_to   text NOT NULL DEFAULT '',
    active     boolean NOT NULL DEFAULT true,
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    UNIQUE (site, digest)
);
CREATE INDEX moderator_by_digest ON moderator (digest);

-- A wish to sign in: a mailed link and code, once, for the browser that asked.
CREATE TABLE signin (
    id         uuid PRIMARY KEY,
    digest     text NOT NULL,
    token      bytea NOT NULL UNIQUE,
    code       bytea NOT NULL,
    browser    bytea NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX signin_by_digest ON signin (digest, created_at);

CREATE TABLE session (
    id         uuid PRIMARY KEY,
    token      bytea NOT NULL UNIQUE,
    digest     text NOT NULL,
    name       text NOT NULL,
    csrf       text NOT NULL,
    browser    text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX session_by_digest ON session (digest);

-- Answers that notify took back, so that a late request doesn't bring one back.
CREATE TABLE withdrawn_answer (
    answer  uuid PRIMARY KEY,
    version integer NOT NULL
);
