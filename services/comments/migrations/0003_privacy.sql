-- Wishes to be forgotten, each service's receipt, and what makes the retention job cheap.

CREATE TABLE erasure (
    id           uuid PRIMARY KEY,
    site         text NOT NULL,
    digest       text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    done_at      timestamptz
);
CREATE INDEX erasure_open ON erasure (requested_at) WHERE done_at IS NULL;

CREATE TABLE erasure_receipt (
    erasure   uuid NOT NULL REFERENCES erasure ON DELETE CASCADE,
    service   text NOT NULL,
    counts    text NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (erasure, service)
);

CREATE INDEX comment_with_network ON comment (created_at) WHERE network <> '';
CREATE INDEX comment_to_empty ON comment (site, changed_at) WHERE state IN ('removed', 'spam') AND text <> '';
CREATE INDEX report_by_age ON report (created_at);
