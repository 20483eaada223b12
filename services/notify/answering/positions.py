"""Which other cars a question points at: behind, left of, the second, not the red one, last year's.

In: folded text in which mentions are masked (`@make`, `@num`, …). Out: the words found, by what they mean.
"""

import re
from dataclasses import dataclass
from typing import Final

from services.notify.answering.lexicon import LEXICON

_EVENT: Final = (
    r"\b(?:at|in|from|of|the|a|al|alla|di|del|della|beim|in|auf|bei|vom|der|des|am|au|aux|du|la|le)\s"
    r"(?:the\s)?(?:\w+\s)?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """Words that point away from the obvious car."""

    positions: tuple[str, ...]
    relations: tuple[str, ...]
    negations: tuple[str, ...]
    other_time: tuple[str, ...]
    events: tuple[str, ...]


def pointed(text: str, masked: str, language: str) -> Pointed:
    """Positions, relations to a car that is named, negations, other years in words, other events."""
    cues = LEXICON.cues[language]
    clear = cues.sections["noposition"].sub(" ", masked)
    return Pointed(
        positions=_found(cues.sections["position"], clear),
        relations=_found(cues.sections["relation"], clear),
        negations=(
            *_found(cues.sections["othercar"], masked),
            *_found(cues.sections["negation"], masked),
            *_found(cues.sections["unsure"], text),
        ),
        other_time=_found(cues.sections["othertime"], text),
        events=tuple(
            match[0] for match in LEXICON.events.finditer(masked) if re.search(_EVENT, masked[: match.start()])
        ),
    )


def mask(text: str, spans: dict[str, tuple[tuple[int, int], ...]]) -> str:
    """The text with each span replaced by its name, as `@make`."""
    places = sorted(((start, end, name) for name, found in spans.items() for start, end in found), reverse=True)
    last = len(text) + 1
    for start, end, name in places:
        if end <= last:
            text = f"{text[:start]} @{name} {text[end:]}"
            last = start
    return re.sub(r"\s+", " ", text)


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(match[0].strip() for match in pattern.finditer(text) if match[0].strip())
