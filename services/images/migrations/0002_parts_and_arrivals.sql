-- Uploads that arrive in parts, and how many uploads a network has sent lately.

CREATE TABLE part_upload (
    id         text PRIMARY KEY,
    site       text NOT NULL,
    gallery    text NOT NULL,
    file_name  text NOT NULL DEFAULT '',
    bytes      bigint NOT NULL,
    arrived    bigint NOT NULL DEFAULT 0,
    caption    text NOT NULL DEFAULT '',
    alt        text NOT NULL DEFAULT '',
    credit     text NOT NULL DEFAULT '',
    uploader   text NOT NULL DEFAULT '',
    picture    text,
    code       text NOT NULL DEFAULT '',
    reason     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (site, gallery) REFERENCES gallery (site, key)
);
CREATE INDEX part_upload_by_gallery ON part_upload (site, gallery, created_at);

CREATE TABLE arrival (
    network bytea NOT NULL,
    site    text NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX arrival_by_network ON arrival (network, site, at);
