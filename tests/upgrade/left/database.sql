--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: comments; Type: SCHEMA; Schema: -; Owner: paddock_comments
--

CREATE SCHEMA comments;


ALTER SCHEMA comments OWNER TO paddock_comments;

--
-- Name: extensions; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA extensions;


ALTER SCHEMA extensions OWNER TO postgres;

--
-- Name: images; Type: SCHEMA; Schema: -; Owner: paddock_images
--

CREATE SCHEMA images;


ALTER SCHEMA images OWNER TO paddock_images;

--
-- Name: notify; Type: SCHEMA; Schema: -; Owner: paddock_notify
--

CREATE SCHEMA notify;


ALTER SCHEMA notify OWNER TO paddock_notify;

--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA extensions;


--
-- Name: deliver_to_webhooks(); Type: FUNCTION; Schema: comments; Owner: paddock_comments
--

CREATE FUNCTION comments.deliver_to_webhooks() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    told jsonb;
BEGIN
    IF EXISTS (SELECT FROM webhook WHERE active) THEN
        told := convert_from(NEW.payload, 'UTF8')::jsonb -> 'data' -> 'comment';
        INSERT INTO webhook_delivery (webhook, event_id, event_type, comment, payload)
        SELECT w.id, NEW.event_id, NEW.routing_key, (told ->> 'id')::uuid, NEW.payload FROM webhook w
        WHERE w.active AND w.site = told ->> 'site' AND NEW.routing_key = ANY (w.events);
    END IF;
    RETURN NULL;
END $$;


ALTER FUNCTION comments.deliver_to_webhooks() OWNER TO paddock_comments;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: comments; Owner: paddock_comments
--

CREATE FUNCTION comments.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;


ALTER FUNCTION comments.refuse_change() OWNER TO paddock_comments;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.audit (
    id bigint NOT NULL,
    site text NOT NULL,
    thread uuid,
    comment uuid,
    action text NOT NULL,
    from_state text DEFAULT ''::text NOT NULL,
    to_state text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    actor_kind text NOT NULL,
    actor_name text NOT NULL,
    actor_id text DEFAULT ''::text NOT NULL,
    via text NOT NULL,
    batch uuid,
    undoes bigint,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.audit OWNER TO paddock_comments;

--
-- Name: audit_id_seq; Type: SEQUENCE; Schema: comments; Owner: paddock_comments
--

ALTER TABLE comments.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME comments.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: comment; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.comment (
    id uuid NOT NULL,
    site text NOT NULL,
    thread uuid NOT NULL,
    number integer NOT NULL,
    parent uuid,
    reply_to uuid,
    depth smallint NOT NULL,
    path integer[] NOT NULL,
    rank smallint DEFAULT 2 NOT NULL,
    state text NOT NULL,
    shown boolean NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    thread_version bigint DEFAULT 0 NOT NULL,
    author_name text NOT NULL,
    author_kind text DEFAULT 'reader'::text NOT NULL,
    author_id text DEFAULT ''::text NOT NULL,
    digest text DEFAULT ''::text NOT NULL,
    sealed text DEFAULT ''::text NOT NULL,
    network text DEFAULT ''::text NOT NULL,
    text text NOT NULL,
    body text NOT NULL,
    html text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    fingerprint bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    published_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    editable_until timestamp with time zone,
    gallery text DEFAULT ''::text NOT NULL,
    picture_number integer DEFAULT 0 NOT NULL,
    region double precision[],
    attachments text[] DEFAULT '{}'::text[] NOT NULL,
    answer uuid,
    answer_version integer DEFAULT 0 NOT NULL,
    answer_details text,
    pinned boolean DEFAULT false NOT NULL,
    pick boolean DEFAULT false NOT NULL,
    question boolean DEFAULT false NOT NULL,
    reasons text DEFAULT '[]'::text NOT NULL,
    level smallint DEFAULT 0 NOT NULL,
    reports integer DEFAULT 0 NOT NULL,
    source text DEFAULT ''::text NOT NULL,
    source_id text DEFAULT ''::text NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, ((author_name || ' '::text) || text))) STORED,
    CONSTRAINT comment_depth_check CHECK (((depth >= 0) AND (depth <= 2))),
    CONSTRAINT comment_state_check CHECK ((state = ANY (ARRAY['held'::text, 'published'::text, 'rejected'::text, 'spam'::text, 'removed'::text])))
)
WITH (fillfactor='85');


ALTER TABLE comments.comment OWNER TO paddock_comments;

--
-- Name: comment_record; Type: VIEW; Schema: comments; Owner: paddock_comments
--

CREATE VIEW comments.comment_record AS
 SELECT comment.id,
    comment.site,
    comment.thread,
    comment.number,
    comment.parent,
    comment.reply_to,
    comment.depth,
    comment.path,
    comment.rank,
    comment.state,
    comment.shown,
    comment.version,
    comment.thread_version,
    comment.author_name,
    comment.author_kind,
    comment.author_id,
    comment.digest,
    comment.sealed,
    comment.network,
    comment.text,
    comment.body,
    comment.html,
    comment.language,
    comment.created_at,
    comment.edited_at,
    comment.published_at,
    comment.changed_at,
    comment.editable_until,
    comment.gallery,
    comment.picture_number,
    comment.region,
    comment.attachments,
    comment.answer,
    comment.answer_version,
    comment.answer_details,
    comment.pinned,
    comment.pick,
    comment.question,
    comment.reasons,
    comment.level,
    comment.reports,
    comment.source,
    comment.source_id
   FROM comments.comment;


ALTER TABLE comments.comment_record OWNER TO paddock_comments;

--
-- Name: erasure; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.erasure (
    id uuid NOT NULL,
    site text NOT NULL,
    digest text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone
);


ALTER TABLE comments.erasure OWNER TO paddock_comments;

--
-- Name: erasure_receipt; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.erasure_receipt (
    erasure uuid NOT NULL,
    service text NOT NULL,
    counts text NOT NULL,
    erased_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.erasure_receipt OWNER TO paddock_comments;

--
-- Name: flood; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE UNLOGGED TABLE comments.flood (
    key text NOT NULL,
    times timestamp with time zone[] NOT NULL,
    holder uuid NOT NULL
)
WITH (fillfactor='50');


ALTER TABLE comments.flood OWNER TO paddock_comments;

--
-- Name: gallery; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.gallery (
    site text NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    page_url text NOT NULL,
    thread uuid,
    pictures text[] NOT NULL,
    version integer NOT NULL
);


ALTER TABLE comments.gallery OWNER TO paddock_comments;

--
-- Name: idempotency; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.idempotency (
    site text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    comment uuid NOT NULL,
    status smallint NOT NULL,
    answer bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.idempotency OWNER TO paddock_comments;

--
-- Name: import_job; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.import_job (
    id uuid NOT NULL,
    site text NOT NULL,
    format text NOT NULL,
    name text NOT NULL,
    dry_run boolean NOT NULL,
    stage text NOT NULL,
    said text DEFAULT ''::text NOT NULL,
    percent smallint DEFAULT 0 NOT NULL,
    report text DEFAULT ''::text NOT NULL,
    started_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT import_job_stage_check CHECK ((stage = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])))
);


ALTER TABLE comments.import_job OWNER TO paddock_comments;

--
-- Name: import_run; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.import_run (
    id uuid NOT NULL,
    site text NOT NULL,
    source text NOT NULL,
    file text NOT NULL,
    rows integer NOT NULL,
    added integer DEFAULT 0 NOT NULL,
    known integer DEFAULT 0 NOT NULL,
    skipped integer DEFAULT 0 NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone
);


ALTER TABLE comments.import_run OWNER TO paddock_comments;

--
-- Name: inbox; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE comments.inbox OWNER TO paddock_comments;

--
-- Name: moderator; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.moderator (
    id uuid NOT NULL,
    site text NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    sealed text NOT NULL,
    role text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    alerts text DEFAULT 'every'::text NOT NULL,
    subjects text[] DEFAULT '{}'::text[] NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    quiet_from text DEFAULT ''::text NOT NULL,
    quiet_to text DEFAULT ''::text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT moderator_alerts_check CHECK ((alerts = ANY (ARRAY['every'::text, 'digest'::text, 'none'::text]))),
    CONSTRAINT moderator_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'editor'::text, 'moderator'::text, 'expert'::text])))
);


ALTER TABLE comments.moderator OWNER TO paddock_comments;

--
-- Name: outbox; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.outbox (
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    routing_key text NOT NULL,
    payload bytea NOT NULL,
    traceparent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    last_error text DEFAULT ''::text NOT NULL
);


ALTER TABLE comments.outbox OWNER TO paddock_comments;

--
-- Name: outbox_seq_seq; Type: SEQUENCE; Schema: comments; Owner: paddock_comments
--

ALTER TABLE comments.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME comments.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: picture; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.picture (
    id text NOT NULL,
    site text NOT NULL,
    owner text NOT NULL,
    status text NOT NULL,
    gallery text DEFAULT ''::text NOT NULL,
    number integer DEFAULT 0 NOT NULL,
    width integer DEFAULT 0 NOT NULL,
    height integer DEFAULT 0 NOT NULL,
    colour text DEFAULT ''::text NOT NULL,
    placeholder text DEFAULT ''::text NOT NULL,
    caption text DEFAULT ''::text NOT NULL,
    alt text DEFAULT ''::text NOT NULL,
    renditions text DEFAULT '[]'::text NOT NULL,
    held boolean DEFAULT false NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    CONSTRAINT picture_status_check CHECK ((status = ANY (ARRAY['ready'::text, 'failed'::text])))
);


ALTER TABLE comments.picture OWNER TO paddock_comments;

