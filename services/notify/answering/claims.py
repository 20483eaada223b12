"""Turns mentions into claims: which entries each plate, number, picture, earlier answer or name can mean.

In: a reading, the facts and the event in scope. Out: claims, and a veto for whatever is given and matches nothing.
"""

from collections.abc import Iterable

from services.notify.answering.folding import neighbours, transposed
from services.notify.answering.makes import model_fits, model_words
from services.notify.answering.nouns import (
    Claim,
    Earlier,
    Entry,
    Facts,
    Picture,
    PictureMention,
    PlateMention,
    Reading,
    Veto,
)
from services.notify.answering.reading import read
from services.notify.answering.scope import Scope

Found = tuple[list[Claim], list[Veto]]


def plate_claims(reading: Reading, facts: Facts, scope: Scope) -> Found:
    """A plate that the archive has in this event is strong; one confusable sign or one edit away is half."""
    claims: list[Claim] = []
    vetoes: list[Veto] = []
    inside, outside = _in_scope(facts.entries, scope)
    for mention in reading.asked.plates:
        exact = _plated(inside, mention.full)
        if exact:
            claims.append(_claim("plate", mention.written, exact, strong=True))
        else:
            claims += (found := _near(mention, inside))
            vetoes += [] if found else [_unknown_plate(mention, inside, outside)]
    for window in _matched(reading.asked.windows, inside):
        if not any(set(window.folds) & set(mention.folds) for mention in reading.asked.plates):
            claims.append(_claim("plate", window.written, _plated(inside, window.full), strong=True))
    for window in _matched(reading.asked.windows, outside):
        if not _plated(inside, window.full) and not reading.asked.plates:
            vetoes.append(Veto(code="plate_elsewhere", words=f"the plate {window.written} belongs to another event"))
    return claims, vetoes


def number_claims(reading: Reading, facts: Facts, scope: Scope) -> Found:
    """A marked start number, or one beside its make that is no model's number."""
    claims: list[Claim] = []
    vetoes: list[Veto] = []
    inside, _ = _in_scope(facts.entries, scope) if scope.event else ((), ())
    for number in reading.asked.numbers:
        entries = [entry for entry in inside if entry.start_no == number]
        if entries:
            claims.append(_claim("number", number, entries, strong=True))
        elif scope.event:
            vetoes.append(Veto(code="number_unknown", words=f"no entry has the start number {number}"))
        else:
            vetoes.append(Veto(code="no_event", words=f"which event's number {number} is meant can't be told"))
    said = frozenset().union(*reading.asked.makes)
    models = {word for entry in facts.entries if entry.makes & said for word in model_words(entry.model)}
    for number in reading.asked.beside_make:
        entries = [entry for entry in inside if entry.start_no == number and entry.makes & said]
        if entries and number.lower() not in models:
            claims.append(_claim("number", number, entries, strong=True))
    return claims, vetoes


def picture_claims(reading: Reading, facts: Facts, scope: Scope) -> Found:
    """A picture with exactly one entry is strong; one with several only narrows."""
    claims: list[Claim] = []
    vetoes: list[Veto] = []
    total = max((picture.total or 0 for picture in facts.pictures), default=0)
    if scope.event != facts.article_event and pictures_meant(reading, facts):
        return [], [Veto(code="other_event", words="the picture belongs to another event than the one named")]
    for mention in pictures_meant(reading, facts):
        picture = picture_at(facts, mention.number)
        if mention.total and total and mention.total != total:
            vetoes.append(Veto(code="picture_total", words=f"the article has {total} pictures, not {mention.total}"))
        elif total and mention.number > total:
            vetoes.append(Veto(code="picture_unknown", words=f"there is no picture {mention.number} of {total}"))
        elif picture and picture.listed:
            one = picture.listed == 1 and len(picture.entries) == 1
            rule = "picture" if one else "picture_of_several"
            claims.append(
                Claim(
                    rule=rule,
                    detail=str(mention.number),
                    entries=frozenset(picture.entries),
                    strong=one,
                    open=len(picture.entries) < picture.listed,
                )
            )
    return claims, vetoes


