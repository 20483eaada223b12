"""Collects what one sentence, or several, say about a car: every number gets exactly one role.

In: sentences. Out: `Mentions`. Order matters: pictures and plates take their digits first, then models, then markers.
"""

import re
from typing import Final, TypeVar

from services.notify.answering.colours import colours
from services.notify.answering.folding import fold_name
from services.notify.answering.lexicon import LEXICON
from services.notify.answering.makes import named
from services.notify.answering.nouns import Mentions, Sentence
from services.notify.answering.numbers import numbers
from services.notify.answering.pictures import pictures
from services.notify.answering.plates import plates
from services.notify.answering.positions import mask, pointed

T = TypeVar("T")

_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-zà-öø-ÿ]{3,}\b")


def mentions_of(sentence: Sentence, language: str, known: frozenset[str]) -> Mentions:
    """What one sentence mentions. `known` are makes of the archive that no word list has."""
    shown, loose, picture_spans, unsure = pictures(sentence.fold)
    given, windows, plate_spans = plates(sentence)
    names = named(sentence, (*picture_spans, *plate_spans), known)
    roles = numbers(
        sentence.fold, taken=(*picture_spans, *plate_spans), models=names.model_spans, makes=names.make_spans
    )
    shades, colour_spans = colours(sentence.fold, language)
    spans = {
        "pic": picture_spans,
        "plate": plate_spans,
        "make": names.make_spans,
        "model": names.model_spans,
        "num": roles.spans,
        "colour": colour_spans,
    }
    masked = mask(sentence.fold, spans)
    away = pointed(sentence.fold, masked, language)
    return Mentions(
        plates=given,
        windows=windows,
        numbers=roles.starts,
        beside_make=roles.beside,
        pictures=shown,
        loose=loose,
        years=roles.years,
        decades=roles.decades,
        makes=names.makes,
        models=names.models,
        phrases=_phrases(sentence, names.make_spans),
        colours=shades,
        positions=away.positions,
        relations=away.relations,
        negations=(*away.negations, *(("one number or another",) if roles.either or unsure else ())),
        other_time=away.other_time,
        events=away.events,
        names=tuple(fold_name(name) for name in _NAME.findall(sentence.text) if fold_name(name) not in LEXICON.makes),
        masked=masked,
    )


def together(parts: list[Mentions]) -> Mentions:
    """Several sentences' mentions as one."""
    return Mentions(
        plates=_joined([part.plates for part in parts]),
        windows=_joined([part.windows for part in parts]),
        numbers=_joined([part.numbers for part in parts]),
        beside_make=_joined([part.beside_make for part in parts]),
        pictures=_joined([part.pictures for part in parts]),
        loose=_joined([part.loose for part in parts]),
        years=_joined([part.years for part in parts]),
        decades=_joined([part.decades for part in parts]),
        makes=_joined([part.makes for part in parts]),
        models=_joined([part.models for part in parts]),
        phrases=_joined([part.phrases for part in parts]),
        colours=frozenset().union(*(part.colours for part in parts)),
        positions=_joined([part.positions for part in parts]),
        relations=_joined([part.relations for part in parts]),
        negations=_joined([part.negations for part in parts]),
        other_time=_joined([part.other_time for part in parts]),
        events=_joined([part.events for part in parts]),
        names=_joined([part.names for part in parts]),
        masked=" ".join(part.masked for part in parts),
    )


def _joined(parts: list[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for part in parts for item in part))


def _phrases(sentence: Sentence, make_spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    found = []
    for _, end in make_spans:
        words = re.findall(r"[a-z0-9]+", sentence.fold[end : end + 40])[:4]
        found += ["".join(words[:length]) for length in range(1, len(words) + 1)]
    return tuple(found)