--
-- Name: report; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.report (
    comment uuid NOT NULL,
    network text NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.report OWNER TO paddock_comments;

--
-- Name: revision; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.revision (
    comment uuid NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    editor text NOT NULL,
    edited_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.revision OWNER TO paddock_comments;

--
-- Name: schema_migration; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.schema_migration (
    origin text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE comments.schema_migration OWNER TO paddock_comments;

--
-- Name: session; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.session (
    id uuid NOT NULL,
    token bytea NOT NULL,
    digest text NOT NULL,
    name text NOT NULL,
    csrf text NOT NULL,
    browser text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);


ALTER TABLE comments.session OWNER TO paddock_comments;

--
-- Name: signin; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.signin (
    id uuid NOT NULL,
    digest text NOT NULL,
    token bytea NOT NULL,
    code bytea NOT NULL,
    browser bytea NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.signin OWNER TO paddock_comments;

--
-- Name: site; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.site (
    key text NOT NULL,
    name text NOT NULL,
    origins text[] DEFAULT '{}'::text[] NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    settings text DEFAULT '{}'::text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT site_key_check CHECK ((key ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);


ALTER TABLE comments.site OWNER TO paddock_comments;

--
-- Name: standing; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.standing (
    site text NOT NULL,
    digest text NOT NULL,
    standing text NOT NULL,
    until timestamp with time zone,
    note text DEFAULT ''::text NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT standing_standing_check CHECK ((standing = ANY (ARRAY['none'::text, 'trusted'::text, 'held'::text, 'banned'::text])))
);


ALTER TABLE comments.standing OWNER TO paddock_comments;

--
-- Name: thread; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.thread (
    id uuid NOT NULL,
    site text NOT NULL,
    url text NOT NULL,
    link text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    open boolean DEFAULT true NOT NULL,
    last_number integer DEFAULT 0 NOT NULL,
    count integer DEFAULT 0 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    changed xid8 DEFAULT pg_current_xact_id() NOT NULL,
    merged_into uuid,
    source text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
)
WITH (fillfactor='70');


ALTER TABLE comments.thread OWNER TO paddock_comments;

--
-- Name: thread_url; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.thread_url (
    site text NOT NULL,
    url text NOT NULL,
    thread uuid NOT NULL
);


ALTER TABLE comments.thread_url OWNER TO paddock_comments;

--
-- Name: webhook; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.webhook (
    id uuid NOT NULL,
    site text NOT NULL,
    url text NOT NULL,
    secret text NOT NULL,
    events text[] NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_by text NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.webhook OWNER TO paddock_comments;

--
-- Name: webhook_attempt; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.webhook_attempt (
    delivery bigint NOT NULL,
    number integer NOT NULL,
    status integer NOT NULL,
    error text NOT NULL,
    milliseconds integer NOT NULL,
    attempted_at timestamp with time zone NOT NULL
);


ALTER TABLE comments.webhook_attempt OWNER TO paddock_comments;

--
-- Name: webhook_delivery; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.webhook_delivery (
    id bigint NOT NULL,
    webhook uuid NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    comment uuid,
    payload bytea NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text])))
);


ALTER TABLE comments.webhook_delivery OWNER TO paddock_comments;

--
-- Name: webhook_delivery_id_seq; Type: SEQUENCE; Schema: comments; Owner: paddock_comments
--

ALTER TABLE comments.webhook_delivery ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME comments.webhook_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: withdrawn_answer; Type: TABLE; Schema: comments; Owner: paddock_comments
--

CREATE TABLE comments.withdrawn_answer (
    answer uuid NOT NULL,
    version integer NOT NULL
);


ALTER TABLE comments.withdrawn_answer OWNER TO paddock_comments;

--
-- Name: arrival; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.arrival (
    network bytea NOT NULL,
    site text NOT NULL,
    at timestamp with time zone NOT NULL
);


ALTER TABLE images.arrival OWNER TO paddock_images;

--
-- Name: gallery; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.gallery (
    site text NOT NULL,
    key text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    page_url text DEFAULT ''::text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE images.gallery OWNER TO paddock_images;

--
-- Name: inbox; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE images.inbox OWNER TO paddock_images;

--
-- Name: job; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.job (
    id bigint NOT NULL,
    picture text NOT NULL,
    kind text NOT NULL,
    recipe integer NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    priority integer NOT NULL,
    deaths integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    leased_until timestamp with time zone,
    worker text DEFAULT ''::text NOT NULL,
    last_error text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    done_at timestamp with time zone,
    CONSTRAINT job_kind_check CHECK ((kind = ANY (ARRAY['first'::text, 'full'::text, 'spot'::text, 'publish'::text, 'discard'::text])))
);


ALTER TABLE images.job OWNER TO paddock_images;

--
-- Name: job_id_seq; Type: SEQUENCE; Schema: images; Owner: paddock_images
--

ALTER TABLE images.job ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME images.job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: outbox; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.outbox (
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    routing_key text NOT NULL,
    payload bytea NOT NULL,
    traceparent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    last_error text DEFAULT ''::text NOT NULL
);


ALTER TABLE images.outbox OWNER TO paddock_images;

--
-- Name: outbox_seq_seq; Type: SEQUENCE; Schema: images; Owner: paddock_images
--

ALTER TABLE images.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME images.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: part_upload; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.part_upload (
    id text NOT NULL,
    site text NOT NULL,
    gallery text NOT NULL,
    file_name text DEFAULT ''::text NOT NULL,
    bytes bigint NOT NULL,
    arrived bigint DEFAULT 0 NOT NULL,
    caption text DEFAULT ''::text NOT NULL,
    alt text DEFAULT ''::text NOT NULL,
    credit text DEFAULT ''::text NOT NULL,
    uploader text DEFAULT ''::text NOT NULL,
    picture text,
    code text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE images.part_upload OWNER TO paddock_images;

--
-- Name: picture; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.picture (
    id text NOT NULL,
    site text NOT NULL,
    owner text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    held boolean NOT NULL,
    gallery text,
    "position" integer,
    original_number integer,
    comment uuid,
    upload_key bytea,
    uploader text DEFAULT ''::text NOT NULL,
    file_name text DEFAULT ''::text NOT NULL,
    sha256 bytea NOT NULL,
    bytes bigint NOT NULL,
    media_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    colour text DEFAULT '#808080'::text NOT NULL,
    placeholder bytea,
    caption text DEFAULT ''::text NOT NULL,
    alt text DEFAULT ''::text NOT NULL,
    credit text DEFAULT ''::text NOT NULL,
    focal_x real DEFAULT 0.5 NOT NULL,
    focal_y real DEFAULT 0.5 NOT NULL,
    focal_set boolean DEFAULT false NOT NULL,
    recipe integer DEFAULT 1 NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    uploaded_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT picture_check CHECK (((owner = 'gallery'::text) = (gallery IS NOT NULL))),
    CONSTRAINT picture_owner_check CHECK ((owner = ANY (ARRAY['gallery'::text, 'comment'::text]))),
    CONSTRAINT picture_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT picture_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'first'::text, 'ready'::text, 'failed'::text, 'removed'::text])))
);


ALTER TABLE images.picture OWNER TO paddock_images;

--
-- Name: rendition; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.rendition (
    picture text NOT NULL,
    recipe integer NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    bytes bigint NOT NULL,
    etag text NOT NULL,
    animated boolean DEFAULT false NOT NULL
);


ALTER TABLE images.rendition OWNER TO paddock_images;

--
-- Name: schema_migration; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.schema_migration (
    origin text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE images.schema_migration OWNER TO paddock_images;

--
-- Name: site; Type: TABLE; Schema: images; Owner: paddock_images
--

CREATE TABLE images.site (
    key text NOT NULL,
    name text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    active boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 0 NOT NULL
);


ALTER TABLE images.site OWNER TO paddock_images;

--
-- Name: address; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.address (
    digest text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE notify.address OWNER TO paddock_notify;

--
-- Name: answer; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.answer (
    id uuid NOT NULL,
    question uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    author_name text NOT NULL,
    moderator uuid,
    text text NOT NULL,
    language text NOT NULL,
    entries text[] DEFAULT '{}'::text[] NOT NULL,
    answer_ref text DEFAULT ''::text NOT NULL,
    evidence text[] DEFAULT '{}'::text[] NOT NULL,
    rules text[] DEFAULT '{}'::text[] NOT NULL,
    source_name text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT answer_kind_check CHECK ((kind = ANY (ARRAY['archive'::text, 'expert'::text]))),
    CONSTRAINT answer_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'live'::text, 'addition'::text, 'accepted'::text, 'refused'::text, 'withdrawn'::text])))
);


ALTER TABLE notify.answer OWNER TO paddock_notify;

--
-- Name: archive_answer; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.archive_answer (
    site text NOT NULL,
    ref text NOT NULL,
    article text DEFAULT ''::text NOT NULL,
    picture integer,
    plates text[] DEFAULT '{}'::text[] NOT NULL,
    question text DEFAULT ''::text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    entry text DEFAULT ''::text NOT NULL,
    status text NOT NULL,
    superseded_by text DEFAULT ''::text NOT NULL,
    answer uuid,
    CONSTRAINT archive_answer_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'corrected'::text])))
);


ALTER TABLE notify.archive_answer OWNER TO paddock_notify;

--
-- Name: archive_entry; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.archive_entry (
    site text NOT NULL,
    ref text NOT NULL,
    event text NOT NULL,
    start_no text DEFAULT ''::text NOT NULL,
    start_fold text DEFAULT ''::text NOT NULL,
    make text NOT NULL,
    makes text[] DEFAULT '{}'::text[] NOT NULL,
    model text DEFAULT ''::text NOT NULL,
    year integer,
    plate text DEFAULT ''::text NOT NULL,
    plate_fold text DEFAULT ''::text NOT NULL,
    plate_country text DEFAULT ''::text NOT NULL,
    chassis text DEFAULT ''::text NOT NULL,
    driver text DEFAULT ''::text NOT NULL,
    co_driver text DEFAULT ''::text NOT NULL,
    crew_country text DEFAULT ''::text NOT NULL,
    colour text DEFAULT ''::text NOT NULL,
    colours text[] DEFAULT '{}'::text[] NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    notes text DEFAULT ''::text NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE notify.archive_entry OWNER TO paddock_notify;

--
-- Name: archive_event; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.archive_event (
    site text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    year integer,
    stem text NOT NULL,
    source_name text DEFAULT ''::text NOT NULL
);


ALTER TABLE notify.archive_event OWNER TO paddock_notify;

--
-- Name: archive_pause; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.archive_pause (
    site text NOT NULL,
    rule text NOT NULL,
    paused_at timestamp with time zone NOT NULL,
    paused_by text NOT NULL,
    answer uuid NOT NULL
);


ALTER TABLE notify.archive_pause OWNER TO paddock_notify;

--
-- Name: archive_picture; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.archive_picture (
    site text NOT NULL,
    article text NOT NULL,
    number integer NOT NULL,
    total integer,
    event text DEFAULT ''::text NOT NULL,
    caption text DEFAULT ''::text NOT NULL,
    entries text[] DEFAULT '{}'::text[] NOT NULL
);


ALTER TABLE notify.archive_picture OWNER TO paddock_notify;

--
-- Name: archive_word; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.archive_word (
    site text NOT NULL,
    kind text NOT NULL,
    word text NOT NULL,
    event text NOT NULL,
    ref text NOT NULL,
    CONSTRAINT archive_word_kind_check CHECK ((kind = ANY (ARRAY['make'::text, 'name'::text])))
);


ALTER TABLE notify.archive_word OWNER TO paddock_notify;

--
-- Name: bounce; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.bounce (
    id uuid NOT NULL,
    digest text NOT NULL,
    delivery uuid,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    detail text DEFAULT ''::text NOT NULL
);


ALTER TABLE notify.bounce OWNER TO paddock_notify;

--
-- Name: comment; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.comment (
    id uuid NOT NULL,
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
    language text DEFAULT ''::text NOT NULL,
    path text NOT NULL,
    parent uuid,
    gallery text,
    picture_number integer,
    picture text,
    region jsonb,
    attachments text[] DEFAULT '{}'::text[] NOT NULL,
    answers uuid,
    reasons jsonb DEFAULT '[]'::jsonb NOT NULL,
    reports integer DEFAULT 0 NOT NULL,
    decided_by jsonb,
    decided_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    noted_at timestamp with time zone DEFAULT now() NOT NULL,
    published_at timestamp with time zone
);


ALTER TABLE notify.comment OWNER TO paddock_notify;

--
-- Name: confirmation; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.confirmation (
    digest text NOT NULL,
    site text NOT NULL,
    confirmed_at timestamp with time zone NOT NULL
);


ALTER TABLE notify.confirmation OWNER TO paddock_notify;

--
-- Name: decision; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.decision (
    request uuid NOT NULL,
    site text NOT NULL,
    comment uuid NOT NULL,
    moderator uuid NOT NULL,
    name text NOT NULL,
    decision text NOT NULL,
    via text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    outcome text DEFAULT ''::text NOT NULL
);


ALTER TABLE notify.decision OWNER TO paddock_notify;

--
-- Name: delivery; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.delivery (
    id uuid NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    recipient text NOT NULL,
    version integer NOT NULL,
    site text NOT NULL,
    language text NOT NULL,
    comment uuid,
    priority smallint NOT NULL,
    context jsonb DEFAULT '{}'::jsonb NOT NULL,
    secret bytea,
    state text DEFAULT 'waiting'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    not_before timestamp with time zone NOT NULL,
    locked_until timestamp with time zone,
    lease uuid,
    attempts integer DEFAULT 0 NOT NULL,
    resends integer DEFAULT 0 NOT NULL,
    merged_into uuid,
    relay text DEFAULT ''::text NOT NULL,
    last_answer text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    first_tried_at timestamp with time zone,
    sent_at timestamp with time zone
);


ALTER TABLE notify.delivery OWNER TO paddock_notify;

--
-- Name: delivery_attempt; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.delivery_attempt (
    delivery uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    relay text NOT NULL,
    step text NOT NULL,
    outcome text NOT NULL,
    code integer DEFAULT 0 NOT NULL,
    answer text DEFAULT ''::text NOT NULL,
    seconds real DEFAULT 0 NOT NULL
);


ALTER TABLE notify.delivery_attempt OWNER TO paddock_notify;

--
-- Name: draft; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.draft (
    id uuid NOT NULL,
    raw uuid NOT NULL,
    moderator uuid NOT NULL,
    site text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    outcome text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone
);


ALTER TABLE notify.draft OWNER TO paddock_notify;

--
-- Name: erasure; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.erasure (
    request uuid NOT NULL,
    site text NOT NULL,
    digest text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    services text[] DEFAULT '{}'::text[] NOT NULL,
    told_at timestamp with time zone
);


ALTER TABLE notify.erasure OWNER TO paddock_notify;

--
-- Name: gallery; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.gallery (
    site text NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    page_url text NOT NULL,
    pictures text[] DEFAULT '{}'::text[] NOT NULL,
    captions text[] DEFAULT '{}'::text[] NOT NULL,
    version integer NOT NULL
);


ALTER TABLE notify.gallery OWNER TO paddock_notify;

--
-- Name: inbox; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE notify.inbox OWNER TO paddock_notify;

--
-- Name: link; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.link (
    hash bytea NOT NULL,
    purpose text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    site text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    delivery uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    used_at timestamp with time zone,
    outcome text DEFAULT ''::text NOT NULL
);


ALTER TABLE notify.link OWNER TO paddock_notify;

--
-- Name: moderator; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.moderator (
    id uuid NOT NULL,
    site text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    digest text NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    alerts text DEFAULT 'every'::text NOT NULL,
    subjects text[] DEFAULT '{}'::text[] NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    quiet_from text DEFAULT ''::text NOT NULL,
    quiet_to text DEFAULT ''::text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    version integer NOT NULL
);


ALTER TABLE notify.moderator OWNER TO paddock_notify;

--
-- Name: outbox; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.outbox (
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    routing_key text NOT NULL,
    payload bytea NOT NULL,
    traceparent text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    last_error text DEFAULT ''::text NOT NULL
);


ALTER TABLE notify.outbox OWNER TO paddock_notify;

--
-- Name: outbox_seq_seq; Type: SEQUENCE; Schema: notify; Owner: paddock_notify
--

ALTER TABLE notify.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME notify.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: picture; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.picture (
    id text NOT NULL,
    site text NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    gallery text DEFAULT ''::text NOT NULL,
    number integer DEFAULT 0 NOT NULL,
    caption text DEFAULT ''::text NOT NULL,
    alt text DEFAULT ''::text NOT NULL,
    credit text DEFAULT ''::text NOT NULL,
    width integer DEFAULT 0 NOT NULL,
    height integer DEFAULT 0 NOT NULL,
    state text NOT NULL,
    mail_path text DEFAULT ''::text NOT NULL,
    held boolean DEFAULT false NOT NULL,
    version integer NOT NULL
);


ALTER TABLE notify.picture OWNER TO paddock_notify;

--
-- Name: question; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.question (
    id uuid NOT NULL,
    site text NOT NULL,
    comment uuid NOT NULL,
    thread uuid NOT NULL,
    page_url text NOT NULL,
    page_title text NOT NULL,
    path text NOT NULL,
    asker text NOT NULL,
    text text NOT NULL,
    language text NOT NULL,
    gallery text DEFAULT ''::text NOT NULL,
    picture integer,
    region jsonb,
    kind text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    state text NOT NULL,
    plates text[] DEFAULT '{}'::text[] NOT NULL,
    evidence jsonb DEFAULT '[]'::jsonb NOT NULL,
    vetoes jsonb DEFAULT '[]'::jsonb NOT NULL,
    candidates jsonb DEFAULT '[]'::jsonb NOT NULL,
    draft text DEFAULT ''::text NOT NULL,
    round integer DEFAULT 1 NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    routed_at timestamp with time zone,
    reminded_at timestamp with time zone,
    escalated_at timestamp with time zone,
    closed_at timestamp with time zone,
    drafted_at timestamp with time zone,
    CONSTRAINT question_state_check CHECK ((state = ANY (ARRAY['matched'::text, 'auto_answered'::text, 'routed'::text, 'reminded'::text, 'escalated'::text, 'answered'::text, 'accepted'::text, 'corrected'::text, 'closed'::text])))
);


ALTER TABLE notify.question OWNER TO paddock_notify;

--
-- Name: question_expert; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.question_expert (
    question uuid NOT NULL,
    moderator uuid NOT NULL,
    round integer NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    CONSTRAINT question_expert_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'skipped'::text, 'answered'::text])))
);


