"""Finds what a question says beyond asking which car it is: words that may change what is meant.

In: an asking sentence, its mentions and its language. Out: the first such word of each clause that matters.

"What car is number 45?" says nothing more; "What car did number 45 beat?" and "What make are the tyres of number 45?"
do. A word is harmless when it is on the language's list of plain words, belongs to a mention, or describes the car
directly before it is named ("that stunning one-taillighted red beauty").
"""

import re
from typing import Final

from services.notify.answering.lexicon import LEXICON
from services.notify.answering.nouns import Mentions, Sentence

_CLAUSES: Final = re.compile(r"[,;:()?!\"]+|\.(?=\s|$)|\s-+\s|\.\.\.")
_TOKENS: Final = re.compile(r"@?[a-z0-9]+(?:['°-][a-z0-9]+)*[.'°]?")
_ASKS: Final = re.compile(
    r"\b(what|what's|whats|which|che|chi|quale|quali|qual|cosa|cos'\w*|was|wer|welche[rsnm]?|quelle?s?|quoi|"
    r"qu'est\w*|qui|"
    r"c'est|est-ce|identify|identif\w+)(?![a-z])"
)


_DESCRIBED: Final = re.compile(
    r"\b(?:the|a|an|il|la|der|die|das|le) [a-z-]+ (?:ones?|car|auto|macchina|vettura|wagen|voiture)\b"
)
_DRIVING: Final = re.compile(
    r"(driv|drove|pilot|guid|fahr|fuhr|gefahren|condu|crew|equip|besatz|navig|co-?dr|co-?pil|copil|volant|steuer|wheel|"
    r"beifahr|team|sass|sitzt|sat\b|sits|raced|racing|names?\b|noms?\b|nomi\b|heiss|hiess|chiam|appel|behind|am\b)"
)
_WITH: Final = frozenset({"with", "mit", "con", "col", "avec"})
_PLATES: Final = frozenset(
    {"plate", "plates", "rego", "targa", "kennzeichen", "nummernschild", "plaque", "registration"}
)
_TAIL: Final = re.compile(
    r"\b(?:that|which|who) (?:just |had )?[a-z]+(?:ed|ew|ame|ove|ent|ook|an)? "
    r"(?:past|by|through|us|me|into|out|off|away|along|up|down|over)\b(?!.*@(?:num|plate|make))[^,;:?!]*"
)
_ATTACHED: Final = 5


def beyond(
    sentence: Sentence,
    mentions: Mentions,
    language: str,
    *,
    known: frozenset[str] = frozenset(),
    crew: bool = False,
    strict: bool = False,
) -> tuple[str, ...]:
    """The words that say more. `known` are names of events; `crew`: words about driving are part of the question.

    `strict` allows no description of the car either, only pointing back at it.
    """
    found = []
    if strict and _DESCRIBED.search(sentence.fold):
        return (sentence.fold,)
    asked = _ASKS.search(mentions.masked)
    for clause in _clauses(_TAIL.sub(" ", mentions.masked)):
        asks = _ASKS.search(clause)
        if asks or "@num" in clause or "@plate" in clause or "@pic" in clause or not asked:
            words = _TOKENS.findall(clause[asks.start() :] if asks else _from_the_car(clause))
            if crew:
                words = [word for word in words if not _DRIVING.match(word)]
            word = _first_foreign(words, known, language, strict=strict)
            if word:
                found.append(word)
    return tuple(found)


def _clauses(masked: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSES.split(masked) if clause.strip()]


def _from_the_car(clause: str) -> str:
    start = re.search(r"@(?:make|model|colour|num|plate|pic)", clause)
    return clause[start.start() :] if start else ""


def _first_foreign(words: list[str], known: frozenset[str], language: str, *, strict: bool) -> str:
    waiting = ""
    attached = 0
    for word in words:
        bare = word.rstrip(".'")
        attached = _ATTACHED if bare in _WITH and not strict else attached - 1
        if word.startswith(("@num", "@plate", "@pic")) or _harmless(word, bare, known, language):
            if waiting and not _ends_a_description(word, bare, language, strict=strict):
                return waiting
            waiting = ""
        elif attached < 0:
            waiting = waiting or bare
    return waiting


def _harmless(word: str, bare: str, known: frozenset[str], language: str) -> bool:
    cues = LEXICON.cues[language]
    listed = (
        word in cues.plain
        or bare in cues.plain
        or bare in known
        or bare in LEXICON.model_words
        or bare in LEXICON.event_words
    )
    place = bare in LEXICON.cities or bare.upper() in LEXICON.provinces
    return listed or place or word.startswith("@") or any(sign.isdigit() for sign in bare) or _is_car(bare, language)


def _is_car(bare: str, language: str) -> bool:
    return LEXICON.cues[language].find("carnoun", bare) is not None


def _ends_a_description(word: str, bare: str, language: str, *, strict: bool) -> bool:
    car = word.startswith(("@make", "@model", "@colour")) or _is_car(bare, language)
    return (car and not strict) or bare in _PLATES
