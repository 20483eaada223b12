"""What an author typed, ready to be screened, kept and shown.

In: raw text and names. Out: `Writing`; raises Invalid with the field's pointer for characters that can't be kept.
"""

import hashlib
import re

from msgspec import Struct

from services.comments import markup
from services.comments.markup import tree
from shared.codec import encode
from shared.errors import Field, Invalid

LONGEST_NAME = 80
_SPACES = re.compile(r"\s+")


class Writing(Struct, frozen=True, kw_only=True):
    """A text in all the forms it is needed in. `body` is the node tree as JSON."""

    text: str
    words: str
    links: tuple[str, ...]
    body: str
    html: str
    question: bool


def read_writing(raw: str, *, pointer: str = "/body") -> Writing:
    """The text, cleaned, parsed and rendered once, as it is written."""
    if faults := markup.faults(raw):
        raise _fault(pointer, faults)
    text = markup.clean(raw)
    nodes = markup.to_tree(text)
    words = tree.plain(nodes)
    return Writing(
        text=text,
        words=words,
        links=tuple(tree.links(nodes)),
        body=encode(nodes).decode(),
        html=markup.to_html(nodes),
        question="?" in words,
    )


def read_name(raw: str, *, pointer: str = "/name", required: bool = True, longest: int = LONGEST_NAME) -> str:
    """A name on one line, 1 to 80 characters that can be seen. Raises Invalid at `pointer`."""
    if faults := markup.faults(raw):
        raise _fault(pointer, faults)
    name = _SPACES.sub(" ", markup.clean(raw))
    if required and not markup.visible(name):
        raise _fault(pointer, ("write a name",))
    if len(name) > longest:
        raise _fault(pointer, (f"a name has at most {longest} characters",))
    return name


def fingerprint(author: str, text: str) -> bytes:
    """What two sendings of the same words by the same author have in common (16 bytes)."""
    same = _SPACES.sub(" ", text).strip().casefold()
    return hashlib.sha256(f"{author}\0{same}".encode()).digest()[:16]


def _fault(pointer: str, details: tuple[str, ...]) -> Invalid:
    fields = tuple(Field(pointer=pointer, detail=detail) for detail in details)
    return Invalid(f"{pointer}: {details[0]}", fields=fields)
