"""Which sentences ask: a question mark is neither needed nor enough.

In: sentences and their language. Out: those that ask, without rhetoric, tags and readers' own answers.
"""

import re
from typing import Final

from services.notify.answering.lexicon import LANGUAGES, LEXICON
from services.notify.answering.nouns import Sentence

_WORD: Final = re.compile(r"[a-z0-9]+")
_FRAGMENT_WORDS: Final = 4
_EXCLAIMED: Final = 5
_VERB_FIRST: Final = re.compile(
    r"^(did|does|do|is|was|are|were|has|have|had|can|could|will|would|should|may|ist|war|hat|sind|kann|gibt|est-ce|"
    r"c'est|"
    r"est|a-t|e'|era|ha|sono)\b"
)
_ATTRIBUTE: Final = re.compile(
    r"#\s?\d|\b(?:no|nr|n)[.°]\s?\d|\b(?:number|nummer|startnummer|numero)\s\d|\b(?:rego|plate|targa|kennzeichen)\b|"
    r"\b(make|model|marque|type|modell|marke|typ|modello|marca|tipo|modele|marque|id)\b"
)
_INTERROGATIVE: Final = re.compile(
    r"\b(what|what's|whats|which|who|who's|whose|where|when|how|why|che|chi|quale|quali|qual|cosa|cos|dove|quando|"
    r"come|perche|quanto|quanti|"
    r"was|wer|welche[rsnm]?|wem|wo|wann|wie|warum|quelle?s?|qui|quoi|ou|comment|pourquoi|combien|qu'est)\b"
)


def asking(sentences: tuple[Sentence, ...], language: str) -> tuple[Sentence, ...]:
    """The sentences that ask, in order. A bare "anyone know?" counts; a fragment ("A BMW?") counts beside others."""
    if any(LEXICON.cues[tongue].find("spam", sentence.fold) for sentence in sentences for tongue in LANGUAGES):
        return ()
    found = tuple(sentence for sentence in sentences if _asks(sentence, language))
    real = [sentence for sentence in found if not fragment(sentence)]
    return found if real or any(_meant(sentence) for sentence in found) else ()


def filler(sentence: Sentence, language: str) -> bool:
    """Whether it only asks for help ("Can anybody tell me?") and leaves the question to the rest of the comment."""
    return LEXICON.cues[language].find("filler", sentence.fold) is not None


def fragment(sentence: Sentence) -> bool:
    """Whether it is a few words with a question mark that ask nothing by themselves."""
    words = _WORD.findall(sentence.fold)
    short = len(words) <= _FRAGMENT_WORDS and not _INTERROGATIVE.search(sentence.fold)
    return short and not _VERB_FIRST.search(sentence.fold)


def _meant(sentence: Sentence) -> bool:
    words = _WORD.findall(sentence.fold)
    if _ATTRIBUTE.search(sentence.fold) or any(word in LEXICON.models and not word.isdigit() for word in words):
        return True
    return any(
        "".join(words[at : at + 2]) in LEXICON.makes or words[at] in LEXICON.makes for at in range(len(words))
    ) or any(filler(sentence, language) for language in LANGUAGES)


def _asks(sentence: Sentence, language: str) -> bool:
    cues = LEXICON.cues[language]
    text = sentence.fold
    if cues.find("filler", text):
        return True
    if cues.find("rhetoric", text):
        return False
    if not sentence.marked and text.endswith("!") and len(_WORD.findall(text)) <= _EXCLAIMED:
        return False
    stated = cues.find("statement", text)
    if not sentence.marked:
        return not stated and cues.find("ask", text) is not None
    return True
