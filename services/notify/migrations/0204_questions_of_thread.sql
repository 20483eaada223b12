-- A merged thread finds its questions.
CREATE INDEX question_thread ON question (thread);