ALTER TABLE notify.question_expert OWNER TO paddock_notify;

--
-- Name: question_note; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.question_note (
    id bigint NOT NULL,
    question uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    words text DEFAULT ''::text NOT NULL
);


ALTER TABLE notify.question_note OWNER TO paddock_notify;

--
-- Name: question_note_id_seq; Type: SEQUENCE; Schema: notify; Owner: paddock_notify
--

ALTER TABLE notify.question_note ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME notify.question_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: question_shadow; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.question_shadow (
    site text NOT NULL,
    confirmed integer DEFAULT 0 NOT NULL,
    wrong integer DEFAULT 0 NOT NULL
);


ALTER TABLE notify.question_shadow OWNER TO paddock_notify;

--
-- Name: raw_mail; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.raw_mail (
    id uuid NOT NULL,
    received_at timestamp with time zone NOT NULL,
    link bytea NOT NULL,
    mark text NOT NULL,
    envelope_from text NOT NULL,
    raw bytea,
    fingerprint bytea NOT NULL,
    size integer NOT NULL,
    state text DEFAULT 'new'::text NOT NULL,
    verdict text DEFAULT ''::text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    not_before timestamp with time zone NOT NULL,
    processed_at timestamp with time zone
);


ALTER TABLE notify.raw_mail OWNER TO paddock_notify;

