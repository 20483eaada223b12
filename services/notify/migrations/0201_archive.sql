-- The archive: what a publisher knows about events, the cars in them, and who is seen in which picture.
-- Folded columns (…_fold, makes, colours, stem) are written by the import and by edits, never by hand.

CREATE TABLE archive_event (
    site text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    year integer,
    stem text NOT NULL,
    source_name text NOT NULL DEFAULT '',
    PRIMARY KEY (site, key)
);

CREATE TABLE archive_entry (
    site text NOT NULL,
    ref text NOT NULL,
    event text NOT NULL,
    start_no text NOT NULL DEFAULT '',
    start_fold text NOT NULL DEFAULT '',
    make text NOT NULL,
    makes text[] NOT NULL DEFAULT '{}',
    model text NOT NULL DEFAULT '',
    year integer,
    plate text NOT NULL DEFAULT '',
    plate_fold text NOT NULL DEFAULT '',
    plate_country text NOT NULL DEFAULT '',
    chassis text NOT NULL DEFAULT '',
    driver text NOT NULL DEFAULT '',
    co_driver text NOT NULL DEFAULT '',
    crew_country text NOT NULL DEFAULT '',
    colour text NOT NULL DEFAULT '',
    colours text[] NOT NULL DEFAULT '{}',
    body text NOT NULL DEFAULT '',
    notes text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (site, ref),
    FOREIGN KEY (site, event) REFERENCES archive_event (site, key)
);

CREATE INDEX archive_entry_plate ON archive_entry (site, plate_fold) WHERE plate_fold <> '';
CREATE INDEX archive_entry_start ON archive_entry (site, event, start_fold) WHERE start_fold <> '';

-- Makes and surnames by which an entry is found; (site, kind, word) first, so that the makes of a site are listed fast.
CREATE TABLE archive_word (
    site text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('make', 'name')),
    word text NOT NULL,
    event text NOT NULL,
    ref text NOT NULL,
    PRIMARY KEY (site, kind, word, event, ref),
    FOREIGN KEY (site, ref) REFERENCES archive_entry (site, ref) ON DELETE CASCADE
);

CREATE INDEX archive_word_entry ON archive_word (site, ref);

-- `entries` are external ids as the publisher wrote them: one that was deleted since still counts as a car in the picture.
CREATE TABLE archive_picture (
    site text NOT NULL,
    article text NOT NULL,
    number integer NOT NULL,
    total integer,
    event text NOT NULL DEFAULT '',
    caption text NOT NULL DEFAULT '',
    entries text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (site, article, number)
);

-- Answers given before, imported or learnt here (then `answer` is set). Only accepted and not superseded ones are evidence.
CREATE TABLE archive_answer (
    site text NOT NULL,
    ref text NOT NULL,
    article text NOT NULL DEFAULT '',
    picture integer,
    plates text[] NOT NULL DEFAULT '{}',
    question text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    entry text NOT NULL DEFAULT '',
    status text NOT NULL CHECK (status IN ('accepted', 'corrected')),
    superseded_by text NOT NULL DEFAULT '',
    answer uuid,
    PRIMARY KEY (site, ref)
);

CREATE INDEX archive_answer_picture ON archive_answer (site, article, picture);
CREATE INDEX archive_answer_plates ON archive_answer USING gin (plates);
CREATE INDEX archive_answer_learnt ON archive_answer (answer) WHERE answer IS NOT NULL;

-- A rule that published an answer which a moderator took back; it rests until an editor lets it go on.
CREATE TABLE archive_pause (
    site text NOT NULL,
    rule text NOT NULL,
    paused_at timestamptz NOT NULL,
    paused_by text NOT NULL,
    answer uuid NOT NULL,
    PRIMARY KEY (site, rule)
);
