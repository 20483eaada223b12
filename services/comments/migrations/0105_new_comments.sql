-- What is asked and written of new comments, as one value each: a call gives one array of them where it gave fifty.
-- A process that runs knows these types as they were when it began, so they never change: others take their place.

CREATE TYPE comment_asked AS (
    site text, url text, digest text, fingerprint bytea, network_key text, address_key text, parent uuid,
    idempotency_key text, gallery text, thread uuid, picture integer
);

CREATE TYPE comment_written AS (
    id uuid, thread uuid, published boolean, site text, parent uuid, reply_to uuid, depth smallint, prefix integer[],
    state text, author_name text, author_kind text, author_id text, digest text, sealed text, network text, text text,
    body text, html text, language text, fingerprint bytea, editable_until timestamptz, gallery text,
    picture_number integer, region float8[], attachments text[], reasons text, level smallint, question boolean,
    answer uuid, answer_version integer, answer_details text, idempotency_key text, request_hash bytea, status smallint,
    answer_1 bytea, answer_2 bytea, answer_3 bytea, event_id uuid, routing_key text, event_1 bytea, event_2 bytea,
    event_3 bytea, traceparent text
);

CREATE TYPE ticket_asked AS (id uuid, key text, pause float8, burst integer, period float8);

CREATE TYPE event_written AS (id uuid, event_id uuid, routing_key text, payload bytea, traceparent text);
