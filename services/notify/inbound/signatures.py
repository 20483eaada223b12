"""Where the person stops and the signature, the phone or the lawyer begins; en, it, de, fr. Pure.

In: typed lines. Out: how many of them are the answer, and what about the rest is not certain.
"""

# ruff: noqa: RUF001 - typographic marks are what people type

import re
from dataclasses import dataclass

from services.notify.inbound.signature_words import (
    CLOSING,
    CLOSING_AND_MORE,
    CLOSING_AND_NAME,
    CONTACT,
    DELIMITER,
    DEVICE,
    DISCLAIMER,
    GREETING_FROM,
    LEGAL,
    ODD_DELIMITER,
    POSTSCRIPT,
    SCANNED,
    WEAK,
)

LONGEST = 70
MOST = 9
PARTICLES = frozenset(
    {"von", "van", "de", "di", "della", "del", "du", "le", "la", "da", "der", "zu", "und", "and", "e", "et"}
)
_RULED = re.compile(r"^\s*[_\-=*—–]{3,}\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The first `keep` lines are the answer. `doubts` name what a person should look at."""

    keep: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An end that was found: everything from `at` goes; `doubt` says why that may be wrong."""

    at: int
    doubt: str = ""


def cut_signature(lines: list[str], sender_name: str) -> Cut:
    """Drop from the end whatever the person did not write for us."""
    keep, doubts, signed = _trimmed(lines, len(lines)), [], False
    for _round in range(6):
        found = _delimiter(lines, keep) or _footers(lines, keep) or _disclaimer(lines, keep)
        if found is None:
            break
        doubts += [found.doubt] if found.doubt else []
        signed, keep = True, _trimmed(lines, found.at)
    found = _closing(lines, keep, sender_name, signed=signed) or _unmarked(lines, keep, sender_name)
    if found is not None:
        doubts += [found.doubt] if found.doubt else []
        keep = _trimmed(lines, found.at)
    return Cut(keep=keep, doubts=tuple(doubts))


def _trimmed(lines: list[str], keep: int) -> int:
    while keep and (not lines[keep - 1].strip() or _RULED.match(lines[keep - 1])):
        keep -= 1
    return keep


def _below(lines: list[str], at: int, keep: int) -> list[str]:
    return [line for line in lines[at + 1 : keep] if line.strip()]


def _delimiter(lines: list[str], keep: int) -> _Found | None:
    for at in range(keep):
        if DELIMITER.match(lines[at]):
            below = _below(lines, at, keep)
            known = [line for line in below if not (DEVICE.match(line) or SCANNED.match(line))]
            odd = len(known) > MOST or any(_sentence(line) for line in known[:3])
            return _Found(at=at, doubt="odd_signature" if odd else "")
        if ODD_DELIMITER.match(lines[at]) and at:
            return _Found(at=at, doubt="odd_delimiter")
    return None


def _footers(lines: list[str], keep: int) -> _Found | None:
    """A phone's or scanner's line at the very end, or one above nothing but more of them."""
    at = keep
    while at and (not lines[at - 1].strip() or DEVICE.match(lines[at - 1]) or SCANNED.match(lines[at - 1])):
        at -= 1
    return _Found(at=at) if at < keep else None


def _disclaimer(lines: list[str], keep: int) -> _Found | None:
    for at in range(keep):
        starts = at == 0 or not lines[at - 1].strip() or bool(_RULED.match(lines[at - 1]))
        if starts and DISCLAIMER.match(lines[at]):
            legal = bool(LEGAL.search(" ".join(lines[at:keep])))
            return _Found(at=at, doubt="" if legal else "odd_disclaimer")
    return None


def _closing(lines: list[str], keep: int, sender_name: str, *, signed: bool) -> _Found | None:
    """A valediction with at most a few short lines below it; `signed` when a signature was cut off already."""
    for at in range(keep - 1, max(-1, keep - MOST - 3), -1):
        line, below = lines[at], _below(lines, at, keep)
        match = CLOSING_AND_NAME.match(line)
        if match and not below and len(line) < LONGEST:
            certain = set(_names(match["name"])) <= set(_names(sender_name)) and _stands_alone(lines, at)
            return _Found(at=at, doubt="" if certain else "closing_in_one_line")
        if CLOSING.match(line):
            if at == 0 and below and not (len(below) <= 2 and all(map(_namelike, below))):
                return None
            return _closing_at(lines, at, below, signed=signed)
        if CLOSING_AND_MORE.match(line) and not below and _stands_alone(lines, at):
            return _Found(at=at, doubt="closing_and_more")
    return None


def _closing_at(lines: list[str], at: int, below: list[str], *, signed: bool) -> _Found:
    line = lines[at]
    weak = bool(WEAK.match(line) or GREETING_FROM.search(line) or line.rstrip().endswith(("!", ".")))
    if any(POSTSCRIPT.match(text) for text in below):
        return _Found(at=len(lines), doubt="postscript")
    odd = len(below) > MOST or any(len(text) > LONGEST or _sentence(text) for text in below)
    if below and (odd or not _namelike(below[0]) or (weak and len(below) > 2)):
        return _Found(at=at, doubt="odd_closing")
    if not below and (weak or at == 0) and not signed:
        return _Found(at=at, doubt="closing_without_name")
    if below and line.rstrip().endswith("!") and WEAK.match(line):
        return _Found(at=at, doubt="thanks_and_name")
    return _Found(at=at, doubt="" if at > 0 else "closing_only")


def _unmarked(lines: list[str], keep: int, sender_name: str) -> _Found | None:
    """A last name, or a last paragraph that looks like a signature, with nothing to say that it is one."""
    if keep < 2:
        return None
    if _is_name(lines, keep, sender_name):
        return _Found(at=keep - 1, doubt="name_at_end")
    at = keep
    while at and lines[at - 1].strip():
        at -= 1
    block = lines[at:keep]
    if at == 0 or len(block) > MOST or any(len(text) > LONGEST or _sentence(text) for text in block):
        return None
    if any(CONTACT.search(text) for text in block):
        return _Found(at=at, doubt="contact_block")
    named = len(block) > 1 and _namelike(block[0]) and not any(map(str.isdigit, block[0]))
    return _Found(at=at, doubt="signature_like") if named else None


def _is_name(lines: list[str], keep: int, sender_name: str) -> bool:
    text, previous = lines[keep - 1].strip(), lines[keep - 2].strip()
    last = re.sub(r"[^\w\s'’-]", "", text).strip(" -")
    names = _names(sender_name)
    initials = "".join(part[0] for part in names)
    if last and (set(_names(last)) <= set(names) or last.casefold() in {initials, initials[:1]}) and _names(last):
        return True
    if last and last.casefold() in {initials, initials[:1]}:
        return True
    ends = text.endswith((".", "!", "?"))
    apart = not previous or previous.endswith((".", "!", "?", ","))
    digits = any(map(str.isdigit, last))
    return apart and not ends and not digits and _namelike(text) and len(last.split()) <= 3


def _stands_alone(lines: list[str], at: int) -> bool:
    return at > 0 and not lines[at - 1].strip()


def _sentence(text: str) -> bool:
    words = text.split()
    return len(words) > 5 and text.rstrip().endswith((".", "!", "?"))


def _namelike(text: str) -> bool:
    words = text.strip(" ,.-–—*_/~").split()
    return 1 <= len(words) <= 5 and all(word[:1].isupper() or word.lower() in PARTICLES for word in words)


def _names(text: str) -> list[str]:
    return [part.strip(".,").casefold() for part in re.split(r"[\s,]+", text) if len(part) > 1]