def earlier_claims(reading: Reading, facts: Facts) -> Found:
    """An accepted earlier answer for the same picture or plate, as long as nothing superseded it."""
    claims: list[Claim] = []
    known = {entry.ref for entry in facts.entries}
    numbers = {mention.number for mention in pictures_meant(reading, facts)}
    folds = {fold for mention in reading.asked.plates for fold in mention.full} | {
        w.folds[0] for w in reading.asked.windows
    }
    for earlier in facts.earlier:
        if not earlier.accepted or not earlier.entry:
            continue
        picture = picture_at(facts, earlier.picture) if earlier.picture in numbers and earlier.picture else None
        pictured = earlier.picture in numbers and (picture is None or picture.listed <= 1) and _plain(earlier)
        if pictured or folds & set(earlier.plates):
            detail = str(earlier.picture) if pictured else earlier.plates[0]
            rule = "earlier" if pictured else "earlier_plate"
            entries = frozenset({earlier.entry} & known)
            claims.append(
                Claim(
                    rule=rule, detail=detail, entries=entries, strong=bool(entries), open=not entries, ref=earlier.ref
                )
            )
    return claims, []


def name_claims(reading: Reading, facts: Facts, scope: Scope) -> Found:
    """A make and model of which the event has just one: half a reason."""
    models = [model for model in reading.asked.models if not model.loose]
    said = [*(model.fold for model in models), *reading.asked.phrases]
    makes = frozenset().union(*(reading.asked.makes or [model.makes for model in models]))
    if not said or not makes or not scope.event or facts.crowded:
        return [], []
    inside, _ = _in_scope(facts.entries, scope)
    fitting = [entry for entry in inside if entry.makes & makes and any(_fits(name, entry) for name in said)]
    if len(fitting) != 1:
        return [], []
    return [_claim("make_model", f"{fitting[0].make} {fitting[0].model}", fitting)], []


def pictures_meant(reading: Reading, facts: Facts) -> tuple[PictureMention, ...]:
    """The pictures that the question names, and the one that the comment is pinned to."""
    total = max((picture.total or 0 for picture in facts.pictures), default=0)
    named = [*reading.asked.pictures, *(loose for loose in reading.asked.loose if total and loose.total == total)]
    if facts.picture is not None and facts.picture not in [mention.number for mention in named]:
        named.append(PictureMention(number=facts.picture))
    return tuple(named)


def picture_at(facts: Facts, number: int | None) -> Picture | None:
    """What is known of this picture of the article."""
    return next((picture for picture in facts.pictures if picture.number == number), None)


def _plain(earlier: Earlier) -> bool:
    """Whether the earlier question was about the picture's car as such, not about the one behind or on the left."""
    before = read(earlier.question, pictured=True).asked
    return not (before.positions or before.relations or before.negations)


def _fits(name: str, entry: Entry) -> bool:
    return model_fits(name, entry.model) or model_fits(name, f"{entry.make} {entry.model}")


def _in_scope(entries: tuple[Entry, ...], scope: Scope) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    inside = tuple(entry for entry in entries if not scope.event or entry.event == scope.event)
    return inside, tuple(entry for entry in entries if entry not in inside)


def _claim(rule: str, detail: str, entries: Iterable[Entry], *, strong: bool = False) -> Claim:
    return Claim(rule=rule, detail=detail, entries=frozenset(entry.ref for entry in entries), strong=strong)


def _plated(entries: tuple[Entry, ...], folds: tuple[str, ...]) -> list[Entry]:
    return [entry for entry in entries if entry.plate_fold and entry.plate_fold in folds]


def _matched(windows: tuple[PlateMention, ...], entries: tuple[Entry, ...]) -> list[PlateMention]:
    return [window for window in windows if _plated(entries, window.full)]


def _near(mention: PlateMention, entries: tuple[Entry, ...]) -> list[Claim]:
    full = mention.full[:1]
    if any(transposed(entry.plate_fold, fold) for entry in entries for fold in full if entry.plate_fold):
        return []
    near = frozenset().union(*(neighbours(fold) for fold in full))
    alike = [entry for entry in entries if entry.plate_fold in near]
    return [_claim("near_plate", mention.written, alike)] if alike else []


def _unknown_plate(mention: PlateMention, inside: tuple[Entry, ...], outside: tuple[Entry, ...]) -> Veto:
    if any(transposed(entry.plate_fold, fold) for entry in inside for fold in mention.full[:1] if entry.plate_fold):
        return Veto(
            code="plate_transposed", words=f"the plate {mention.written} is a known one with two signs exchanged"
        )
    if _plated(outside, mention.full):
        return Veto(code="plate_elsewhere", words=f"the plate {mention.written} belongs to another event")
    return Veto(code="plate_unknown", words=f"no entry has the plate {mention.written}")
