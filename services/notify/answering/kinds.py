"""What a question wants to know: the car, its crew, or something that no entry list can tell.

In: an asking sentence with its mentions. Out: one kind. When in doubt it is not the car: that routes.
"""

import re
from typing import Final

from services.notify.answering.lexicon import LEXICON, Cues
from services.notify.answering.nouns import Ask, Mentions, Sentence

_ASKS_CAR: Final = re.compile(
    r"\b(what|which|che|quale|qual|welche[rsnm]?|was fur (ein|einen)|quelle?|quel) (\w+ ){0,2}?"
    r"(car|auto|make|model|marque|macchina|vettura|modello|wagen|fahrzeug|modell|voiture|modele|marque)\b"
)
_WHAT: Final = re.compile(
    r"\b(what(?:'?s| is| was| are| were|'re)|was (?:ist|war|sind)|cos'?e?'?|cosa (?:e'?|era|sono)|che cos'?e?'?|"
    r"qual e'?|quali sono|"
    r"quelle? (?:est|etait)|c'est quoi|qu'est-ce que c'est que|qu'est-ce que|welche[rs]? (?:ist|war))"
)
_DRIVING_PEOPLE: Final = re.compile(
    r"\b(people|persons?|pair|couple|men|two|persone|leute|personnes|gens) "
    r"(driving|racing|who dr\w+|in (number|car|#|no)|che guid\w+|die .{0,30}fuhren|qui condui\w+)"
)
_NOUN_REACH: Final = 45


def kind_of(sentence: Sentence, mentions: Mentions, language: str) -> Ask:
    """The kind of one asking sentence."""
    cues = LEXICON.cues[language]
    text = sentence.fold
    who = cues.find("who", text) is not None
    person = _person_noun(cues, text)
    if cues.find("owner", text):
        return Ask.OWNER
    if cues.find("price", text):
        return Ask.OTHER
    if cues.find("spec", text):
        return Ask.SPEC
    if cues.find("face", text):
        return Ask.PERSON
    if (who or not _ASKS_CAR.search(text)) and cues.find("crew", text) and not (who and person):
        return Ask.CREW
    if who or (person and not _ASKS_CAR.search(text) and not mentions.identifying and not mentions.makes):
        return Ask.PERSON
    if cues.find("place", text):
        return Ask.PLACE
    return _thing(cues, text, mentions)


def at_the_wheel(sentence: Sentence, language: str) -> bool:
    """Whether it asks for the one person who sits at the wheel at that moment."""
    return LEXICON.cues[language].find("wheel", sentence.fold) is not None


def _person_noun(cues: Cues, text: str) -> bool:
    text = _DRIVING_PEOPLE.sub(" ", text)
    pattern = cues.sections["person"].pattern.split("|(?:", 1)[1]
    return re.search("(?:" + pattern, text) is not None


def _thing(cues: Cues, text: str, mentions: Mentions) -> Ask:
    what = _WHAT.search(text)
    if what:
        tail = text[what.end() : what.end() + _NOUN_REACH]
        other = cues.find("othernoun", tail)
        car = cues.find("carnoun", tail)
        if other and not (car and car.start() < other.start()) and not _named_before(tail[: other.start()]):
            return Ask.OTHER
    if cues.find("nocar", text):
        return Ask.OTHER
    return Ask.CAR if cues.find("car", mentions.masked) else Ask.OTHER


def _named_before(text: str) -> bool:
    words = re.findall(r"[a-z0-9]+", text)
    colours = (word in LEXICON.colours for word in words)
    makes = (word in LEXICON.makes for word in words)
    return any(makes) or (any(colours) and len(words) > 1)
