-- Two questions are asked at every post: has this author been published, and was this said before? Each has an
-- index that nothing else starts with, so that a plan made while the table was empty can't have chosen another.

CREATE INDEX comment_of_author ON comment (digest, site, state) WHERE digest <> '';
DROP INDEX comment_by_author;
ALTER INDEX comment_of_author RENAME TO comment_by_author;

DROP INDEX comment_said;
CREATE INDEX comment_said ON comment (fingerprint);
