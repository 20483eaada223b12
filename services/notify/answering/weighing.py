"""Decides: an answer from the archive, a person, or silence. Certain or not at all.

In: a reading and the facts. Out: a `Verdict`. Published is what one strong claim, or two independent medium ones,
carry, with no veto and no rival. Everything else goes to a person, with candidates.
"""

import re

from services.notify.answering.candidates import candidates_of
from services.notify.answering.claims import earlier_claims, name_claims, number_claims, picture_claims, plate_claims
from services.notify.answering.nouns import Action, Ask, Claim, Entry, Evidence, Facts, Reading, Verdict, Veto
from services.notify.answering.repeating import repeated_text, text_answer
from services.notify.answering.scope import scope
from services.notify.answering.vetoes import described, entry_vetoes, question_vetoes

__all__ = ["decide", "text_answer"]

_GUESS = re.compile(
    r"(?:^|[,;:-] )(?:is|was|could|might|isn't) (?:it|this|that)\b|\b(?:ist|war) (?:das|es|dies)\b|\bc'est\b|"
    r"\best-ce\b|^e' |"
    r"\bor\b|\boder\b|\bou\b"
)
"""A guess says what the reader thinks, not which of the cars is meant."""
_NARROWS = frozenset({"picture_of_several", "near_plate"})


def decide(reading: Reading, facts: Facts) -> Verdict:
    """What is done with the comment, and every reason for and against it."""
    if not reading.is_question:
        return Verdict(action=Action.IGNORE, kind=Ask.OTHER)
    event = scope(reading, facts.events, facts.article_event)
    claims: list[Claim] = []
    vetoes = list(event.vetoes)
    for found, against in (
        plate_claims(reading, facts, event),
        number_claims(reading, facts, event),
        picture_claims(reading, facts, event),
        earlier_claims(reading, facts),
        name_claims(reading, facts, event),
    ):
        claims += found
        vetoes += against
    by_ref = {entry.ref: entry for entry in facts.entries}
    claims += _singled_out(reading, claims, by_ref)
    vetoes += question_vetoes(reading, claims)
    targets, against = _targets(reading, claims)
    vetoes += against
    for ref in targets:
        vetoes += entry_vetoes(reading, facts, event, by_ref[ref], claims)
    carrying = _carrying(claims, targets)
    vetoes += [
        Veto(code="paused", words=f"the rule {rule} is paused on this site")
        for rule in sorted({c.rule for c in carrying} & facts.paused)
    ]
    certain = bool(targets) and not vetoes
    repeated = None if targets else repeated_text(reading, facts, claims, vetoes)
    if repeated is not None:
        return Verdict(
            action=Action.AUTO,
            kind=reading.kind,
            answer_ref=repeated.ref,
            evidence=(Evidence(rule=repeated.rule, entry="", detail=repeated.detail, strong=True),),
            rules=(repeated.rule,),
        )
    return Verdict(
        action=Action.AUTO if certain else Action.ROUTE,
        kind=reading.kind,
        entries=targets if certain else (),
        answer_ref=next((claim.ref for claim in carrying if claim.ref), "") if certain else "",
        evidence=_evidence(claims, targets),
        vetoes=tuple(dict.fromkeys(vetoes)),
        candidates=() if certain else candidates_of(reading, facts, event, claims),
        rules=tuple(sorted({claim.rule for claim in carrying})) if certain else (),
    )


def _singled_out(reading: Reading, claims: list[Claim], by_ref: dict[str, Entry]) -> list[Claim]:
    """The one car of a picture that the description fits, when it contradicts every other car there."""
    found = []
    for claim in claims:
        if claim.rule == "picture_of_several" and not claim.open and not _GUESS.search(reading.asked.masked):
            fit = {ref: described(reading, by_ref[ref]) for ref in claim.entries if ref in by_ref}
            one = [ref for ref, fits in fit.items() if fits]
            if (
                len(one) == 1
                and len(fit) == len(claim.entries)
                and all(fits is False for ref, fits in fit.items() if ref != one[0])
            ):
                found.append(Claim(rule="picture_described", detail=claim.detail, entries=frozenset(one), strong=True))
    return found


def _targets(reading: Reading, claims: list[Claim]) -> tuple[tuple[str, ...], list[Veto]]:
    """The entries that all claims together mean, or why there is none."""
    strong = [claim for claim in claims if claim.strong]
    if not strong:
        return _two_mediums(claims)
    several = _several(reading, strong)
    if several:
        return several, []
    common = frozenset.intersection(*(claim.entries for claim in strong))
    for claim in claims:
        if claim.rule in _NARROWS and not claim.open:
            common &= claim.entries
    if not common:
        return (), [Veto(code="rival", words="what is said points at different entries")]
    if len(common) > 1:
        return (), [Veto(code="tie", words=f"{len(common)} entries fit equally")]
    return tuple(common), []


def _several(reading: Reading, strong: list[Claim]) -> tuple[str, ...]:
    """Several start numbers or pictures asked for at once, each with one entry and nothing else said."""
    asked = reading.asked
    plain = not (asked.descriptive or asked.plates or asked.years or asked.decades or asked.names)
    rules = {claim.rule for claim in strong}
    if (
        len(strong) > 1
        and plain
        and len(rules) == 1
        and rules <= {"number", "picture"}
        and all(len(c.entries) == 1 for c in strong)
    ):
        return tuple(dict.fromkeys(ref for claim in strong for ref in claim.entries))
    return ()


def _two_mediums(claims: list[Claim]) -> tuple[tuple[str, ...], list[Veto]]:
    near = [claim for claim in claims if claim.rule in _NARROWS]
    named = [claim for claim in claims if claim.rule == "make_model"]
    plates = [claim for claim in near if claim.rule == "near_plate"]
    if plates and named and all(len(claim.entries) == 1 for claim in plates):
        common = frozenset.intersection(*(claim.entries for claim in (*near, *named)))
        if len(common) == 1 and not any(claim.open for claim in near):
            return tuple(common), []
    if plates:
        return (), [Veto(code="plate_inexact", words=f"the plate {plates[0].detail} is only similar to a known one")]
    if near:
        return (), [Veto(code="tie", words=f"picture {near[0].detail} shows several cars")]
    if any(claim.open for claim in claims):
        return (), [Veto(code="entry_missing", words="an entry that this rests on is no longer in the archive")]
    return (), [Veto(code="no_evidence", words="nothing in the question names one entry")]


def _carrying(claims: list[Claim], targets: tuple[str, ...]) -> list[Claim]:
    meant = set(targets)
    strong = [claim for claim in claims if claim.strong and claim.entries & meant]
    return strong or [claim for claim in claims if claim.rule in ("near_plate", "make_model") and claim.entries & meant]


def _evidence(claims: list[Claim], targets: tuple[str, ...]) -> tuple[Evidence, ...]:
    chosen = set(targets) or {ref for claim in claims for ref in claim.entries if len(claim.entries) == 1}
    return tuple(
        Evidence(rule=claim.rule, entry=ref, detail=claim.detail, strong=claim.strong)
        for claim in claims
        for ref in sorted(claim.entries & chosen)
    )
