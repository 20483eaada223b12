"""Cuts a comment into sentences, without what the reader only quotes.

In: the comment's Markdown. Out: sentences in order; links, quoted lines and quoted questions are gone.
"""

import re
from typing import Final

from services.notify.answering.folding import fold, tidy
from services.notify.answering.nouns import Sentence

_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_EMPHASIS: Final = re.compile(r"(?<!\w)[*_~]{1,3}(?=\S)|(?<=\S)[*_~]{1,3}(?!\w)")
_QUOTED: Final = re.compile(r'"[^"\n]{2,300}"|(?<!\w)\'[^\'\n]{3,300}[?!.]\'(?!\w)')
_END: Final = re.compile(r"(?<![.!?])([.!?]++)[\"')\]]*+(?=\s|$)|\n+")
_SHORT: Final = re.compile(
    r"(?:\b(?:no|nr|n|num|nos|startnr|start-nr|wagennr|bildnr|fotonr|st|reg|approx|ca|mr|mrs|ms|dr|sig|sig\.ra|sg|hr|fr|vs|ing|co|bj|bzw|z\.b|e\.g|i\.e|"
    r"etc|ed|ecc|m|"
    r"mme|pic|fig|foto|kfz|lic|tel|chap|cf|aprox|max|min|plt|pict|img|art)|^[a-z])$"
)
_MARK: Final = re.compile(r"(?<!\?)\?[!?\"'\]\s]*+\)?$")
_REPEATED: Final = re.compile(
    r"\b(asked|asks|ask|wrote|writes|says|said|chiesto|chiede|scrive|gefragt|fragte|fragt|schrieb|demande|demandait|"
    r"ecrit)\b"
)


def sentences(text: str) -> tuple[Sentence, ...]:
    """The comment's own sentences; what follows `>` or stands as a quoted question belongs to somebody else."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if not line.lstrip().startswith(">")]
    plain = tidy(_ADDRESS.sub(" ", _LINK.sub(r"\1", "\n".join(lines))))
    plain = _EMPHASIS.sub("", plain)
    plain = _QUOTED.sub(lambda match: _unquoted(match, plain), plain)
    found = []
    start = 0
    for end in _END.finditer(plain):
        if end[1] == "." and _abbreviated(plain, start, end.start(), end.end()):
            continue
        found.append(_sentence(plain[start : end.end()]))
        start = end.end()
    found.append(_sentence(plain[start:]))
    return tuple(sentence for sentence in found if re.search(r"\w", sentence.fold) or sentence.marked)


def _unquoted(match: re.Match[str], plain: str) -> str:
    before = fold(plain[max(0, match.start() - 60) : match.start()])
    inner = match[0][1:-1]
    outside = plain[: match.start()] + plain[match.end() :]
    somebody = "?" in inner or _REPEATED.search(before)
    return " " if somebody and re.search(r"\w{2}", outside) else f" {inner} "


def _abbreviated(plain: str, start: int, dot: int, end: int) -> bool:
    words = fold(plain[start:dot]).split()
    following = plain[end:].lstrip()[:1]
    return (
        bool(words)
        and bool(_SHORT.search(words[-1]))
        and (following.isdigit() or following.islower() or following in "#:")
    )


def _sentence(text: str) -> Sentence:
    shape = " ".join(text.split())
    return Sentence(text=shape, fold=" ".join(fold(shape).split()), marked=bool(_MARK.search(shape)))
