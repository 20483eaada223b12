"""Finds one comment: a public one for everybody, any for its author.

In: an id, and perhaps the edit key. Out: the comment as that person may see it, without its replies.
"""

from uuid import UUID

from services.comments.domain import State
from services.comments.keys import Keys
from services.comments.shapes import CommentView
from services.comments.showing import show_comment, wanted_pictures
from services.comments.store import Reading, comments, pictures
from services.comments.store.records import Comment
from shared.errors import Forbidden, NotFound


async def find_comment(on: Reading, keys: Keys, *, comment: UUID, edit_key: str = "") -> CommentView:
    """The comment. Raises NotFound for one that isn't public, and Forbidden for a wrong edit key."""
    if edit_key and not keys.is_edit_key(comment, edit_key):
        raise Forbidden("this is not the edit key of this comment", code="edit_key")
    found = await comments.find_comment(on, comment)
    if found is None or (found.state != State.PUBLISHED and not edit_key):
        raise NotFound("there is no such comment", code="comment_not_found")
    return await view_comment(on, found, own=bool(edit_key))


async def view_comment(on: Reading, comment: Comment, *, own: bool) -> CommentView:
    """A comment with its names and pictures; all of it when it is one's own."""
    galleries = await pictures.find_galleries(on, comment.site, [comment.gallery] if comment.gallery else [])
    return show_comment(
        comment,
        names=await comments.find_reply_names(on, [comment.reply_to] if comment.reply_to else []),
        pictures=await pictures.find_pictures(on, wanted_pictures([comment], galleries)),
        galleries=galleries,
        own=own,
    )
