-- What the hourly tally, a merged thread and the list of all mails look for is found, not searched, however large the table.
CREATE INDEX comment_day ON comment (site, created_at);
DROP INDEX subscription_thread;
CREATE INDEX subscription_thread ON subscription (thread, kind);
CREATE INDEX delivery_newest ON delivery (created_at DESC, id DESC);
