-- Notify's own copies of what the events tell: sites, staff, comments, pictures. Addresses only encrypted.

CREATE TABLE address (
    digest text PRIMARY KEY,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE site (
    key text PRIMARY KEY,
    name text NOT NULL,
    origins text[] NOT NULL DEFAULT '{}',
    language text NOT NULL DEFAULT 'en',
    settings jsonb NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true,
    version integer NOT NULL
);

CREATE TABLE moderator (
    id uuid NOT NULL,
    site text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    digest text NOT NULL REFERENCES address (digest),
    language text NOT NULL DEFAULT 'en',
    alerts text NOT NULL DEFAULT 'every',
    subjects text[] NOT NULL DEFAULT '{}',
    timezone text NOT NULL DEFAULT 'UTC',
    quiet_from text NOT NULL DEFAULT '',
    quiet_to text NOT NULL DEFAULT '',
    active boolean NOT NULL DEFAULT true,
    version integer NOT NULL,
    PRIMARY KEY (id, site)
);

CREATE INDEX moderator_site ON moderator (site) WHERE active;

CREATE TABLE comment (
    id uuid PRIMARY KEY,
    site text NOT NULL,
    thread uuid NOT NULL,
    page_url text NOT NULL,
    page_title text NOT NULL,
    number integer NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    author_name text NOT NULL,
    author_kind text NOT NULL,
    author_digest text,
    text text NOT NULL,
    html text NOT NULL,
    language text NOT NULL DEFAULT '',
    path text NOT NULL,
    parent uuid,
    gallery text,
    picture_number integer,
    picture text,
    region jsonb,
    attachments text[] NOT NULL DEFAULT '{}',
    answers uuid,
    reasons jsonb NOT NULL DEFAULT '[]',
    reports integer NOT NULL DEFAULT 0,
    decided_by jsonb,
    decided_at timestamptz,
    created_at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX comment_parent ON comment (parent) WHERE parent IS NOT NULL;
CREATE INDEX comment_thread ON comment (thread);
CREATE INDEX comment_author ON comment (author_digest) WHERE author_digest IS NOT NULL;
CREATE INDEX comment_held ON comment (site, created_at) WHERE state = 'held';

CREATE TABLE picture (
    id text PRIMARY KEY,
    site text NOT NULL,
    owner text NOT NULL DEFAULT '',
    gallery text NOT NULL DEFAULT '',
    number integer NOT NULL DEFAULT 0,
    caption text NOT NULL DEFAULT '',
    alt text NOT NULL DEFAULT '',
    credit text NOT NULL DEFAULT '',
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    state text NOT NULL,
    mail_path text NOT NULL DEFAULT '',
    held boolean NOT NULL DEFAULT false,
    version integer NOT NULL
);

CREATE INDEX picture_place ON picture (site, gallery, number) WHERE gallery <> '';

CREATE TABLE gallery (
    site text NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    page_url text NOT NULL,
    pictures text[] NOT NULL DEFAULT '{}',
    captions text[] NOT NULL DEFAULT '{}',
    version integer NOT NULL,
    PRIMARY KEY (site, key)
);
