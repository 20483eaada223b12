-- What members of staff choose for themselves at the desk: by the digest of their address, as their sessions are.

CREATE TABLE desk_choice (
    digest text PRIMARY KEY,
    language text NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE desk_view (
    id uuid PRIMARY KEY,
    site text NOT NULL REFERENCES site (key),
    digest text NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    query text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (site, digest, name)
);
