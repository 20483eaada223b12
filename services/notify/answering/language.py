"""Tells which of the four languages a comment is in.

In: its folded words, and what the page says. Out: en, it, de or fr.
"""

import re

from services.notify.answering.lexicon import LANGUAGES, LEXICON


def language_of(folded: str, hint: str = "") -> str:
    """The language with the most small words of its own; the page's when the text doesn't tell, then English."""
    words = re.findall(r"[a-z]+(?:'[a-z]*)?", folded)
    scores = {language: sum(_weight(word, language) for word in words) for language in LANGUAGES}
    given = hint.lower()[:2]
    best = max(scores, key=lambda language: (scores[language], language == given, language == "en"))
    if given in LANGUAGES and scores[best] - scores[given] < 1:
        return given
    return best if scores[best] > 0 else (given if given in LANGUAGES else "en")


def _weight(word: str, language: str) -> float:
    sharing = sum(word in LEXICON.cues[other].words for other in LANGUAGES)
    if word not in LEXICON.cues[language].words:
        return 0.0
    return 1.0 / sharing
