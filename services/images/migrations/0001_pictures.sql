-- Sites as images needs them, galleries, pictures with their renditions, and the work still to do.

CREATE TABLE site (
    key      text PRIMARY KEY,
    name     text NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}',
    active   boolean NOT NULL DEFAULT true,
    version  bigint NOT NULL DEFAULT 0
);

CREATE TABLE gallery (
    site       text NOT NULL,
    key        text NOT NULL,
    title      text NOT NULL DEFAULT '',
    page_url   text NOT NULL DEFAULT '',
    version    bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (site, key)
);

CREATE TABLE picture (
    id              text PRIMARY KEY,
    site            text NOT NULL,
    owner           text NOT NULL CHECK (owner IN ('gallery', 'comment')),
    state           text NOT NULL DEFAULT 'waiting'
                    CHECK (state IN ('waiting', 'first', 'ready', 'failed', 'removed')),
    held            boolean NOT NULL,
    gallery         text,
    position        integer,
    original_number integer,
    comment         uuid,
    upload_key      bytea,
    uploader        text NOT NULL DEFAULT '',
    file_name       text NOT NULL DEFAULT '',
    sha256          bytea NOT NULL CHECK (length(sha256) = 32),
    bytes           bigint NOT NULL,
    media_type      text NOT NULL,
    width           integer NOT NULL,
    height          integer NOT NULL,
    colour          text NOT NULL DEFAULT '#808080',
    placeholder     bytea,
    caption         text NOT NULL DEFAULT '',
    alt             text NOT NULL DEFAULT '',
    credit          text NOT NULL DEFAULT '',
    focal_x         real NOT NULL DEFAULT 0.5,
    focal_y         real NOT NULL DEFAULT 0.5,
    focal_set       boolean NOT NULL DEFAULT false,
    recipe          integer NOT NULL DEFAULT 1,
    version         bigint NOT NULL DEFAULT 1,
    code            text NOT NULL DEFAULT '',
    reason          text NOT NULL DEFAULT '',
    uploaded_at     timestamptz NOT NULL DEFAULT now(),
    changed_at      timestamptz NOT NULL DEFAULT now(),
    CHECK ((owner = 'gallery') = (gallery IS NOT NULL)),
    FOREIGN KEY (site, gallery) REFERENCES gallery (site, key)
);
-- The same content only once in a gallery; a removed or failed one may come again.
CREATE UNIQUE INDEX picture_by_content ON picture (site, gallery, sha256)
    WHERE owner = 'gallery' AND state NOT IN ('removed', 'failed');
CREATE INDEX picture_by_place ON picture (site, gallery, position) WHERE owner = 'gallery';
CREATE INDEX picture_by_comment ON picture (comment) WHERE comment IS NOT NULL;
CREATE INDEX picture_unused ON picture (uploaded_at) WHERE owner = 'comment' AND comment IS NULL;

CREATE TABLE rendition (
    picture    text NOT NULL REFERENCES picture (id) ON DELETE CASCADE,
    recipe     integer NOT NULL,
    name       text NOT NULL,
    media_type text NOT NULL,
    width      integer NOT NULL,
    height     integer NOT NULL,
    bytes      bigint NOT NULL,
    etag       text NOT NULL,
    animated   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (picture, recipe, name)
);

CREATE TABLE job (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    picture      text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('first', 'full', 'spot', 'publish', 'discard')),
    recipe       integer NOT NULL,
    detail       text NOT NULL DEFAULT '',
    priority     integer NOT NULL,
    deaths       integer NOT NULL DEFAULT 0,
    attempts     integer NOT NULL DEFAULT 0,
    not_before   timestamptz NOT NULL DEFAULT now(),
    leased_until timestamptz,
    worker       text NOT NULL DEFAULT '',
    last_error   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    done_at      timestamptz,
    UNIQUE (picture, kind, recipe, detail)
);
CREATE INDEX job_next ON job (priority, id) WHERE done_at IS NULL;
