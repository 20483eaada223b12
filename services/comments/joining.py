"""Joins a page's comments from the pieces that were written with them, replies inside their parents.

In: rows of `comment_shown` in the order of the page, what some of them refer to. Out: the JSON of a list of
`CommentView`s; short, it leaves out the HTML, the permalink and what is as usual.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.comments.shapes import AnswerView, AttachmentView, PictureView, ReplyToView
from services.comments.store.records import Shown
from shared.codec import encode
from shared.postgres import Row


class References(Struct, frozen=True, kw_only=True):
    """What a comment says of other rows."""

    picture: PictureView | None
    attachments: list[AttachmentView]
    answer: AnswerView | None
    reply_to: ReplyToView | None


class _Joined(Struct):
    """A comment but for its replies, and those."""

    text: str
    replies: list["_Joined"]


_USUAL: Final = (
    (1, ',"parent":null,"depth":0'),
    (2, ',"edited_at":null'),
    (4, ',"state":"published"'),
    (8, ',"pinned":false'),
    (16, ',"pick":false'),
)
_MISSING: Final = ["".join(words for bits, words in _USUAL if not unusual & bits) for unusual in range(32)]
"""What a piece leaves out, by the bits of `comment_shown.unusual`."""


def join_comments(
    rows: Iterable[Row | Shown], *, thread: UUID, references: Mapping[int, References], short: bool = False
) -> bytes:
    """The comments as JSON: a reply goes into its parent's `replies` when that is among them before it."""
    roots: list[_Joined] = []
    seen: dict[int, _Joined] = {}
    nothing = _refer(References(picture=None, attachments=[], answer=None, reply_to=None), short=short)
    permalink = f',"permalink":"/t/{thread}#c-'
    for path, _, piece, html, unusual, refers in rows:
        number = path[-1]
        tail = _refer(references[number], short=short) if refers and number in references else nothing
        if short:
            text = piece + tail
        else:
            text = f'{piece}{_MISSING[unusual]},"html":{encode(html).decode()}{permalink}{number}"{tail}'
        joined = seen[number] = _Joined(text, [])
        above = seen.get(path[-2]) if len(path) > 1 else None
        (above.replies if above else roots).append(joined)
    pieces: list[str] = []
    _write(pieces, roots, short=short)
    return "".join(pieces).encode()


def _refer(to: References, *, short: bool) -> str:
    fields = {name: getattr(to, name) for name in to.__struct_fields__}
    if short:
        fields = {name: value for name, value in fields.items() if value}
    return "," + encode(fields).decode()[1:-1] if fields else ""


def _write(pieces: list[str], level: list[_Joined], *, short: bool) -> None:
    between = "["
    for joined in level:
        pieces.append(between + joined.text)
        between = ","
        if joined.replies:
            pieces.append(',"replies":')
            _write(pieces, joined.replies, short=short)
            pieces.append("}")
        else:
            pieces.append("}" if short else ',"replies":[]}')
    pieces.append("]" if level else "[]")
