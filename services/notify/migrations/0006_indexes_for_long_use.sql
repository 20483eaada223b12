-- What is asked every few seconds stays cheap after a year of mail.

DROP INDEX delivery_recent;
CREATE INDEX delivery_recent ON delivery (recipient, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX delivery_uncertain ON delivery (kind) WHERE state = 'uncertain';
