"""Up to five entries for the expert to choose from, the likeliest first. A rank, never confidence.

In: the claims and everything looked up. Out: candidates with what speaks for each.
"""

from typing import Final

from services.notify.answering.colours import agree
from services.notify.answering.nouns import Candidate, Claim, Entry, Facts, Reading
from services.notify.answering.scope import Scope

MOST: Final = 5
_WEIGHTS: Final = {
    "plate": 9,
    "number": 7,
    "picture": 7,
    "picture_described": 8,
    "earlier": 7,
    "earlier_plate": 8,
    "near_plate": 6,
    "make_model": 4,
    "picture_of_several": 4,
}
_SAYS: Final = {
    "plate": "plate {}",
    "number": "start number {}",
    "picture": "the only entry seen in picture {}",
    "picture_described": "the one in picture {} that fits the description",
    "earlier": "an earlier answer about picture {}",
    "earlier_plate": "an earlier answer about the plate {}",
    "near_plate": "a plate like {}",
    "make_model": "the only {} in the event",
    "picture_of_several": "seen in picture {}",
}


def candidates_of(reading: Reading, facts: Facts, scope: Scope, claims: list[Claim]) -> tuple[Candidate, ...]:
    """The entries that anything speaks for, best first."""
    scored: list[tuple[int, str, Candidate]] = []
    for entry in facts.entries:
        reasons = [evidence_words(claim.rule, claim.detail) for claim in claims if entry.ref in claim.entries]
        score = sum(_WEIGHTS[claim.rule] for claim in claims if entry.ref in claim.entries)
        for words, weight in _weak(reading, entry):
            reasons.append(words)
            score += weight
        if reasons and score > 1:
            away = scope.event and entry.event != scope.event
            reasons += [f"but of another event ({entry.event})"] if away else []
            score -= 3 if away else 0
            scored.append(
                (-score, entry.ref, Candidate(entry=entry.ref, label=label_of(entry), evidence=tuple(reasons)))
            )
    return tuple(candidate for _, _, candidate in sorted(scored, key=lambda item: item[:2])[:MOST])


def evidence_words(rule: str, detail: str) -> str:
    """One piece of evidence in words, for the desk and the expert."""
    return _SAYS[rule].format(detail)


def label_of(entry: Entry) -> str:
    """An entry in one line: `No. 47 · Alfa Romeo 6C 1750 Gran Sport (1930) · CO 40 6636 · red`."""
    car = " ".join(part for part in (entry.make, entry.model, f"({entry.year})" if entry.year else "") if part)
    number = f"No. {entry.start_no}" if entry.start_no else ""
    return " · ".join(part for part in (number, car, entry.plate, entry.colour) if part)


def _weak(reading: Reading, entry: Entry) -> list[tuple[str, int]]:
    asked = reading.asked
    found = []
    if any(makes & entry.makes for makes in asked.makes):
        found.append((f"a {entry.make}", 2))
    if asked.colours and entry.colours and agree(asked.colours, entry.colours):
        found.append((entry.colour, 1))
    if entry.year in asked.years:
        found.append((f"built {entry.year}", 1))
    return found
