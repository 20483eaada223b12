"""The colours of a car in four languages; a red hat is no red car.

In: folded text and its language. Out: canonical colours, and where they stand.
"""

import re
from typing import Final

from services.notify.answering.folding import fold
from services.notify.answering.lexicon import LANGUAGES, LEXICON

_WORD: Final = re.compile(r"[a-z]+")
_VERB_AFTER: Final = frozenset(
    {"jemand", "ich", "er", "sie", "wer", "man", "nicht", "einer", "hier", "ihr", "es", "das", "irgendwer"}
)
_VERB_BEFORE: Final = frozenset({"ich", "wer", "jemand", "er", "sie", "keiner", "niemand", "man", "einer"})
_NOT_CARS: Final = frozenset(
    fold(
        "hat hats cap dress jacket coat shirt scarf helmet helmets gloves trousers tie suit umbrella lights light "
        "wheels wheel seats seat "
        "interior leather flag flags sky house houses roof tent carpet tie sunglasses goggles hair beard bow blouse "
        "overalls stripe stripes "
        "numbers roundel roundels background flower flowers cross dot arrow line ink lady wine stuff tyres walls "
        "mud bumper fenders wings "
        "cappello vestito giacca maglia sciarpa casco ombrello fanali fanale luci ruote sedili pelle bandiera cielo "
        "casa tetto capelli barba "
        "strisce striscia signora hut kleid jacke hemd schal helm schirm lichter rader sitze leder fahne himmel "
        "haus dach haare bart streifen "
        "dame chapeau robe veste chemise echarpe casque parapluie feux roues sieges cuir drapeau ciel maison toit "
        "cheveux barbe bande bandes "
        "smoke rauch fumo fumee pullover sweater camicia number nummer"
    ).split()
)


def colours(text: str, language: str) -> tuple[frozenset[str], tuple[tuple[int, int], ...]]:
    """Canonical colours said of the car, with their spans."""
    hidden = [match.span() for match in LEXICON.no_colours.finditer(text)]
    words = list(_WORD.finditer(text))
    found = set()
    spans = []
    for at, match in enumerate(words):
        colour = LEXICON.colours.get(match[0]) or LEXICON.colours.get(f"{match[0]}@{language}")
        if not colour or any(start <= match.start() < end for start, end in hidden):
            continue
        before = words[at - 1][0] if at else ""
        after = [word[0] for word in words[at + 1 : at + 3]]
        if match[0] == "weiss" and ((after[:1] and after[0] in _VERB_AFTER) or before in _VERB_BEFORE):
            continue
        if (after and after[0] in _NOT_CARS) or (language in ("it", "fr") and before in _NOT_CARS):
            continue
        found.add(colour)
        spans.append(match.span())
    return frozenset(found), tuple(spans)


def colours_of(written: str) -> frozenset[str]:
    """The canonical colours in an archive's colour column, in whichever language it is written."""
    text = fold(written)
    words = _WORD.findall(text)
    tagged = {
        LEXICON.colours[f"{word}@{language}"]
        for word in words
        for language in LANGUAGES
        if f"{word}@{language}" in LEXICON.colours
    }
    return frozenset({LEXICON.colours[word] for word in words if word in LEXICON.colours} | tagged)


def agree(said: frozenset[str], known: frozenset[str]) -> bool:
    """Whether one of the colours said is one of the known, or what readers call it."""
    return any(colour in known or LEXICON.near.get(colour, frozenset()) & known for colour in said)
