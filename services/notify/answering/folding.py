"""Makes alike what means the same: case, accents, look-alike letters, dots and dashes.

In: text or a plate as anybody may write it. Out: the folded form by which it is compared.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_LOOKALIKES: Final = str.maketrans(
    "АВЕЅЗІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧοɑ",  # noqa: RUF001
    "ABES3IJKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXoa",
)
_MARKS: Final = str.maketrans(
    {
        **dict.fromkeys("’‘‚‛`´ʼ′", "'"),  # noqa: RUF001
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),  # noqa: RUF001
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
        "½": ".5",
        "¼": ".25",
        "¾": ".75",
        "№": "no. ",
        "ß": "ss",
        "Æ": "AE",
        "æ": "ae",
        "Ø": "O",
        "ø": "o",
        "Œ": "OE",
        "œ": "oe",
        "ł": "l",
        "º": "°",
        "…": "...",
    }
)
_INITIALS: Final = re.compile(r"\b(?:[A-Za-z]\.[ ]?){2,}(?=[ \W]|$)")
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CONFUSABLE: Final = {letter: twins for twins in ("0OQ", "1IL", "5S", "8B", "2Z") for letter in twins}
_MIN_NEAR: Final = 5


def tidy(text: str) -> str:
    """The text with plain quotes, dashes and letters, initials joined (`S.I.A.T.A.` → `SIATA`); words stay words."""
    plain = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_LOOKALIKES).translate(_MARKS)
    return _INITIALS.sub(lambda match: re.sub(r"[. ]", "", match[0]) + (" " if match[0].endswith(" ") else ""), plain)


def fold(text: str) -> str:
    """Tidied, lower case, without accents: what all cues and word lists are matched on."""
    spread = unicodedata.normalize("NFKD", tidy(text).casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def fold_name(text: str) -> str:
    """Letters and digits only, folded: `Mercedes-Benz` → `mercedesbenz`."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def fold_plate(text: str) -> str:
    """A plate's letters and digits in upper case, whatever stands between: `Mi-18 3385` → `MI183385`."""
    return fold_name(re.sub(r"\([^)]*\)", " ", text)).upper()


def fold_number(text: str) -> str:
    """A start number without leading zeros and marks: `#026` → `26`, `12 a` → `12A`."""
    return fold_name(text).upper().lstrip("0") or ("0" if text.strip() else "")


def confusable(one: str, other: str) -> bool:
    """Whether two folded plates differ in exactly one place, by a pair that eyes take for one another."""
    if len(one) != len(other):
        return False
    differences = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differences) == 1 and differences[0][1] in _CONFUSABLE.get(differences[0][0], "")


def transposed(one: str, other: str) -> bool:
    """Whether one folded plate is the other with two neighbours exchanged."""
    return one != other and any(one == swapped for swapped in transpositions(other))


def transpositions(plate: str) -> Iterator[str]:
    """Every plate that has two neighbours of this one exchanged."""
    for at in range(len(plate) - 1):
        if plate[at] != plate[at + 1]:
            yield plate[:at] + plate[at + 1] + plate[at] + plate[at + 2 :]


def neighbours(plate: str) -> frozenset[str]:
    """Every folded plate at one edit (replaced, missing or added sign); none for a plate too short to tell."""
    if len(plate) < _MIN_NEAR:
        return frozenset()
    found: set[str] = set()
    for at in range(len(plate) + 1):
        head, tail = plate[:at], plate[at:]
        found.update(head + sign + tail for sign in _ALPHABET)
        if tail:
            found.add(head + tail[1:])
            found.update(head + sign + tail[1:] for sign in _ALPHABET)
    return frozenset(found - {plate})
