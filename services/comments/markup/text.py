"""Characters that have no business in a comment.

In: a name or a body as it came. Out: the cleaned text, and what is wrong with it in words.
"""

import re
import unicodedata

_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\u0085]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0]"
)
_PILES = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    """The text with one kind of line break, in Unicode's form C, and without space at either end."""
    return unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text)).strip()


def faults(text: str) -> tuple[str, ...]:
    """What is wrong with the characters of a text, one sentence each; empty when nothing is."""
    found: list[str] = []
    if "\x00" in text:
        found.append("a NUL character can't be kept")
    elif _CONTROL.search(text):
        found.append("control characters can't be kept")
    if text.isascii():
        return tuple(found)
    if _SURROGATE.search(text):
        found.append("half a surrogate pair is no character")
    if _DIRECTION.search(text):
        found.append("characters that override the direction of text aren't allowed")
    invisible = len(_INVISIBLE.findall(text))
    if invisible > 20 + len(text) // 10 or (invisible and not visible(text)):
        found.append("most of it is invisible characters")
    if _PILES.search(text):
        found.append("more than four accents are piled on one letter")
    return tuple(found)


def visible(text: str) -> int:
    """How many characters can be seen."""
    if text.isascii():
        return len("".join(text.split()))
    return sum(1 for mark in text if not mark.isspace() and not _INVISIBLE.match(mark))
