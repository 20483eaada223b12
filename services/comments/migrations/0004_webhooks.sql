-- Signed calls to a publisher's own servers. A delivery is born with its event, in the event's transaction.

CREATE TABLE webhook (
    id         uuid PRIMARY KEY,
    site       text NOT NULL REFERENCES site,
    url        text NOT NULL,
    secret     text NOT NULL,
    events     text[] NOT NULL,
    active     boolean NOT NULL DEFAULT true,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX webhook_of_site ON webhook (site) WHERE active;

CREATE TABLE webhook_delivery (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook    uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    event_id   uuid NOT NULL,
    event_type text NOT NULL,
    comment    uuid,
    payload    bytea NOT NULL,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts   integer NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (webhook, event_id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_by_webhook ON webhook_delivery (webhook, id DESC);
CREATE INDEX webhook_delivery_by_comment ON webhook_delivery (comment);

CREATE TABLE webhook_attempt (
    delivery     bigint NOT NULL REFERENCES webhook_delivery ON DELETE CASCADE,
    number       integer NOT NULL,
    status       integer NOT NULL,
    error        text NOT NULL,
    milliseconds integer NOT NULL,
    attempted_at timestamptz NOT NULL,
    PRIMARY KEY (delivery, number)
);

CREATE FUNCTION deliver_to_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER outbox_tells_webhooks AFTER INSERT ON outbox
    FOR EACH ROW WHEN (NEW.routing_key LIKE 'comment.%') EXECUTE FUNCTION deliver_to_webhooks();