--
-- Name: schema_migration; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.schema_migration (
    origin text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE notify.schema_migration OWNER TO paddock_notify;

--
-- Name: site; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.site (
    key text NOT NULL,
    name text NOT NULL,
    origins text[] DEFAULT '{}'::text[] NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    active boolean DEFAULT true NOT NULL,
    version integer NOT NULL
);


ALTER TABLE notify.site OWNER TO paddock_notify;

--
-- Name: subscription; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.subscription (
    id uuid NOT NULL,
    site text NOT NULL,
    thread uuid NOT NULL,
    page_url text NOT NULL,
    page_title text NOT NULL,
    kind text NOT NULL,
    comment uuid,
    digest text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    language text NOT NULL,
    state text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone
);


ALTER TABLE notify.subscription OWNER TO paddock_notify;

--
-- Name: suppression; Type: TABLE; Schema: notify; Owner: paddock_notify
--

CREATE TABLE notify.suppression (
    digest text NOT NULL,
    reason text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    since timestamp with time zone NOT NULL
);


ALTER TABLE notify.suppression OWNER TO paddock_notify;

--
-- Data for Name: audit; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.audit OVERRIDING SYSTEM VALUE VALUES
	(1, 'strada', NULL, NULL, 'add_site', '', '', '', 'system', 'operator', '', 'api', NULL, NULL, '2026-11-25 09:52:03.366785+00'),
	(2, 'strada', NULL, NULL, 'change_site', '', '', '', 'system', 'operator', '', 'api', NULL, NULL, '2026-11-25 09:52:09.190818+00'),
	(3, 'strada', NULL, NULL, 'change_moderator', '', '', 'M: moderator', 'system', 'operator', '', 'api', NULL, NULL, '2026-11-25 09:52:14.173884+00'),
	(4, 'strada', NULL, NULL, 'change_site', '', '', '', 'system', 'operator', '', 'api', NULL, NULL, '2026-11-25 09:52:17.164468+00');


--
-- Data for Name: comment; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.comment VALUES
	('01a2121e-c192-7e9e-b71b-78e6ead1c28b', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 1, NULL, NULL, 0, '{1}', 2, 'published', true, 1, 2, 'Rosa', 'reader', '', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'jYWhL8MDvxfMuB0hHo35Z1l6r1lPb/hUCL90CaE9sSzGJ5un/gcmF4sfBYxSsKy2JQzSbA+OSuz6BzGZr83RmUd/Bq8=', '5916ab2b8d0b244bf851f55cc15b7ace', 'Which car is the red one at the *start*?', '[{"t":"p","c":["Which car is the red one at the ",{"t":"em","c":["start"]},"?"]}]', '<p>Which car is the red one at the <em>start</em>?</p>', '', '\x3fd2e028ec6c5b54380f773593601918', '2026-11-25 09:52:15.28881+00', NULL, '2026-11-25 09:52:15.28881+00', '2026-11-25 09:52:15.28881+00', '2026-11-25 10:07:15.288353+00', '', 0, NULL, '{}', NULL, 0, NULL, false, false, true, '[]', 0, 0, '', '', DEFAULT),
	('01a2121e-c1e5-75b0-bfac-c7cb7caf3ade', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 2, '01a2121e-c192-7e9e-b71b-78e6ead1c28b', NULL, 1, '{1,2}', 2, 'published', true, 1, 3, 'Zoë Ångström', 'reader', '', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'AQVB8HG0P1+JRRT4HgG5gc93/Ib/f3ptqV2aGrK3X1oZH7gKEWcS9ZMwyllhqxqLwDlrWwMoqDjU3YqIFOF/zyJjWdQ=', '5916ab2b8d0b244bf851f55cc15b7ace', '> the red one

The 8C, with `one` tail light.', '[{"t":"quote","c":[{"t":"p","c":["the red one"]}]},{"t":"p","c":["The 8C, with ",{"t":"code","c":["one"]}," tail light."]}]', '<blockquote><p>the red one</p></blockquote><p>The 8C, with <code>one</code> tail light.</p>', '', '\xe90853128952163b48431e6e4d98b342', '2026-11-25 09:52:15.389857+00', NULL, '2026-11-25 09:52:15.389857+00', '2026-11-25 09:52:15.389857+00', '2026-11-25 10:07:15.38942+00', '', 0, NULL, '{}', NULL, 0, NULL, false, false, false, '[]', 0, 0, '', '', DEFAULT),
	('01a2121e-c261-7128-a739-5ffce0dcf7d7', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 3, NULL, NULL, 0, '{3}', 2, 'published', true, 1, 4, 'Rosa', 'reader', '', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'lJ0eGZnK0BhtGwrJGVgF1+WeQgtJ7LWRaPyyB8NNwHpDTDQEfi9MkdsgrwAX5kqqKT1sWieBxrxqvE3z2fs1dOQefDw=', '5916ab2b8d0b244bf851f55cc15b7ace', 'My own photograph of it.', '[{"t":"p","c":["My own photograph of it."]}]', '<p>My own photograph of it.</p>', '', '\x5c81dff99e00e5f222029864fa3f07c0', '2026-11-25 09:52:15.463895+00', NULL, '2026-11-25 09:52:15.463895+00', '2026-11-25 09:52:15.463895+00', '2026-11-25 10:07:15.462907+00', '', 0, NULL, '{zyb7anzhbso7jd5vm2dxruwdty}', NULL, 0, NULL, false, false, false, '[]', 0, 0, '', '', DEFAULT),
	('01a2121e-c283-7ac6-ab88-e0fd6deb3b2f', 'strada', '93f42c36-9018-567e-a647-d756263c197b', 1, NULL, NULL, 0, '{1}', 2, 'published', true, 1, 2, 'Rosa', 'reader', '', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', '/ktqOnDFUv2M2kEf61SZiWl7bS59/4ipx3P4HJijUBm6f5HWsVPz7JMYs4AOcXsyYPGwNChhtiSYXZdUNIPPak7gcjc=', '5916ab2b8d0b244bf851f55cc15b7ace', 'Über die Archivi: ein schöner Text.', '[{"t":"p","c":["Über die Archivi: ein schöner Text."]}]', '<p>Über die Archivi: ein schöner Text.</p>', 'de', '\x62971dd6bd3b931eb63a56726ea33d7f', '2026-11-25 09:52:15.516968+00', NULL, '2026-11-25 09:52:15.516968+00', '2026-11-25 09:52:15.516968+00', '2026-11-25 10:07:15.516591+00', '', 0, NULL, '{}', NULL, 0, NULL, false, false, false, '[]', 0, 0, '', '', DEFAULT),
	('01a2121e-ca80-7b7b-8940-edfe2968df56', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 4, NULL, NULL, 0, '{4}', 2, 'held', false, 1, 0, 'Rosa', 'reader', '', '551f9c370c968046aecd2a29d6ba8c881af7eee4cff65aeba5e9a91ad80cec7d', 'OUZk8XX1tDSiEBKYL+nXHnOs5lqglEvzbbkPNRxtnQ3HPU8Ai380DalwwUpJUpc8rHG1BatJTjCKoygW+TqvVyMaPQ==', '5916ab2b8d0b244bf851f55cc15b7ace', 'Held until somebody looks.', '[{"t":"p","c":["Held until somebody looks."]}]', '<p>Held until somebody looks.</p>', '', '\x18b355bb41c3cff7fe72327c8125a85f', '2026-11-25 09:52:17.541978+00', NULL, NULL, '2026-11-25 09:52:17.541978+00', '2026-11-25 10:07:17.54163+00', '', 0, NULL, '{}', NULL, 0, NULL, false, false, false, '[{"code":"hold_all","words":"this site looks at every comment first","level":1}]', 1, 0, '', '', DEFAULT),
	('01a2121e-d23e-767d-9379-729e61e5410f', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 5, NULL, NULL, 0, '{5}', 2, 'held', false, 1, 0, 'Rosa', 'reader', '', '9f05f24aee4b5998f3bf2369da24e74bce953c42cbda8a049a4d42db1b289658', 'Z3ni9Al4PL5GB1JCPgXpspkEFUNFaWcK6kVURaPU8xQBq+e/bDaIJAE+atAAyq3+risLy5Me1gorLzM65GvMbOrqSQY=', '5916ab2b8d0b244bf851f55cc15b7ace', 'Written while the broker was away.', '[{"t":"p","c":["Written while the broker was away."]}]', '<p>Written while the broker was away.</p>', '', '\x3adb630cd1e0624c0aea2ba21e63ced2', '2026-11-25 09:52:19.553159+00', NULL, NULL, '2026-11-25 09:52:19.553159+00', '2026-11-25 10:07:19.552684+00', '', 0, NULL, '{}', NULL, 0, NULL, false, false, false, '[{"code":"hold_all","words":"this site looks at every comment first","level":1}]', 1, 0, '', '', DEFAULT);


--
-- Data for Name: erasure; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: erasure_receipt; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: flood; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.flood VALUES
	('d:396460ea-5ebd-56ca-9b93-81140d811a46:3fd2e028ec6c5b54380f773593601918', '{"2026-11-25 09:52:15.28881+00"}', '01a2121e-c192-7e9e-b71b-78e6ead1c28b'),
	('d:396460ea-5ebd-56ca-9b93-81140d811a46:e90853128952163b48431e6e4d98b342', '{"2026-11-25 09:52:15.389857+00"}', '01a2121e-c1e5-75b0-bfac-c7cb7caf3ade'),
	('d:396460ea-5ebd-56ca-9b93-81140d811a46:5c81dff99e00e5f222029864fa3f07c0', '{"2026-11-25 09:52:15.463895+00"}', '01a2121e-c261-7128-a739-5ffce0dcf7d7'),
	('d:93f42c36-9018-567e-a647-d756263c197b:62971dd6bd3b931eb63a56726ea33d7f', '{"2026-11-25 09:52:15.516968+00"}', '01a2121e-c283-7ac6-ab88-e0fd6deb3b2f'),
	('d:396460ea-5ebd-56ca-9b93-81140d811a46:18b355bb41c3cff7fe72327c8125a85f', '{"2026-11-25 09:52:17.541978+00"}', '01a2121e-ca80-7b7b-8940-edfe2968df56'),
	('d:396460ea-5ebd-56ca-9b93-81140d811a46:3adb630cd1e0624c0aea2ba21e63ced2', '{"2026-11-25 09:52:19.553159+00"}', '01a2121e-d23e-767d-9379-729e61e5410f');


--
-- Data for Name: gallery; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: import_job; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: import_run; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: inbox; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.inbox VALUES
	('comments', '01a2121e-c2d0-7e85-8c5b-447e2b8f2181', '2026-11-25 09:52:15.628585+00'),
	('comments', '01a2121e-c302-724b-b9c4-1d2b2248bc22', '2026-11-25 09:52:15.686032+00'),
	('comments', '01a2121e-c341-7371-b13a-8c385d81936f', '2026-11-25 09:52:15.704759+00');


--
-- Data for Name: moderator; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.moderator VALUES
	('01a2121e-bd5d-7b26-ac0a-e7375df49de5', 'strada', 'M', '06a9412f96df0492f756d09ecbec4cb895a890eea6d632d2f7f602ca0696a770', 'Y1Q/7rQbcWpjyYVeSYkiaJe1rM6rjU4ADRerBpa/HHRPQMQdGVD7z9k+Y8B1HVnXi94F8BrUTxRI9l28mrPAPtrk5hRJo1v+', 'moderator', 'en', 'every', '{}', 'UTC', '', '', true, 1, '2026-11-25 09:52:14.173884+00');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.outbox OVERRIDING SYSTEM VALUE VALUES
	(11, '01a2121e-d261-7f08-a9b6-9d5bdb1f084b', 'comment.held.v1', '\x7b227370656376657273696f6e223a22312e30222c226964223a2230316132313231652d643236312d376630382d613962362d396435626462316630383462222c22736f75726365223a22706164646f636b2f636f6d6d656e7473222c2274797065223a22636f6d6d656e742e68656c642e7631222c227375626a656374223a22636f6d6d656e742f30316132313231652d643233652d373637642d393337392d373239653631653534313066222c2274696d65223a22323032362d31312d32355430393a35323a31392e3535323638345a222c2273657175656e6365223a312c22636f7272656c6174696f6e6964223a2230316132313231652d643230622d373036622d396630362d656564316636616635333531222c227472616365706172656e74223a22222c2264617461636f6e74656e7474797065223a226170706c69636174696f6e2f6a736f6e222c2264617461223a7b22636f6d6d656e74223a7b226964223a2230316132313231652d643233652d373637642d393337392d373239653631653534313066222c2273697465223a22737472616461222c22746872656164223a2233393634363065612d356562642d353663612d396239332d383131343064383131613436222c22706167655f75726c223a2268747470733a2f2f7374726164612e6578616d706c652f6d696c6c652d6d69676c6961222c22706167655f7469746c65223a22222c226e756d626572223a352c227374617465223a2268656c64222c2276657273696f6e223a312c22617574686f72223a7b226e616d65223a22526f7361222c226b696e64223a22726561646572222c2261646472657373223a7b22646967657374223a2239663035663234616565346235393938663362663233363964613234653734626365393533633432636264613861303439613464343264623162323839363538222c227365616c6564223a225a336e6939416c34504c354742314a435067587073706b4546554e466157634b366b56555261505538785142712b652f624461494a41452b617441417971332b7269734c79354d6531676f724c7a4d363547764d624f72715351593d227d7d2c2274657874223a225772697474656e207768696c65207468652062726f6b65722077617320617761792e222c2268746d6c223a223c703e5772697474656e207768696c65207468652062726f6b65722077617320617761792e3c2f703e222c22637265617465645f6174223a22323032362d31312d32355430393a35323a31392e3535323638345a222c2270617468223a222f742f33393634363065612d356562642d353663612d396239332d38313134306438313161343623632d35222c22706172656e74223a6e756c6c2c226c616e6775616765223a22222c2270696374757265223a6e756c6c2c226174746163686d656e7473223a5b5d2c22616e7377657273223a6e756c6c7d2c22726561736f6e73223a5b7b22636f6465223a22686f6c645f616c6c222c22776f726473223a22746869732073697465206c6f6f6b7320617420657665727920636f6d6d656e74206669727374227d5d7d7d', '', '2026-11-25 09:52:19.582856+00', 0, '-infinity', '');


--
-- Data for Name: picture; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.picture VALUES
	('zyb7anzhbso7jd5vm2dxruwdty', 'strada', 'comment', 'ready', '', 0, 480, 320, '#7f7f7f', 'data:image/webp;base64,UklGRjwAAABXRUJQVlA4IDAAAADwAgCdASoYABAALtGIxGIkLCwsDADQS0gABr4abAgygAD+8R8tcJDB6uxB/4pgAAA=', '', '', '[{"path":"/pictures/zyb7anzhbso7jd5vm2dxruwdty/1-320.avif","media_type":"image/avif","width":320,"height":213,"bytes":432},{"path":"/pictures/zyb7anzhbso7jd5vm2dxruwdty/1-800.avif","media_type":"image/avif","width":480,"height":320,"bytes":405},{"path":"/pictures/zyb7anzhbso7jd5vm2dxruwdty/1-320.jpg","media_type":"image/jpeg","width":320,"height":213,"bytes":2021},{"path":"/pictures/zyb7anzhbso7jd5vm2dxruwdty/1-800.jpg","media_type":"image/jpeg","width":480,"height":320,"bytes":3510}]', false, '', 4);


--
-- Data for Name: report; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: revision; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: schema_migration; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.schema_migration VALUES
	('shared', 1, 'messaging', 'fd66e8aa7a0e1f5faff2f6d412ed74ddde20fb9d91e7d99aae3613df96e1e3f7', '2026-11-25 09:51:51.481449+00'),
	('comments', 1, 'conversation', 'de68a84cbbe4a1e902ed10be1f6b3bf07b5ef68010ce62d02e33088d7f30e6d5', '2026-11-25 09:51:51.570398+00'),
	('comments', 2, 'desk', '8a841fd57790cd9fd2a8acb4536def8216693a6ea5c4abef68735d70ba33e711', '2026-11-25 09:51:52.132647+00'),
	('comments', 3, 'privacy', 'e28aa62365aac085a83f5666e028b3f01c63878a1556fddaa81349c8372d1305', '2026-11-25 09:51:52.157062+00'),
	('comments', 4, 'webhooks', 'b18a8ffcc47f0003416a10d45abc493d96bb33fc19e450516cd19f197c2b3923', '2026-11-25 09:51:52.184102+00'),
	('comments', 100, 'importing', 'b1c1467cf7503d35702d696be09fb9142b8eb931386a991760226bf20dd62b70', '2026-11-25 09:51:52.25474+00'),
	('comments', 101, 'import_jobs', 'f0c15158f22955725cbd5ef4115f5723df4a3331f48948a63dee58fe4c1ee0ce', '2026-11-25 09:51:52.269376+00');


--
-- Data for Name: session; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: signin; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: site; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.site VALUES
	('strada', 'Strada', '{https://strada.example}', 'en', '{"policy":"hold_all","links_to_hold":2,"words":[],"hold_edited":true,"reports_to_hold":3,"close_after_days":0,"hold_after_days":0,"edit_minutes":15,"flood_interval":0,"flood_burst":0,"flood_window":600,"form_seconds":0.0,"shortest":2,"longest":10000,"page_size":50,"networks_days":30,"bin_days":30,"spam_days":30,"keep_url_parameters":[],"external":null,"akismet":null,"sign_on":null,"answers":true,"shadow":true,"mail_from":"","uncertain":"hold","renditions_webp":false,"article_events":{}}', true, 3, '2026-11-25 09:52:03.348521+00');


--
-- Data for Name: standing; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: thread; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.thread VALUES
	('93f42c36-9018-567e-a647-d756263c197b', 'strada', 'https://strada.example/archivi', 'https://strada.example/archivi', '', true, 1, 1, 3, '494308', NULL, '', '2026-11-25 09:52:15.510592+00', '2026-11-25 09:52:15.516968+00'),
	('396460ea-5ebd-56ca-9b93-81140d811a46', 'strada', 'https://strada.example/mille-miglia', 'https://strada.example/mille-miglia', '', true, 5, 3, 8, '494308', NULL, '', '2026-11-25 09:52:15.281608+00', '2026-11-25 09:52:15.711799+00');


--
-- Data for Name: thread_url; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--

INSERT INTO comments.thread_url VALUES
	('strada', 'https://strada.example/mille-miglia', '396460ea-5ebd-56ca-9b93-81140d811a46'),
	('strada', 'https://strada.example/archivi', '93f42c36-9018-567e-a647-d756263c197b');


--
-- Data for Name: webhook; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: webhook_attempt; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: webhook_delivery; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: withdrawn_answer; Type: TABLE DATA; Schema: comments; Owner: paddock_comments
--



--
-- Data for Name: arrival; Type: TABLE DATA; Schema: images; Owner: paddock_images
--

INSERT INTO images.arrival VALUES
	('\x1a555f0b915ce4797ce6ab40217c9dd6dcd0aede374059271e9a606afc3f5d09', 'strada', '2026-11-25 09:52:15.150679+00');


--
-- Data for Name: gallery; Type: TABLE DATA; Schema: images; Owner: paddock_images
--



--
-- Data for Name: inbox; Type: TABLE DATA; Schema: images; Owner: paddock_images
--

INSERT INTO images.inbox VALUES
	('images', '01a2121e-9317-7088-9b6f-f0f1df401140', '2026-11-25 09:52:04.236949+00'),
	('images', '01a2121e-a9a6-70f7-aef1-9bce1dc16c37', '2026-11-25 09:52:09.303132+00'),
	('images', '01a2121e-c157-7fbf-b5d3-62e9381b4cb0', '2026-11-25 09:52:15.230644+00'),
	('images', '01a2121e-c1b8-7d42-bf5b-a579361dd12c', '2026-11-25 09:52:15.35463+00'),
	('images', '01a2121e-c21d-7ad9-97e9-99e75a96d087', '2026-11-25 09:52:15.444029+00'),
	('images', '01a2121e-c267-71ad-b62b-e2d769ffbc4f', '2026-11-25 09:52:15.520042+00'),
	('images', '01a2121e-c29c-768e-806c-fd24615af0a4', '2026-11-25 09:52:15.579209+00'),
	('images', '01a2121e-c8f5-7c80-b626-80cbdf3d2785', '2026-11-25 09:52:17.57082+00'),
	('images', '01a2121e-ca85-7b53-a51a-f46aba155a78', '2026-11-25 09:52:17.578101+00');


--
-- Data for Name: job; Type: TABLE DATA; Schema: images; Owner: paddock_images
--

INSERT INTO images.job OVERRIDING SYSTEM VALUE VALUES
	(1, 'zyb7anzhbso7jd5vm2dxruwdty', 'first', 1, '', 10, 0, 1, '2026-11-25 09:52:15.233938+00', NULL, '28673-0-2b5a3d', '', '2026-11-25 09:52:15.230644+00', '2026-11-25 09:52:15.533362+00'),
	(2, 'zyb7anzhbso7jd5vm2dxruwdty', 'full', 1, '', 30, 0, 1, '2026-11-25 09:52:15.2397+00', NULL, '28673-1-c5d185', '', '2026-11-25 09:52:15.230644+00', '2026-11-25 09:52:15.585725+00'),
	(3, 'zyb7anzhbso7jd5vm2dxruwdty', 'publish', 0, '', 0, 0, 2, '2026-11-25 09:52:15.650374+00', NULL, '28673-0-2b5a3d', '', '2026-11-25 09:52:15.520042+00', '2026-11-25 09:52:15.675956+00');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: images; Owner: paddock_images
--



--
-- Data for Name: part_upload; Type: TABLE DATA; Schema: images; Owner: paddock_images
--



--
-- Data for Name: picture; Type: TABLE DATA; Schema: images; Owner: paddock_images
--

INSERT INTO images.picture VALUES
	('zyb7anzhbso7jd5vm2dxruwdty', 'strada', 'comment', 'ready', false, NULL, NULL, NULL, '01a2121e-c261-7128-a739-5ffce0dcf7d7', '\x0a823e059064a9be86958429be364e59f9051dea0386c70cdf736ed6ed4fc596', '', 'kerb.jpg', '\xfc8de226675a5108c7567d27448e7ff4ca82775bfb5271aa9f3e8ed63254cfb7', 5726, 'image/jpeg', 480, 320, '#7f7f7f', '\x524946463c000000574542505650382030000000f002009d012a180010002ed188c462242c2c2c0c00d04b480006be1a6c08328000fef11f2d7090c1eaec41ff8a600000', '', '', '', 0, 0.967, false, 1, 4, '', '', '2026-11-25 09:52:15.188056+00', '2026-11-25 09:52:15.675956+00');


--
-- Data for Name: rendition; Type: TABLE DATA; Schema: images; Owner: paddock_images
--

INSERT INTO images.rendition VALUES
	('zyb7anzhbso7jd5vm2dxruwdty', 1, '800.avif', 'image/avif', 480, 320, 405, '5c27cb3a00ef75486792257798b66d34', false),
	('zyb7anzhbso7jd5vm2dxruwdty', 1, '800.jpg', 'image/jpeg', 480, 320, 3510, '166a767393fc27fc59323a471f4b2add', false),
	('zyb7anzhbso7jd5vm2dxruwdty', 1, '320.avif', 'image/avif', 320, 213, 432, 'e7db6aa0f03417efd119089ed5c41715', false),
	('zyb7anzhbso7jd5vm2dxruwdty', 1, '320.jpg', 'image/jpeg', 320, 213, 2021, '4796f27c3da99b5f822e5d5435f8e813', false),
	('zyb7anzhbso7jd5vm2dxruwdty', 1, 'mail.jpg', 'image/jpeg', 480, 320, 3118, '4649d6c7ac623879dccae4ebe70464f5', false),
	('zyb7anzhbso7jd5vm2dxruwdty', 1, 'square-500-500.jpg', 'image/jpeg', 320, 320, 2509, 'b6ae07557c7a0bf0e985a0c1c3e9f54c', false);


--
-- Data for Name: schema_migration; Type: TABLE DATA; Schema: images; Owner: paddock_images
--

INSERT INTO images.schema_migration VALUES
	('shared', 1, 'messaging', 'fd66e8aa7a0e1f5faff2f6d412ed74ddde20fb9d91e7d99aae3613df96e1e3f7', '2026-11-25 09:51:53.327241+00'),
	('images', 1, 'pictures', 'efc002368efc318d5ce57d574fc4062d52ea90f2ae0c73cf9fd4f20052c36a6f', '2026-11-25 09:51:53.581187+00'),
	('images', 2, 'parts_and_arrivals', '410128851883f7fb95ddcc65d113eaf7feda6dc3ab906b53055112819670f12d', '2026-11-25 09:51:53.930078+00');


--
-- Data for Name: site; Type: TABLE DATA; Schema: images; Owner: paddock_images
--

INSERT INTO images.site VALUES
	('strada', 'Strada', '{"shadow": true, "answers": true, "mail_from": "", "uncertain": "hold", "article_events": {}, "renditions_webp": false}', true, 3);


--
-- Data for Name: address; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.address VALUES
	('06a9412f96df0492f756d09ecbec4cb895a890eea6d632d2f7f602ca0696a770', '\x674141414141427242715f4f463978555a356932656d507632336e6766314b447665616a70736131345a2d3763354a364e73356b7a47586a6942444c55627875564f355f375733496e324870786133546b796e4a537437723764775650525932705a484a6e3068763749586f5f6e63444c4c67455336553d', '2026-11-25 09:52:14.342026+00'),
	('d67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', '\x674141414141427242715f505376576f4f6f4c58657254386557724a6b4b4342546762595f314a4b4f67783774305232554e384e32636e7643764945764b53564554784573665f486e59726f78764958635371376632554b384d62564249626f554b50384a374d6a474d615a6238694f4f676d547479383d', '2026-11-25 09:52:15.353972+00'),
	('551f9c370c968046aecd2a29d6ba8c881af7eee4cff65aeba5e9a91ad80cec7d', '\x674141414141427242715f52646d4d4d644372694b46544b314c535a33336f747437412d723132613866504e78317a7461424e3767536e51646f3063496f49784e5f5a495a686f546d652d694b355a486a4a526d465f556a673466583747374e5330386d4a6975784f5f5242664d334d3469354466716f3d', '2026-11-25 09:52:17.581113+00');


--
-- Data for Name: answer; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: archive_answer; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: archive_entry; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: archive_event; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: archive_pause; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: archive_picture; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: archive_word; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: bounce; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: comment; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.comment VALUES
	('01a2121e-c192-7e9e-b71b-78e6ead1c28b', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 'https://strada.example/mille-miglia', '', 1, 'published', 1, 'Rosa', 'reader', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'Which car is the red one at the *start*?', '<p>Which car is the red one at the <em>start</em>?</p>', '', '/t/396460ea-5ebd-56ca-9b93-81140d811a46#c-1', NULL, NULL, NULL, NULL, NULL, '{}', NULL, '[]', 0, NULL, NULL, '2026-11-25 09:52:15.288353+00', '2026-11-25 09:52:15.353972+00', '2026-11-25 09:52:15.354529+00'),
	('01a2121e-c1e5-75b0-bfac-c7cb7caf3ade', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 'https://strada.example/mille-miglia', '', 2, 'published', 1, 'Zoë Ångström', 'reader', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', '> the red one

The 8C, with `one` tail light.', '<blockquote><p>the red one</p></blockquote><p>The 8C, with <code>one</code> tail light.</p>', '', '/t/396460ea-5ebd-56ca-9b93-81140d811a46#c-2', '01a2121e-c192-7e9e-b71b-78e6ead1c28b', NULL, NULL, NULL, NULL, '{}', NULL, '[]', 0, NULL, NULL, '2026-11-25 09:52:15.38942+00', '2026-11-25 09:52:15.442115+00', '2026-11-25 09:52:15.442544+00'),
	('01a2121e-c261-7128-a739-5ffce0dcf7d7', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 'https://strada.example/mille-miglia', '', 3, 'published', 1, 'Rosa', 'reader', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'My own photograph of it.', '<p>My own photograph of it.</p>', '', '/t/396460ea-5ebd-56ca-9b93-81140d811a46#c-3', NULL, NULL, NULL, NULL, NULL, '{zyb7anzhbso7jd5vm2dxruwdty}', NULL, '[]', 0, NULL, NULL, '2026-11-25 09:52:15.462907+00', '2026-11-25 09:52:15.506308+00', '2026-11-25 09:52:15.506892+00'),
	('01a2121e-c283-7ac6-ab88-e0fd6deb3b2f', 'strada', '93f42c36-9018-567e-a647-d756263c197b', 'https://strada.example/archivi', '', 1, 'published', 1, 'Rosa', 'reader', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'Über die Archivi: ein schöner Text.', '<p>Über die Archivi: ein schöner Text.</p>', 'de', '/t/93f42c36-9018-567e-a647-d756263c197b#c-1', NULL, NULL, NULL, NULL, NULL, '{}', NULL, '[]', 0, NULL, NULL, '2026-11-25 09:52:15.516591+00', '2026-11-25 09:52:15.580371+00', '2026-11-25 09:52:15.590396+00'),
	('01a2121e-ca80-7b7b-8940-edfe2968df56', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 'https://strada.example/mille-miglia', '', 4, 'held', 1, 'Rosa', 'reader', '551f9c370c968046aecd2a29d6ba8c881af7eee4cff65aeba5e9a91ad80cec7d', 'Held until somebody looks.', '<p>Held until somebody looks.</p>', '', '/t/396460ea-5ebd-56ca-9b93-81140d811a46#c-4', NULL, NULL, NULL, NULL, NULL, '{}', NULL, '[{"code": "hold_all", "words": "this site looks at every comment first"}]', 0, NULL, NULL, '2026-11-25 09:52:17.54163+00', '2026-11-25 09:52:17.581113+00', NULL);


--
-- Data for Name: confirmation; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: decision; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: delivery; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.delivery VALUES
	('01a2121e-c234-7131-abb3-f11d48c003b8', 'confirm:subscription:01a2121e-c1b8-794b-bd74-4a5220819a45:reader:d67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd:1', 'confirm', 'subscription:01a2121e-c1b8-794b-bd74-4a5220819a45', 'reader:d67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 1, 'strada', 'en', '01a2121e-c192-7e9e-b71b-78e6ead1c28b', 1, '{"wish": "replies", "comment": "01a2121e-c192-7e9e-b71b-78e6ead1c28b", "page_url": "https://strada.example/mille-miglia", "page_title": "", "subscription": "01a2121e-c1b8-794b-bd74-4a5220819a45"}', NULL, 'waiting', 'relays_away', '2026-11-25 09:53:16.003737+00', NULL, NULL, 1, 0, NULL, '', 'SMTPConnectError: Error connecting to 127.0.0.1 on port 51479: [Errno 111] Connect call failed (''127.0.0.1'', 51479)', '2026-11-25 09:52:15.408074+00', '2026-11-25 09:52:16.003737+00', NULL),
	('01a2121e-cab0-72ac-8037-0df48e19b835', 'held:comment:01a2121e-ca80-7b7b-8940-edfe2968df56:moderator:01a2121e-bd5d-7b26-ac0a-e7375df49de5:1', 'held', 'comment:01a2121e-ca80-7b7b-8940-edfe2968df56', 'moderator:01a2121e-bd5d-7b26-ac0a-e7375df49de5', 1, 'strada', 'en', '01a2121e-ca80-7b7b-8940-edfe2968df56', 3, '{}', NULL, 'waiting', 'relays_away', '2026-11-25 09:53:17.925842+00', NULL, NULL, 1, 0, NULL, '', 'SMTPConnectError: Error connecting to 127.0.0.1 on port 51479: [Errno 111] Connect call failed (''127.0.0.1'', 51479)', '2026-11-25 09:52:17.581667+00', '2026-11-25 09:52:17.925842+00', NULL);


--
-- Data for Name: delivery_attempt; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.delivery_attempt VALUES
	('01a2121e-c234-7131-abb3-f11d48c003b8', '2026-11-25 09:52:16.003744+00', '127.0.0.1:51479', 'connect', 'away', 0, 'SMTPConnectError: Error connecting to 127.0.0.1 on port 51479: [Errno 111] Connect call failed (''127.0.0.1'', 51479)', 0.007114614),
	('01a2121e-cab0-72ac-8037-0df48e19b835', '2026-11-25 09:52:17.925849+00', '127.0.0.1:51479', 'connect', 'away', 0, 'SMTPConnectError: Error connecting to 127.0.0.1 on port 51479: [Errno 111] Connect call failed (''127.0.0.1'', 51479)', 0.006266935);


--
-- Data for Name: draft; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: erasure; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: gallery; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: inbox; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.inbox VALUES
	('notify', '01a2121e-9317-7088-9b6f-f0f1df401140', '2026-11-25 09:52:04.233794+00'),
	('notify', '01a2121e-a9a6-70f7-aef1-9bce1dc16c37', '2026-11-25 09:52:09.307044+00'),
	('notify', '01a2121e-bd61-7848-b8b1-00c4743e79e2', '2026-11-25 09:52:14.342026+00'),
	('notify', '01a2121e-c1b8-745b-9149-66ae232ea222', '2026-11-25 09:52:15.353972+00'),
	('notify', '01a2121e-c1b8-7d42-bf5b-a579361dd12c', '2026-11-25 09:52:15.353972+00'),
	('notify', '01a2121e-c21d-7ad9-97e9-99e75a96d087', '2026-11-25 09:52:15.442115+00'),
	('notify', '01a2121e-c267-71ad-b62b-e2d769ffbc4f', '2026-11-25 09:52:15.506308+00'),
	('notify', '01a2121e-c29c-768e-806c-fd24615af0a4', '2026-11-25 09:52:15.580371+00'),
	('notify', '01a2121e-c2d0-7e85-8c5b-447e2b8f2181', '2026-11-25 09:52:15.616403+00'),
	('notify', '01a2121e-c302-724b-b9c4-1d2b2248bc22', '2026-11-25 09:52:15.657166+00'),
	('notify', '01a2121e-c341-7371-b13a-8c385d81936f', '2026-11-25 09:52:15.709098+00'),
	('notify', '01a2121e-c8f5-7c80-b626-80cbdf3d2785', '2026-11-25 09:52:17.572305+00'),
	('notify', '01a2121e-ca85-7b53-a51a-f46aba155a78', '2026-11-25 09:52:17.581113+00');


--
-- Data for Name: link; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.link VALUES
	('\x2ddc5721ae3e1f6fc582c55026e21d8e923fe9029133bd4b7f18e05bb072285b', 'bounce', 'reader:d67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'subscription:01a2121e-c1b8-794b-bd74-4a5220819a45', 'strada', 'en', '01a2121e-c234-7131-abb3-f11d48c003b8', '2026-11-25 09:52:15.893476+00', '2026-12-25 09:52:15.893476+00', NULL, ''),
	('\x9272bd2ece33e7779cee6bf775a9d0db8754c7d888906b4c5ee615ed2e37aaf8', 'confirm', 'reader:d67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'subscription:01a2121e-c1b8-794b-bd74-4a5220819a45', 'strada', 'en', '01a2121e-c234-7131-abb3-f11d48c003b8', '2026-11-25 09:52:15.893476+00', '2026-11-27 09:52:15.893476+00', NULL, ''),
	('\x9cd21baa662772f0b6dc3e596bed6a5e0584641b619e8207c64624c518cfe534', 'manage', 'reader:d67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'subscription:01a2121e-c1b8-794b-bd74-4a5220819a45', 'strada', 'en', '01a2121e-c234-7131-abb3-f11d48c003b8', '2026-11-25 09:52:15.893476+00', NULL, NULL, ''),
	('\x61cc5fb705c147ee0db62b8ec839c191b4443df1bb6e2bacb60515c6da7dae48', 'reply', 'moderator:01a2121e-bd5d-7b26-ac0a-e7375df49de5', 'comment:01a2121e-ca80-7b7b-8940-edfe2968df56', 'strada', 'en', '01a2121e-cab0-72ac-8037-0df48e19b835', '2026-11-25 09:52:17.911451+00', '2027-02-23 09:52:17.911451+00', NULL, ''),
	('\x9c1a68c175a9cf04b2c947cbfa0e33579fcb70dbac67cca05203d3bed2bc98e9', 'decide', 'moderator:01a2121e-bd5d-7b26-ac0a-e7375df49de5', 'comment:01a2121e-ca80-7b7b-8940-edfe2968df56', 'strada', 'en', '01a2121e-cab0-72ac-8037-0df48e19b835', '2026-11-25 09:52:17.911451+00', '2026-12-09 09:52:17.911451+00', NULL, '');


--
-- Data for Name: moderator; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.moderator VALUES
	('01a2121e-bd5d-7b26-ac0a-e7375df49de5', 'strada', 'M', 'moderator', '06a9412f96df0492f756d09ecbec4cb895a890eea6d632d2f7f602ca0696a770', 'en', 'every', '{}', 'UTC', '', '', true, 1);


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: picture; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.picture VALUES
	('zyb7anzhbso7jd5vm2dxruwdty', 'strada', 'comment', '', 0, '', '', '', 480, 320, 'ready', '/pictures/zyb7anzhbso7jd5vm2dxruwdty/1-mail.jpg', false, 4);


--
-- Data for Name: question; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.question VALUES
	('01a2121e-c215-754a-893c-05d508932458', 'strada', '01a2121e-c192-7e9e-b71b-78e6ead1c28b', '396460ea-5ebd-56ca-9b93-81140d811a46', 'https://strada.example/mille-miglia', '', '/t/396460ea-5ebd-56ca-9b93-81140d811a46#c-1', 'Rosa', 'Which car is the red one at the *start*?', 'en', '', NULL, NULL, 'identify_car', 'identify_car', 'routed', '{}', '[]', '[{"code": "no_evidence", "words": "nothing in the question names one entry"}]', '[]', '', 1, '2026-11-25 09:52:15.288353+00', '2026-11-25 09:52:15.354529+00', NULL, NULL, NULL, NULL);


--
-- Data for Name: question_expert; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: question_note; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.question_note OVERRIDING SYSTEM VALUE VALUES
	(1, '01a2121e-c215-754a-893c-05d508932458', '2026-11-25 09:52:15.354529+00', 'system', 'nobody', 'no expert, editor or owner to ask');


--
-- Data for Name: question_shadow; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: raw_mail; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Data for Name: schema_migration; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.schema_migration VALUES
	('shared', 1, 'messaging', 'fd66e8aa7a0e1f5faff2f6d412ed74ddde20fb9d91e7d99aae3613df96e1e3f7', '2026-11-25 09:51:52.293439+00'),
	('notify', 1, 'people_and_comments', 'f32ec3a73ac2e9b196ecd50e51fe568c46d6c803ea4704b1e6fe97ff3dbcb7f6', '2026-11-25 09:51:52.354541+00'),
	('notify', 2, 'deliveries', '608a9523a9c9ed92962bde7fface087b0459cea85c96ab08a2a0c56d6c7f1739', '2026-11-25 09:51:52.449635+00'),
	('notify', 3, 'readers', '2346c83777127f8a8b95234d82a4b028f3095260ff15804008d44abcd7235ae6', '2026-11-25 09:51:52.604714+00'),
	('notify', 4, 'mail_in', '51940b52f47876778893711f6823b73a897a9ae4d866a6c5bde34eb5fe427f21', '2026-11-25 09:51:52.7802+00'),
	('notify', 5, 'first_publication', 'c563aaa2012685056a174dc049fc5e99ce2912ea55c132553bcebc905cc7ddff', '2026-11-25 09:51:52.907275+00'),
	('notify', 6, 'indexes_for_long_use', 'b865c382dd6cb6552d88d993445106df4ae14a82620a50bdf27cb9ab83a67a59', '2026-11-25 09:51:52.929478+00'),
	('notify', 201, 'archive', '904e382d7e72536d6c9b179d988fbf0aad0c44644040ab6c68faff38e3bea230', '2026-11-25 09:51:52.957601+00'),
	('notify', 202, 'question', 'c78402ad101e2f1989897a2b646d841af3ab3a019e4656389fee3d26bebba501', '2026-11-25 09:51:53.093285+00'),
	('notify', 203, 'draft', 'ba00993f1f7f8cc271f4b419d6a64b084f8b27ec729de279522f9e7f62620408', '2026-11-25 09:51:53.268633+00');


--
-- Data for Name: site; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.site VALUES
	('strada', 'Strada', '{https://strada.example}', 'en', '{"shadow": true, "answers": true, "mail_from": "", "uncertain": "hold", "article_events": {}, "renditions_webp": false}', true, 3);


--
-- Data for Name: subscription; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--

INSERT INTO notify.subscription VALUES
	('01a2121e-c1b8-794b-bd74-4a5220819a45', 'strada', '396460ea-5ebd-56ca-9b93-81140d811a46', 'https://strada.example/mille-miglia', '', 'replies', '01a2121e-c192-7e9e-b71b-78e6ead1c28b', 'd67fdae6ed10779dcab78e21f2dc50969aa100dd6307d20d650ce6dd5f8369fd', 'Rosa', 'en', 'pending', '2026-11-25 09:52:15.408074+00', NULL, NULL);


--
-- Data for Name: suppression; Type: TABLE DATA; Schema: notify; Owner: paddock_notify
--



--
-- Name: audit_id_seq; Type: SEQUENCE SET; Schema: comments; Owner: paddock_comments
--

SELECT pg_catalog.setval('comments.audit_id_seq', 4, true);


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: comments; Owner: paddock_comments
--

SELECT pg_catalog.setval('comments.outbox_seq_seq', 11, true);


--
-- Name: webhook_delivery_id_seq; Type: SEQUENCE SET; Schema: comments; Owner: paddock_comments
--

SELECT pg_catalog.setval('comments.webhook_delivery_id_seq', 1, false);


--
-- Name: job_id_seq; Type: SEQUENCE SET; Schema: images; Owner: paddock_images
--

SELECT pg_catalog.setval('images.job_id_seq', 3, true);


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: images; Owner: paddock_images
--

SELECT pg_catalog.setval('images.outbox_seq_seq', 4, true);


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: notify; Owner: paddock_notify
--

SELECT pg_catalog.setval('notify.outbox_seq_seq', 1, false);


--
-- Name: question_note_id_seq; Type: SEQUENCE SET; Schema: notify; Owner: paddock_notify
--

SELECT pg_catalog.setval('notify.question_note_id_seq', 1, true);


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);


--
-- Name: comment comment_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (id);


--
-- Name: comment comment_thread_number_key; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.comment
    ADD CONSTRAINT comment_thread_number_key UNIQUE (thread, number);


--
-- Name: erasure erasure_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.erasure
    ADD CONSTRAINT erasure_pkey PRIMARY KEY (id);


--
-- Name: erasure_receipt erasure_receipt_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.erasure_receipt
    ADD CONSTRAINT erasure_receipt_pkey PRIMARY KEY (erasure, service);


--
-- Name: flood flood_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.flood
    ADD CONSTRAINT flood_pkey PRIMARY KEY (key);


--
-- Name: gallery gallery_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.gallery
    ADD CONSTRAINT gallery_pkey PRIMARY KEY (site, key);


--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (site, key);


--
-- Name: import_job import_job_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.import_job
    ADD CONSTRAINT import_job_pkey PRIMARY KEY (id);


--
-- Name: import_run import_run_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.import_run
    ADD CONSTRAINT import_run_pkey PRIMARY KEY (id);


--
-- Name: inbox inbox_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id);


--
-- Name: moderator moderator_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.moderator
    ADD CONSTRAINT moderator_pkey PRIMARY KEY (id);


--
-- Name: moderator moderator_site_digest_key; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.moderator
    ADD CONSTRAINT moderator_site_digest_key UNIQUE (site, digest);


--
-- Name: outbox outbox_event_id_key; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.outbox
    ADD CONSTRAINT outbox_event_id_key UNIQUE (event_id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (seq);


--
-- Name: picture picture_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.picture
    ADD CONSTRAINT picture_pkey PRIMARY KEY (id);


--
-- Name: report report_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (comment, network);


--
-- Name: revision revision_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.revision
    ADD CONSTRAINT revision_pkey PRIMARY KEY (comment, version);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (origin, number);


--
-- Name: session session_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);


--
-- Name: session session_token_key; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.session
    ADD CONSTRAINT session_token_key UNIQUE (token);


--
-- Name: signin signin_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.signin
    ADD CONSTRAINT signin_pkey PRIMARY KEY (id);


--
-- Name: signin signin_token_key; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.signin
    ADD CONSTRAINT signin_token_key UNIQUE (token);


--
-- Name: site site_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (key);


--
-- Name: standing standing_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.standing
    ADD CONSTRAINT standing_pkey PRIMARY KEY (site, digest);


--
-- Name: thread thread_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.thread
    ADD CONSTRAINT thread_pkey PRIMARY KEY (id);


--
-- Name: thread_url thread_url_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.thread_url
    ADD CONSTRAINT thread_url_pkey PRIMARY KEY (site, url);


--
-- Name: webhook_attempt webhook_attempt_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.webhook_attempt
    ADD CONSTRAINT webhook_attempt_pkey PRIMARY KEY (delivery, number);


--
-- Name: webhook_delivery webhook_delivery_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id);


--
-- Name: webhook_delivery webhook_delivery_webhook_event_id_key; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.webhook_delivery
    ADD CONSTRAINT webhook_delivery_webhook_event_id_key UNIQUE (webhook, event_id);


--
-- Name: webhook webhook_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (id);


--
-- Name: withdrawn_answer withdrawn_answer_pkey; Type: CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.withdrawn_answer
    ADD CONSTRAINT withdrawn_answer_pkey PRIMARY KEY (answer);


--
-- Name: gallery gallery_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.gallery
    ADD CONSTRAINT gallery_pkey PRIMARY KEY (site, key);


--
-- Name: inbox inbox_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id);


--
-- Name: job job_picture_kind_recipe_detail_key; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.job
    ADD CONSTRAINT job_picture_kind_recipe_detail_key UNIQUE (picture, kind, recipe, detail);


--
-- Name: job job_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_event_id_key; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.outbox
    ADD CONSTRAINT outbox_event_id_key UNIQUE (event_id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (seq);


--
-- Name: part_upload part_upload_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.part_upload
    ADD CONSTRAINT part_upload_pkey PRIMARY KEY (id);


--
-- Name: picture picture_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.picture
    ADD CONSTRAINT picture_pkey PRIMARY KEY (id);


--
-- Name: rendition rendition_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.rendition
    ADD CONSTRAINT rendition_pkey PRIMARY KEY (picture, recipe, name);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (origin, number);


--
-- Name: site site_pkey; Type: CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (key);


--
-- Name: address address_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.address
    ADD CONSTRAINT address_pkey PRIMARY KEY (digest);


--
-- Name: answer answer_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.answer
    ADD CONSTRAINT answer_pkey PRIMARY KEY (id);


--
-- Name: archive_answer archive_answer_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_answer
    ADD CONSTRAINT archive_answer_pkey PRIMARY KEY (site, ref);


--
-- Name: archive_entry archive_entry_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_entry
    ADD CONSTRAINT archive_entry_pkey PRIMARY KEY (site, ref);


--
-- Name: archive_event archive_event_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_event
    ADD CONSTRAINT archive_event_pkey PRIMARY KEY (site, key);


--
-- Name: archive_pause archive_pause_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_pause
    ADD CONSTRAINT archive_pause_pkey PRIMARY KEY (site, rule);


--
-- Name: archive_picture archive_picture_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_picture
    ADD CONSTRAINT archive_picture_pkey PRIMARY KEY (site, article, number);


--
-- Name: archive_word archive_word_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_word
    ADD CONSTRAINT archive_word_pkey PRIMARY KEY (site, kind, word, event, ref);


--
-- Name: bounce bounce_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.bounce
    ADD CONSTRAINT bounce_pkey PRIMARY KEY (id);


--
-- Name: comment comment_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (id);


--
-- Name: confirmation confirmation_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.confirmation
    ADD CONSTRAINT confirmation_pkey PRIMARY KEY (digest, site);


--
-- Name: decision decision_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (request);


--
-- Name: delivery delivery_key; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.delivery
    ADD CONSTRAINT delivery_key UNIQUE (key);


--
-- Name: delivery delivery_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (id);


--
-- Name: draft draft_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (id);


--
-- Name: erasure erasure_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.erasure
    ADD CONSTRAINT erasure_pkey PRIMARY KEY (request);


--
-- Name: gallery gallery_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.gallery
    ADD CONSTRAINT gallery_pkey PRIMARY KEY (site, key);


--
-- Name: inbox inbox_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id);


--
-- Name: link link_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (hash);


--
-- Name: moderator moderator_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.moderator
    ADD CONSTRAINT moderator_pkey PRIMARY KEY (id, site);


--
-- Name: outbox outbox_event_id_key; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.outbox
    ADD CONSTRAINT outbox_event_id_key UNIQUE (event_id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (seq);


--
-- Name: picture picture_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.picture
    ADD CONSTRAINT picture_pkey PRIMARY KEY (id);


--
-- Name: question question_comment_key; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.question
    ADD CONSTRAINT question_comment_key UNIQUE (comment);


--
-- Name: question_expert question_expert_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.question_expert
    ADD CONSTRAINT question_expert_pkey PRIMARY KEY (question, moderator, round);


--
-- Name: question_note question_note_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.question_note
    ADD CONSTRAINT question_note_pkey PRIMARY KEY (id);


--
-- Name: question question_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.question
    ADD CONSTRAINT question_pkey PRIMARY KEY (id);


--
-- Name: question_shadow question_shadow_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.question_shadow
    ADD CONSTRAINT question_shadow_pkey PRIMARY KEY (site);


--
-- Name: raw_mail raw_mail_once; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.raw_mail
    ADD CONSTRAINT raw_mail_once UNIQUE (link, fingerprint);


--
-- Name: raw_mail raw_mail_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.raw_mail
    ADD CONSTRAINT raw_mail_pkey PRIMARY KEY (id);


--
-- Name: schema_migration schema_migration_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (origin, number);


--
-- Name: site site_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (key);


--
-- Name: subscription subscription_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (id);


--
-- Name: suppression suppression_pkey; Type: CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.suppression
    ADD CONSTRAINT suppression_pkey PRIMARY KEY (digest);


--
-- Name: audit_by_batch; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX audit_by_batch ON comments.audit USING btree (batch) WHERE (batch IS NOT NULL);


--
-- Name: audit_by_comment; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX audit_by_comment ON comments.audit USING btree (comment, id DESC);


--
-- Name: audit_by_site; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX audit_by_site ON comments.audit USING btree (site, id DESC);


--
-- Name: audit_undone_once; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE UNIQUE INDEX audit_undone_once ON comments.audit USING btree (undoes) WHERE (undoes IS NOT NULL);


--
-- Name: comment_answers; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE UNIQUE INDEX comment_answers ON comments.comment USING btree (answer) WHERE (answer IS NOT NULL);


--
-- Name: comment_by_attachment; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_by_attachment ON comments.comment USING gin (attachments) WHERE (attachments <> '{}'::text[]);


--
-- Name: comment_by_author; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_by_author ON comments.comment USING btree (site, digest, state) WHERE (digest <> ''::text);


--
-- Name: comment_by_gallery; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_by_gallery ON comments.comment USING btree (site, gallery, picture_number) WHERE (gallery <> ''::text);


--
-- Name: comment_by_parent; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_by_parent ON comments.comment USING btree (parent) WHERE (parent IS NOT NULL);


--
-- Name: comment_by_reply; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_by_reply ON comments.comment USING btree (reply_to) WHERE (reply_to IS NOT NULL);


--
-- Name: comment_by_search; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_by_search ON comments.comment USING gin (search);


--
-- Name: comment_by_state; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_by_state ON comments.comment USING btree (site, state, created_at DESC, id DESC);


--
-- Name: comment_changes; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_changes ON comments.comment USING btree (thread, thread_version);


--
-- Name: comment_held; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_held ON comments.comment USING btree (site, created_at DESC, id DESC) WHERE (state = 'held'::text);


--
-- Name: comment_imported; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE UNIQUE INDEX comment_imported ON comments.comment USING btree (site, source, source_id) WHERE (source <> ''::text);


--
-- Name: comment_newest; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_newest ON comments.comment USING btree (thread, ((rank > 0)), ((- path[1])), path) WHERE shown;


--
-- Name: comment_of_thread; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_of_thread ON comments.comment USING btree (thread, created_at DESC, id DESC);


--
-- Name: comment_oldest; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_oldest ON comments.comment USING btree (thread, ((rank > 0)), path) WHERE shown;


--
-- Name: comment_picks; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_picks ON comments.comment USING btree (thread, rank, path) WHERE shown;


--
-- Name: comment_questions; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_questions ON comments.comment USING btree (site, created_at DESC, id DESC) WHERE (question AND (state = 'published'::text));


--
-- Name: comment_reported; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_reported ON comments.comment USING btree (site, created_at DESC, id DESC) WHERE (reports > 0);


--
-- Name: comment_said; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_said ON comments.comment USING btree (thread, fingerprint);


--
-- Name: comment_to_empty; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_to_empty ON comments.comment USING btree (site, changed_at) WHERE ((state = ANY (ARRAY['removed'::text, 'spam'::text])) AND (text <> ''::text));


--
-- Name: comment_with_network; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX comment_with_network ON comments.comment USING btree (created_at) WHERE (network <> ''::text);


--
-- Name: erasure_open; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX erasure_open ON comments.erasure USING btree (requested_at) WHERE (done_at IS NULL);


--
-- Name: gallery_by_thread; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX gallery_by_thread ON comments.gallery USING btree (thread);


--
-- Name: idempotency_by_age; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX idempotency_by_age ON comments.idempotency USING btree (created_at);


--
-- Name: idempotency_by_comment; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX idempotency_by_comment ON comments.idempotency USING btree (comment);


--
-- Name: import_job_by_site; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX import_job_by_site ON comments.import_job USING btree (site, created_at DESC);


--
-- Name: import_run_by_site; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX import_run_by_site ON comments.import_run USING btree (site, started_at DESC);


--
-- Name: inbox_by_age; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX inbox_by_age ON comments.inbox USING btree (received_at);


--
-- Name: moderator_by_digest; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX moderator_by_digest ON comments.moderator USING btree (digest);


--
-- Name: report_by_age; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX report_by_age ON comments.report USING btree (created_at);


--
-- Name: session_by_digest; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX session_by_digest ON comments.session USING btree (digest);


--
-- Name: signin_by_digest; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX signin_by_digest ON comments.signin USING btree (digest, created_at);


--
-- Name: thread_by_change; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX thread_by_change ON comments.thread USING btree (changed);


--
-- Name: thread_by_site; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX thread_by_site ON comments.thread USING btree (site, updated_at DESC);


--
-- Name: thread_url_by_thread; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX thread_url_by_thread ON comments.thread_url USING btree (thread);


--
-- Name: webhook_delivery_by_comment; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX webhook_delivery_by_comment ON comments.webhook_delivery USING btree (comment);


--
-- Name: webhook_delivery_by_webhook; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX webhook_delivery_by_webhook ON comments.webhook_delivery USING btree (webhook, id DESC);


--
-- Name: webhook_delivery_due; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX webhook_delivery_due ON comments.webhook_delivery USING btree (next_at) WHERE (state = 'waiting'::text);


--
-- Name: webhook_of_site; Type: INDEX; Schema: comments; Owner: paddock_comments
--

CREATE INDEX webhook_of_site ON comments.webhook USING btree (site) WHERE active;


--
-- Name: arrival_by_network; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE INDEX arrival_by_network ON images.arrival USING btree (network, site, at);


--
-- Name: inbox_by_age; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE INDEX inbox_by_age ON images.inbox USING btree (received_at);


--
-- Name: job_next; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE INDEX job_next ON images.job USING btree (priority, id) WHERE (done_at IS NULL);


--
-- Name: part_upload_by_gallery; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE INDEX part_upload_by_gallery ON images.part_upload USING btree (site, gallery, created_at);


--
-- Name: picture_by_comment; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE INDEX picture_by_comment ON images.picture USING btree (comment) WHERE (comment IS NOT NULL);


--
-- Name: picture_by_content; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE UNIQUE INDEX picture_by_content ON images.picture USING btree (site, gallery, sha256) WHERE ((owner = 'gallery'::text) AND (state <> ALL (ARRAY['removed'::text, 'failed'::text])));


--
-- Name: picture_by_place; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE INDEX picture_by_place ON images.picture USING btree (site, gallery, "position") WHERE (owner = 'gallery'::text);


--
-- Name: picture_unused; Type: INDEX; Schema: images; Owner: paddock_images
--

CREATE INDEX picture_unused ON images.picture USING btree (uploaded_at) WHERE ((owner = 'comment'::text) AND (comment IS NULL));


--
-- Name: answer_of_question; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX answer_of_question ON notify.answer USING btree (question);


--
-- Name: answer_resting_on; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX answer_resting_on ON notify.answer USING btree (answer_ref) WHERE (answer_ref <> ''::text);


--
-- Name: archive_answer_learnt; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX archive_answer_learnt ON notify.archive_answer USING btree (answer) WHERE (answer IS NOT NULL);


--
-- Name: archive_answer_picture; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX archive_answer_picture ON notify.archive_answer USING btree (site, article, picture);


--
-- Name: archive_answer_plates; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX archive_answer_plates ON notify.archive_answer USING gin (plates);


--
-- Name: archive_entry_plate; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX archive_entry_plate ON notify.archive_entry USING btree (site, plate_fold) WHERE (plate_fold <> ''::text);


--
-- Name: archive_entry_start; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX archive_entry_start ON notify.archive_entry USING btree (site, event, start_fold) WHERE (start_fold <> ''::text);


--
-- Name: archive_word_entry; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX archive_word_entry ON notify.archive_word USING btree (site, ref);


--
-- Name: bounce_digest; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX bounce_digest ON notify.bounce USING btree (digest, at);


--
-- Name: comment_author; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX comment_author ON notify.comment USING btree (author_digest) WHERE (author_digest IS NOT NULL);


--
-- Name: comment_held; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX comment_held ON notify.comment USING btree (site, created_at) WHERE (state = 'held'::text);


--
-- Name: comment_parent; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX comment_parent ON notify.comment USING btree (parent) WHERE (parent IS NOT NULL);


--
-- Name: comment_thread; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX comment_thread ON notify.comment USING btree (thread);


--
-- Name: decision_comment; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX decision_comment ON notify.decision USING btree (comment) WHERE (outcome = ''::text);


--
-- Name: delivery_attempt_of; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_attempt_of ON notify.delivery_attempt USING btree (delivery, at);


--
-- Name: delivery_comment; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_comment ON notify.delivery USING btree (comment) WHERE (comment IS NOT NULL);


--
-- Name: delivery_due; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_due ON notify.delivery USING btree (priority, not_before) WHERE (state = 'waiting'::text);


--
-- Name: delivery_listing; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_listing ON notify.delivery USING btree (site, created_at DESC);


--
-- Name: delivery_locked; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_locked ON notify.delivery USING btree (locked_until) WHERE (state = ANY (ARRAY['claimed'::text, 'sending'::text]));


--
-- Name: delivery_recent; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_recent ON notify.delivery USING btree (recipient, sent_at) WHERE (sent_at IS NOT NULL);


--
-- Name: delivery_recipient; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_recipient ON notify.delivery USING btree (recipient, kind, state);


--
-- Name: delivery_uncertain; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX delivery_uncertain ON notify.delivery USING btree (kind) WHERE (state = 'uncertain'::text);


--
-- Name: inbox_by_age; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX inbox_by_age ON notify.inbox USING btree (received_at);


--
-- Name: link_delivery; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX link_delivery ON notify.link USING btree (delivery) WHERE (delivery IS NOT NULL);


--
-- Name: link_expiry; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX link_expiry ON notify.link USING btree (expires_at) WHERE (expires_at IS NOT NULL);


--
-- Name: link_recipient; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX link_recipient ON notify.link USING btree (recipient, purpose);


--
-- Name: moderator_site; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX moderator_site ON notify.moderator USING btree (site) WHERE active;


--
-- Name: picture_place; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX picture_place ON notify.picture USING btree (site, gallery, number) WHERE (gallery <> ''::text);


--
-- Name: question_expert_load; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX question_expert_load ON notify.question_expert USING btree (moderator) WHERE (state = 'asked'::text);


--
-- Name: question_note_of; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX question_note_of ON notify.question_note USING btree (question, id);


--
-- Name: question_of_site; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX question_of_site ON notify.question USING btree (site, asked_at DESC);


--
-- Name: question_waiting; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX question_waiting ON notify.question USING btree (routed_at) WHERE (state = ANY (ARRAY['routed'::text, 'reminded'::text, 'escalated'::text]));


--
-- Name: question_without_draft; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX question_without_draft ON notify.question USING btree (routed_at) WHERE ((drafted_at IS NULL) AND (state = ANY (ARRAY['routed'::text, 'reminded'::text, 'escalated'::text])));


--
-- Name: raw_mail_link; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX raw_mail_link ON notify.raw_mail USING btree (link, received_at);


--
-- Name: raw_mail_new; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX raw_mail_new ON notify.raw_mail USING btree (not_before) WHERE (state = 'new'::text);


--
-- Name: subscription_comment; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX subscription_comment ON notify.subscription USING btree (comment, kind) WHERE (state = 'active'::text);


--
-- Name: subscription_digest; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX subscription_digest ON notify.subscription USING btree (digest, site);


--
-- Name: subscription_thread; Type: INDEX; Schema: notify; Owner: paddock_notify
--

CREATE INDEX subscription_thread ON notify.subscription USING btree (thread, kind) WHERE (state = 'active'::text);


--
-- Name: audit audit_is_append_only; Type: TRIGGER; Schema: comments; Owner: paddock_comments
--

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON comments.audit FOR EACH STATEMENT EXECUTE FUNCTION comments.refuse_change();


--
-- Name: outbox outbox_tells_webhooks; Type: TRIGGER; Schema: comments; Owner: paddock_comments
--

CREATE TRIGGER outbox_tells_webhooks AFTER INSERT ON comments.outbox FOR EACH ROW WHEN ((new.routing_key ~~ 'comment.%'::text)) EXECUTE FUNCTION comments.deliver_to_webhooks();


--
-- Name: audit audit_undoes_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.audit
    ADD CONSTRAINT audit_undoes_fkey FOREIGN KEY (undoes) REFERENCES comments.audit(id);


--
-- Name: comment comment_parent_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.comment
    ADD CONSTRAINT comment_parent_fkey FOREIGN KEY (parent) REFERENCES comments.comment(id);


--
-- Name: comment comment_reply_to_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.comment
    ADD CONSTRAINT comment_reply_to_fkey FOREIGN KEY (reply_to) REFERENCES comments.comment(id);


--
-- Name: comment comment_thread_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.comment
    ADD CONSTRAINT comment_thread_fkey FOREIGN KEY (thread) REFERENCES comments.thread(id);


--
-- Name: erasure_receipt erasure_receipt_erasure_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.erasure_receipt
    ADD CONSTRAINT erasure_receipt_erasure_fkey FOREIGN KEY (erasure) REFERENCES comments.erasure(id) ON DELETE CASCADE;


--
-- Name: import_job import_job_site_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.import_job
    ADD CONSTRAINT import_job_site_fkey FOREIGN KEY (site) REFERENCES comments.site(key);


--
-- Name: import_run import_run_site_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.import_run
    ADD CONSTRAINT import_run_site_fkey FOREIGN KEY (site) REFERENCES comments.site(key);


--
-- Name: moderator moderator_site_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.moderator
    ADD CONSTRAINT moderator_site_fkey FOREIGN KEY (site) REFERENCES comments.site(key);


--
-- Name: report report_comment_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.report
    ADD CONSTRAINT report_comment_fkey FOREIGN KEY (comment) REFERENCES comments.comment(id) ON DELETE CASCADE;


--
-- Name: revision revision_comment_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.revision
    ADD CONSTRAINT revision_comment_fkey FOREIGN KEY (comment) REFERENCES comments.comment(id) ON DELETE CASCADE;


--
-- Name: standing standing_site_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.standing
    ADD CONSTRAINT standing_site_fkey FOREIGN KEY (site) REFERENCES comments.site(key);


--
-- Name: thread thread_merged_into_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.thread
    ADD CONSTRAINT thread_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES comments.thread(id);


--
-- Name: thread thread_site_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.thread
    ADD CONSTRAINT thread_site_fkey FOREIGN KEY (site) REFERENCES comments.site(key);


--
-- Name: thread_url thread_url_site_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.thread_url
    ADD CONSTRAINT thread_url_site_fkey FOREIGN KEY (site) REFERENCES comments.site(key);


--
-- Name: thread_url thread_url_thread_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.thread_url
    ADD CONSTRAINT thread_url_thread_fkey FOREIGN KEY (thread) REFERENCES comments.thread(id);


--
-- Name: webhook_attempt webhook_attempt_delivery_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.webhook_attempt
    ADD CONSTRAINT webhook_attempt_delivery_fkey FOREIGN KEY (delivery) REFERENCES comments.webhook_delivery(id) ON DELETE CASCADE;


--
-- Name: webhook_delivery webhook_delivery_webhook_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.webhook_delivery
    ADD CONSTRAINT webhook_delivery_webhook_fkey FOREIGN KEY (webhook) REFERENCES comments.webhook(id) ON DELETE CASCADE;


--
-- Name: webhook webhook_site_fkey; Type: FK CONSTRAINT; Schema: comments; Owner: paddock_comments
--

ALTER TABLE ONLY comments.webhook
    ADD CONSTRAINT webhook_site_fkey FOREIGN KEY (site) REFERENCES comments.site(key);


--
-- Name: part_upload part_upload_site_gallery_fkey; Type: FK CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.part_upload
    ADD CONSTRAINT part_upload_site_gallery_fkey FOREIGN KEY (site, gallery) REFERENCES images.gallery(site, key);


--
-- Name: picture picture_site_gallery_fkey; Type: FK CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.picture
    ADD CONSTRAINT picture_site_gallery_fkey FOREIGN KEY (site, gallery) REFERENCES images.gallery(site, key);


--
-- Name: rendition rendition_picture_fkey; Type: FK CONSTRAINT; Schema: images; Owner: paddock_images
--

ALTER TABLE ONLY images.rendition
    ADD CONSTRAINT rendition_picture_fkey FOREIGN KEY (picture) REFERENCES images.picture(id) ON DELETE CASCADE;


--
-- Name: answer answer_question_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.answer
    ADD CONSTRAINT answer_question_fkey FOREIGN KEY (question) REFERENCES notify.question(id);


--
-- Name: archive_entry archive_entry_site_event_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_entry
    ADD CONSTRAINT archive_entry_site_event_fkey FOREIGN KEY (site, event) REFERENCES notify.archive_event(site, key);


--
-- Name: archive_word archive_word_site_ref_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.archive_word
    ADD CONSTRAINT archive_word_site_ref_fkey FOREIGN KEY (site, ref) REFERENCES notify.archive_entry(site, ref) ON DELETE CASCADE;


--
-- Name: delivery_attempt delivery_attempt_delivery_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.delivery_attempt
    ADD CONSTRAINT delivery_attempt_delivery_fkey FOREIGN KEY (delivery) REFERENCES notify.delivery(id) ON DELETE CASCADE;


--
-- Name: moderator moderator_digest_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.moderator
    ADD CONSTRAINT moderator_digest_fkey FOREIGN KEY (digest) REFERENCES notify.address(digest);


--
-- Name: question_expert question_expert_question_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.question_expert
    ADD CONSTRAINT question_expert_question_fkey FOREIGN KEY (question) REFERENCES notify.question(id);


--
-- Name: question_note question_note_question_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: paddock_notify
--

ALTER TABLE ONLY notify.question_note
    ADD CONSTRAINT question_note_question_fkey FOREIGN KEY (question) REFERENCES notify.question(id);


--
-- Name: SCHEMA extensions; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA extensions TO paddock_comments;
GRANT USAGE ON SCHEMA extensions TO paddock_notify;
GRANT USAGE ON SCHEMA extensions TO paddock_images;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;


--
-- PostgreSQL database dump complete
--


