-- What a mail was caused by: the request's id for the logs, and the span it stands under.
ALTER TABLE delivery ADD COLUMN correlation text NOT NULL DEFAULT '', ADD COLUMN traceparent text NOT NULL DEFAULT '';
