-- Readers' questions, their answers, and the people who were asked.

CREATE TABLE question (
    id uuid PRIMARY KEY,
    site text NOT NULL,
    comment uuid NOT NULL UNIQUE,
    thread uuid NOT NULL,
    page_url text NOT NULL,
    page_title text NOT NULL,
    path text NOT NULL,
    asker text NOT NULL,
    text text NOT NULL,
    language text NOT NULL,
    gallery text NOT NULL DEFAULT '',
    picture integer,
    region jsonb,
    kind text NOT NULL,
    subject text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('matched', 'auto_answered', 'routed', 'reminded', 'escalated', 'answered', 'accepted', 'corrected', 'closed')),
    plates text[] NOT NULL DEFAULT '{}',
    evidence jsonb NOT NULL DEFAULT '[]',
    vetoes jsonb NOT NULL DEFAULT '[]',
    candidates jsonb NOT NULL DEFAULT '[]',
    draft text NOT NULL DEFAULT '',
    round integer NOT NULL DEFAULT 1,
    asked_at timestamptz NOT NULL,
    routed_at timestamptz,
    reminded_at timestamptz,
    escalated_at timestamptz,
    closed_at timestamptz
);

CREATE INDEX question_waiting ON question (routed_at) WHERE state IN ('routed', 'reminded', 'escalated');
CREATE INDEX question_of_site ON question (site, asked_at DESC);

CREATE TABLE answer (
    id uuid PRIMARY KEY,
    question uuid NOT NULL REFERENCES question (id),
    kind text NOT NULL CHECK (kind IN ('archive', 'expert')),
    state text NOT NULL CHECK (state IN ('proposed', 'live', 'addition', 'accepted', 'refused', 'withdrawn')),
    author_name text NOT NULL,
    moderator uuid,
    text text NOT NULL,
    language text NOT NULL,
    entries text[] NOT NULL DEFAULT '{}',
    answer_ref text NOT NULL DEFAULT '',
    evidence text[] NOT NULL DEFAULT '{}',
    rules text[] NOT NULL DEFAULT '{}',
    source_name text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE INDEX answer_of_question ON answer (question);
CREATE INDEX answer_resting_on ON answer (answer_ref) WHERE answer_ref <> '';

CREATE TABLE question_expert (
    question uuid NOT NULL REFERENCES question (id),
    moderator uuid NOT NULL,
    round integer NOT NULL,
    asked_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('asked', 'skipped', 'answered')),
    PRIMARY KEY (question, moderator, round)
);

CREATE INDEX question_expert_load ON question_expert (moderator) WHERE state = 'asked';

-- What happened to a question, for the desk: who did what, when.
CREATE TABLE question_note (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    question uuid NOT NULL REFERENCES question (id),
    at timestamptz NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    words text NOT NULL DEFAULT ''
);

CREATE INDEX question_note_of ON question_note (question, id);

-- Shadow mode's score: proposals that a person confirmed, and those that were wrong.
CREATE TABLE question_shadow (
    site text PRIMARY KEY,
    confirmed integer NOT NULL DEFAULT 0,
    wrong integer NOT NULL DEFAULT 0
);
