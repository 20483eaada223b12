"""How a comment looks to readers, and to its author: a row becomes the view that is sent.

In: a comment's record, whom it answers, pictures and galleries. Out: a `CommentView`.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from services.comments.domain import State
from services.comments.shapes import (
    AnswerView,
    AttachmentView,
    AuthorView,
    CommentView,
    PictureView,
    RegionBody,
    RenditionView,
    ReplyToView,
)
from services.comments.store.records import Comment, Gallery, Picture
from shared.codec import decode

_EMPTY = msgspec.Raw(b"[]")


def show_comment(
    comment: Comment,
    *,
    names: Mapping[UUID, str],
    pictures: Mapping[str, Picture],
    galleries: Mapping[str, Gallery],
    own: bool = False,
) -> CommentView:
    """One comment without replies; what isn't published is a tombstone, but to its own author."""
    gone = comment.state != State.PUBLISHED and not own
    return CommentView(
        id=comment.id,
        number=comment.number,
        parent=comment.parent,
        depth=comment.depth,
        author=AuthorView(name="" if gone else comment.author_name, kind=comment.author_kind),
        created_at=comment.created_at,
        edited_at=None if gone else comment.edited_at,
        state=State.REMOVED if gone else comment.state,
        version=comment.version,
        body=_EMPTY if gone else msgspec.Raw(comment.body.encode()),
        html="" if gone else comment.html,
        picture=None if gone else _picture(comment, galleries, pictures),
        attachments=[] if gone else _attachments(comment.attachments, pictures, own=own),
        pinned=comment.pinned,
        pick=comment.pick and not gone,
        answer=None if gone else _answer(comment),
        reply_to=ReplyToView(id=comment.reply_to, name=names.get(comment.reply_to, "")) if comment.reply_to else None,
        replies=[],
        permalink=permalink(comment.thread, comment.number),
        text=comment.text if own else msgspec.UNSET,
    )


def permalink(thread: UUID, number: int | str) -> str:
    """The path of a comment on its server-rendered page; with `{number}` a template of all of them."""
    return f"/t/{thread}#c-{number}"


def wanted_pictures(comments: Sequence[Comment], galleries: Mapping[str, Gallery]) -> list[str]:
    """The ids of all pictures that these comments show."""
    wanted = {picture for comment in comments for picture in comment.attachments}
    for comment in comments:
        if comment.gallery and (picture := picture_of(comment, galleries)):
            wanted.add(picture)
    return sorted(wanted)


def picture_of(comment: Comment, galleries: Mapping[str, Gallery]) -> str:
    """The id of the gallery picture that a comment is about, nothing while it isn't known."""
    gallery = galleries.get(comment.gallery)
    if gallery is None or not 1 <= comment.picture_number <= len(gallery.pictures):
        return ""
    return gallery.pictures[comment.picture_number - 1]


def _picture(comment: Comment, galleries: Mapping[str, Gallery], pictures: Mapping[str, Picture]) -> PictureView | None:
    if not comment.gallery:
        return None
    gallery = galleries.get(comment.gallery)
    shown = pictures.get(picture_of(comment, galleries))
    return PictureView(
        gallery=comment.gallery,
        number=comment.picture_number,
        of=len(gallery.pictures) if gallery else None,
        region=RegionBody(x=comment.region[0], y=comment.region[1], w=comment.region[2], h=comment.region[3])
        if comment.region
        else None,
        thumb=thumb(shown) if shown else None,
    )


def thumb(picture: Picture) -> str | None:
    """The path of its smallest JPEG, else of its smallest file."""
    files = decode(picture.renditions, tuple[RenditionView, ...])
    first = sorted(files, key=lambda file: (file.media_type != "image/jpeg", file.width))
    return first[0].path if first else None


def _attachments(ids: Sequence[str], pictures: Mapping[str, Picture], *, own: bool) -> list[AttachmentView]:
    return [
        AttachmentView(
            id=picture.id,
            width=picture.width,
            height=picture.height,
            colour=picture.colour,
            alt=picture.alt,
            renditions=decode(picture.renditions, tuple[RenditionView, ...]),
        )
        for id in ids
        if (picture := pictures.get(id))
        and picture.status == "ready"
        and picture.owner == "comment"
        and (own or not picture.held)
    ]


def _answer(comment: Comment) -> AnswerView | None:
    if comment.answer is None or comment.answer_details is None:
        return None
    return decode(comment.answer_details, AnswerView)
