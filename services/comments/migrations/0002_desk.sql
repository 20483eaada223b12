-- What the desk asks for often.

CREATE INDEX comment_reported ON comment (site, created_at DESC, id DESC) WHERE reports > 0;
CREATE INDEX comment_questions ON comment (site, created_at DESC, id DESC) WHERE question AND state = 'published';
CREATE INDEX comment_held ON comment (site, created_at DESC, id DESC) WHERE state = 'held';
CREATE INDEX comment_of_thread ON comment (thread, created_at DESC, id DESC);
