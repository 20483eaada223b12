-- What readers get of a comment, written as JSON when the comment is written: a page is joined from such pieces.
--
-- A piece opens an object and doesn't close it. It holds what the comment's own row says, and of that only what is not
-- as usual; who writes the page adds what the comment refers to, and its replies. A trigger keeps it true, whichever
-- statement changes the row; a row from before has none until it is written again, and is then written as it is read.

CREATE FUNCTION comment_piece(c comment) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    published CONSTANT boolean := c.state = 'published';
BEGIN
    RETURN '{"id":"' || c.id || '","number":' || c.number
        || CASE WHEN c.depth > 0 THEN ',"parent":' || coalesce('"' || c.parent || '"', 'null') || ',"depth":' || c.depth ELSE '' END
        || ',"author":{"name":' || CASE WHEN published THEN to_json(c.author_name)::text ELSE '""' END
        || ',"kind":' || to_json(c.author_kind) || '},"created_at":"'
        || replace(to_char(c.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || 'Z"'
        || CASE WHEN published AND c.edited_at IS NOT NULL THEN ',"edited_at":"'
            || replace(to_char(c.edited_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || 'Z"' ELSE '' END
        || CASE WHEN published THEN '' ELSE ',"state":"removed"' END
        || ',"version":' || c.version
        || ',"body":' || CASE WHEN published THEN c.body ELSE '[]' END
        || CASE WHEN c.pinned THEN ',"pinned":true' ELSE '' END
        || CASE WHEN c.pick AND published THEN ',"pick":true' ELSE '' END;
END $$;

ALTER TABLE comment ADD COLUMN piece text;

CREATE FUNCTION write_comment_piece() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.piece := comment_piece(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER comment_has_its_piece BEFORE INSERT OR UPDATE OF id, number, parent, depth, author_name, author_kind,
    created_at, edited_at, state, version, body, pinned, pick ON comment
    FOR EACH ROW EXECUTE FUNCTION write_comment_piece();
ALTER TABLE comment ENABLE ALWAYS TRIGGER comment_has_its_piece;

-- A comment as a page needs it. `unusual` says what the piece holds beyond what each has: 1 parent and depth, 2 the
-- time of an edit, 4 a tombstone's state, 8 pinned, 16 pick; `refers`: it speaks of other rows.
CREATE VIEW comment_shown AS SELECT
    c.thread, c.shown, c.rank, c.path, c.site, c.gallery, c.picture_number, coalesce(c.piece, comment_piece(c)) AS piece,
    CASE WHEN c.state = 'published' THEN c.html ELSE '' END AS html,
    CASE WHEN c.depth > 0 THEN 1 ELSE 0 END + CASE WHEN c.state <> 'published' THEN 4 WHEN c.edited_at IS NULL THEN 0 ELSE 2 END
        + CASE WHEN c.pinned THEN 8 ELSE 0 END + CASE WHEN c.pick AND c.state = 'published' THEN 16 ELSE 0 END AS unusual,
    c.reply_to IS NOT NULL OR (c.state = 'published' AND (c.gallery <> '' OR c.attachments <> '{}' OR c.answer IS NOT NULL)) AS refers
FROM comment c;
