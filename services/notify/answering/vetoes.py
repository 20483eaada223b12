"""Reasons not to publish although the evidence names one entry: something that was said contradicts it.

In: a reading, the facts, the entry. Out: vetoes; an empty list means that nothing speaks against it.
"""

import re

from services.notify.answering.claims import pictures_meant
from services.notify.answering.colours import agree
from services.notify.answering.folding import fold, fold_name
from services.notify.answering.makes import model_fits
from services.notify.answering.nouns import Ask, Claim, Entry, Facts, Reading, Veto
from services.notify.answering.scope import MODERN, Scope

_BY_PICTURE = frozenset({"picture", "earlier", "picture_of_several", "picture_described"})


def question_vetoes(reading: Reading, claims: list[Claim]) -> list[Veto]:
    """What the question itself says against an answer from a list, whichever entry is meant."""
    found = []
    hard = [ask for ask in reading.asks if ask not in (Ask.CAR, Ask.CREW)]
    if hard:
        found.append(
            Veto(code="kind", words=f"a question of this kind isn't answered from an entry list: {hard[0].value}")
        )
    asked = reading.asked
    if asked.relations:
        found.append(Veto(code="position", words=f"another car than the one named is meant: {asked.relations[0]}"))
    elif asked.positions and all(claim.rule in _BY_PICTURE for claim in claims if claim.strong):
        found.append(Veto(code="position", words=f"a place among several cars is named: {asked.positions[0]}"))
    if reading.beyond:
        found.append(Veto(code="more_said", words=f"the question may be about something else: {reading.beyond[0]}"))
    if asked.negations:
        found.append(Veto(code="negation", words=f"something is excluded: {asked.negations[0]}"))
    return found


def entry_vetoes(reading: Reading, facts: Facts, scope: Scope, entry: Entry, claims: list[Claim]) -> list[Veto]:
    """What contradicts this entry: colour, make, model, year, crew, a correction, an answer it can't give."""
    return [
        veto
        for veto in (
            _colour(reading, entry),
            _make(reading, entry),
            _model(reading, entry),
            _year(reading, scope, entry),
            _names(reading, facts, entry),
            _corrected(reading, facts, entry, claims),
            _crew(reading, entry, claims),
        )
        if veto is not None
    ]


def described(reading: Reading, entry: Entry) -> bool | None:
    """Whether colour, make and model fit: True if something fits and nothing contradicts, False if it contradicts."""
    if _colour(reading, entry) or _make(reading, entry) or _model(reading, entry):
        return False
    asked = reading.asked
    fits = (asked.colours and entry.colours) or asked.makes or asked.models
    return True if fits else None


def _colour(reading: Reading, entry: Entry) -> Veto | None:
    said = reading.asked.colours
    if said and entry.colours and not agree(said, entry.colours):
        return Veto(
            code="colour",
            words=f"{entry.make} {entry.model} is {entry.colour}, the question says {', '.join(sorted(said))}",
        )
    return None


def _make(reading: Reading, entry: Entry) -> Veto | None:
    said = reading.asked.makes
    if said and entry.makes and not any(makes & entry.makes for makes in said):
        return Veto(code="make", words=f"the question names another make than {entry.make}")
    return None


def _model(reading: Reading, entry: Entry) -> Veto | None:
    models = [model for model in reading.asked.models if not (model.loose and model.fold == entry.start_no.lower())]
    full = f"{entry.make} {entry.model}"
    if (
        not models
        or not entry.model
        or any(model_fits(name, full) for model in models for name in _names_of(model.fold))
    ):
        return None
    return Veto(code="model", words=f"the question names another model than {full}")


def _names_of(model: str) -> tuple[str, ...]:
    return (model, "type" + model[1:]) if model[:1] == "t" and model[1:2].isdigit() else (model,)


def _year(reading: Reading, scope: Scope, entry: Entry) -> Veto | None:
    years = [year for year in reading.asked.years if year != scope.year and year < MODERN]
    wrong = entry.year is not None and any(year != entry.year for year in years)
    decade = entry.year is not None and any(not start <= entry.year <= start + 9 for start in reading.asked.decades)
    if wrong or decade:
        return Veto(
            code="year", words=f"{entry.make} {entry.model} is of {entry.year}, the question names another year"
        )
    return None


def _names(reading: Reading, facts: Facts, entry: Entry) -> Veto | None:
    said = set(reading.asked.names)
    bearing = [other for other in facts.entries if other.event == entry.event and said & _surnames(other)]
    if bearing and entry not in bearing:
        return Veto(
            code="rival_crew",
            words=f"a name in the question belongs to the crew of {bearing[0].make} {bearing[0].model}",
        )
    return None


def _surnames(entry: Entry) -> set[str]:
    words = [fold_name(word) for name in (entry.driver, entry.co_driver) for word in fold(name).split()[1:]]
    return {word for word in words if len(word) > 3}


def _corrected(reading: Reading, facts: Facts, entry: Entry, claims: list[Claim]) -> Veto | None:
    if any(claim.rule in ("plate", "number") for claim in claims):
        return None
    numbers = {mention.number for mention in pictures_meant(reading, facts)}
    for earlier in facts.earlier:
        if not earlier.accepted and earlier.entry == entry.ref and earlier.picture in numbers:
            return Veto(
                code="corrected", words=f"an earlier answer that named this entry was corrected ({earlier.ref})"
            )
    return None


def _crew(reading: Reading, entry: Entry, claims: list[Claim]) -> Veto | None:
    if Ask.CREW not in reading.asks:
        return None
    navigator = re.search(r"\b(co-?driver|navigator|beifahrer|co-?pilot|navigatore?|passenger)", fold(reading.text))
    if not entry.driver or (navigator and not entry.co_driver):
        return Veto(code="crew_unknown", words="the entry list names no crew")
    if reading.at_the_wheel and entry.co_driver and all(claim.rule in _BY_PICTURE for claim in claims if claim.strong):
        return Veto(code="at_the_wheel", words="who of the crew sits at the wheel in a picture isn't in an entry list")
    return None
