"""Gives an accepted earlier answer again when it named no entry: an expert's words about the same plate or picture.

In: a reading, facts, and what the weighing found. Out: the claim that carries the repeat, or None.
"""

from typing import Final

from services.notify.answering.claims import picture_at, pictures_meant
from services.notify.answering.colours import agree, colours_of
from services.notify.answering.makes import named
from services.notify.answering.nouns import Ask, Claim, Earlier, Facts, Reading, Verdict, Veto
from services.notify.answering.reading import read
from services.notify.answering.sentences import sentences

_EXPECTED: Final = frozenset({"plate_unknown", "plate_inexact", "no_evidence", "entry_missing"})


def repeated_text(reading: Reading, facts: Facts, claims: list[Claim], vetoes: list[Veto]) -> Claim | None:
    """The one earlier answer in words that fits, when nothing but the missing entry stands in the way."""
    if set(reading.asks) != {Ask.CAR} or any(veto.code not in _EXPECTED for veto in vetoes):
        return None
    if any(claim.rule not in ("near_plate", "earlier", "earlier_plate") for claim in claims):
        return None
    folds = {fold for mention in reading.asked.plates for fold in mention.full[:1]}
    folds |= {window.folds[0] for window in reading.asked.windows}
    numbers = {mention.number for mention in pictures_meant(reading, facts)}
    found = []
    for earlier in facts.earlier:
        if not earlier.accepted or earlier.entry or not earlier.answer or not _alike(reading, earlier):
            continue
        if folds & set(earlier.plates):
            found.append(Claim(rule="earlier_plate", detail=earlier.plates[0], entries=frozenset(), ref=earlier.ref))
        elif earlier.picture in numbers and not reading.asked.plates and not _listed(facts, earlier.picture):
            found.append(Claim(rule="earlier", detail=str(earlier.picture), entries=frozenset(), ref=earlier.ref))
    rule = found[0].rule if found else ""
    return found[0] if len(found) == 1 and rule not in facts.paused else None


def text_answer(facts: Facts, verdict: Verdict) -> str:
    """The earlier answer's own words."""
    return next((earlier.answer for earlier in facts.earlier if earlier.ref == verdict.answer_ref), "")


def _listed(facts: Facts, number: int | None) -> bool:
    picture = picture_at(facts, number)
    return picture is not None and picture.listed > 0


def _alike(reading: Reading, earlier: Earlier) -> bool:
    """Whether the earlier question was about a car, and nothing said now is foreign to it and its answer."""
    before = read(earlier.question, pictured=earlier.picture is not None)
    if set(before.asks) != {Ask.CAR} or before.asked.positions or before.asked.relations or before.asked.negations:
        return False
    said = reading.asked.colours
    if said and not agree(said, before.asked.colours | colours_of(earlier.answer)):
        return False
    makes = frozenset().union(
        *(make for part in sentences(f"{earlier.question}\n{earlier.answer}") for make in named(part).makes)
    )
    return all(mentioned & makes for mentioned in reading.asked.makes) and not reading.asked.models
