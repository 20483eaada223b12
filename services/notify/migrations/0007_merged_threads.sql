-- Threads that became part of another: what was told of them before, and arrives late, goes to the other.

CREATE TABLE merged_thread (
    thread uuid PRIMARY KEY,
    into_thread uuid NOT NULL,
    added integer NOT NULL,
    path text NOT NULL,
    page_url text NOT NULL,
    page_title text NOT NULL
);
