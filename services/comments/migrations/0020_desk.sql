-- What the desk's tabs look up: comments that readers reported, and questions that nobody of the house answered.

CREATE INDEX comment_reported ON comment (site, created_at DESC, id DESC) WHERE reports > 0;
CREATE INDEX comment_questions ON comment (site, created_at DESC, id DESC) WHERE question;
CREATE INDEX comment_by_age ON comment (site, created_at DESC, id DESC);
