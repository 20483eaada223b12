"""Finds number plates by folding, not by any country's grammar.

In: a sentence. Out: plates that it says are plates, windows of the text that may be one, and the spans of both.

A window is looked up as it stands; it is evidence only when the archive has exactly that plate. What looks
like a plate (`MI 99999`, `GPJ 289`, `K-AB 596`) and matches nothing is a reason not to answer.
"""

import re
from typing import Final

from services.notify.answering.folding import fold_plate
from services.notify.answering.lexicon import LEXICON
from services.notify.answering.nouns import PlateMention, Sentence

Span = tuple[int, int]
Tokens = list[re.Match[str]]

_MARKER: Final = re.compile(
    r"\b(?:rego|reg|regd|registration|registered|registrations|(?:number|licen[cs]e|license|reg) ?plates?|plates?|"
    r"numberplate|licen[cs]e|vrn|"
    r"targ(?:a|ata|ato|ate|he)|kennzeichen|nummernschild|autokennzeichen|kfz-?kennzeichen|zugelassen|zulassung|"
    r"immatricul\w*|"
    r"plaques?(?: d'immatriculation| mineralogique)?|plaquee?)\b"
    r"(?:[\s.:,(\"'=]|-(?=\s)|(?<=[\s:])(?:number|no|nr|num|numero|n|nummer|mark|plates?|letters|is|was|were|of|the|with|as|a|in|on|di|e'?|era|con|la|il|"
    r"lautet|ist|war|mit|das|hatte|hat|d'immatriculation|est|etait|avec|sous|le|reads?|says?|it|that|says|marked|"
    r"carrying|bearing|from)\b[.°]?)*"
)
_TOKEN: Final = re.compile(r"[a-z0-9]+")
_GLUE: Final = re.compile(r"[\s.\-/*·_'~+|]{0,3}")
_TIGHT: Final = re.compile(r"[.\-/*·_]{0,2}")
_LONGEST: Final = 6
_SHORTEST: Final = 5
_MARKED_SHORTEST: Final = 3
_DIGITS: Final = re.compile(r"\d")
_LOOKS: Final = (
    re.compile(r"\b(?P<p>[A-Z]{2})[\s.\-/·]{0,3}\d{2,3}[\s.\-/·]?\d{3,4}\b"),
    re.compile(r"\b(?P<p>[A-Z]{3})[\s.\-]?\d{1,3}\b(?!\s?(?:cc|ccm|km|S[LR]|MM|GT))"),
    re.compile(r"\b(?P<p>[A-ZÄÖÜ]{1,3})-[A-Z]{1,2}[\s\-]?\d{1,4}\s?H?\b"),
    re.compile(r"\b\d{2,4}[\s\-](?P<p>[A-Z]{2})[\s\-]\d{2}\b"),
    re.compile(r"\b(?P<p>[A-Z]{2})-\d{2}-\d{2}\b"),
)
_LOOSE_PROVINCE: Final = re.compile(
    r"\b(?P<p>[a-z]{2})[\s.\-/·]{1,3}(?:\d{2}[\s.\-/·]\d{4}|\d{5,6})\b(?!\s?(?:km|miles|people|euro|cars|pictures))"
)


def plates(sentence: Sentence) -> tuple[tuple[PlateMention, ...], tuple[PlateMention, ...], tuple[Span, ...]]:
    """Plates given as such, windows that may be plates, and the spans of the first."""
    bare = re.sub(r"\(([a-z]{1,3})\)", r" \1 ", sentence.fold)
    sentence = Sentence(text=sentence.text, fold=bare, marked=sentence.marked)
    tokens = list(_TOKEN.finditer(bare))
    marked = []
    spans: list[Span] = []
    for match in _MARKER.finditer(sentence.fold):
        run = _run_from(tokens, match.end(), sentence)
        if run and any(_DIGITS.search(token[0]) for token in run):
            marked.append(_mention(run, sentence, marked=True))
            spans.append((run[0].start(), run[-1].end()))
    for pattern, text in (*((pattern, sentence.text) for pattern in _LOOKS), (_LOOSE_PROVINCE, sentence.fold)):
        for match in pattern.finditer(text):
            if _plausible(match["p"]) and not _within(match.span(), spans):
                run = [token for token in tokens if match.start() <= token.start() < match.end()]
                marked.append(_mention(run, sentence, marked=False))
                spans.append(match.span())
    return tuple(marked), _windows(tokens, sentence), tuple(spans)


def plate_fold(written: str) -> str:
    """An archive's plate as it is compared: a city before the digits becomes its code."""
    plain = re.sub(r"\([^)]*\)", " ", written)
    words = re.findall(r"[^\W\d_]+|\d+", plain)
    for length in (2, 1):
        city = LEXICON.cities.get(fold_plate("".join(words[:length])).lower())
        if city and words[length:]:
            return city + fold_plate("".join(words[length:]))
    return fold_plate(plain)


def _run_from(tokens: Tokens, start: int, sentence: Sentence) -> Tokens:
    run: Tokens = []
    for token in tokens:
        if token.start() < start:
            continue
        gap = sentence.fold[run[-1].end() if run else start : token.start()]
        if not _GLUE.fullmatch(gap) or len(run) >= _LONGEST or not _plateish(token[0], sentence, token):
            break
        run.append(token)
    while run and not _DIGITS.search(run[-1][0]) and not (len(run[-1][0]) <= 2 and _upper(sentence, run[-1])):
        run.pop()
    return run


def _plateish(word: str, sentence: Sentence, token: re.Match[str]) -> bool:
    if _DIGITS.search(word) or word in LEXICON.cities or word in ("reggio", "la", "ascoli"):
        return True
    return len(word) <= _MARKED_SHORTEST and (
        _upper(sentence, token) or word.upper() in LEXICON.provinces or not _vowelled(word)
    )


def _vowelled(word: str) -> bool:
    return any(letter in "aeiou" for letter in word)


def _upper(sentence: Sentence, token: re.Match[str]) -> bool:
    return len(sentence.text) == len(sentence.fold) and sentence.text[token.start() : token.end()].isupper()


def _mention(run: Tokens, sentence: Sentence, *, marked: bool) -> PlateMention:
    readings = []
    full = []
    for start in range(len(run)):
        for end in range(len(run), start, -1):
            folded = _folded(run[start:end])
            partial = folded.isdigit() and not all(token[0].isdigit() for token in run)
            if _DIGITS.search(folded) and len(folded) >= _MARKED_SHORTEST and not partial and folded not in readings:
                readings.append(folded)
                if not any(_DIGITS.search(token[0]) for token in (*run[:start], *run[end:])):
                    full.append(folded)
    written = sentence.text[run[0].start() : run[-1].end()]
    return PlateMention(written=written, folds=tuple(readings), full=tuple(full), marked=marked)


def _folded(run: Tokens) -> str:
    for length in (2, 1):
        city = LEXICON.cities.get("".join(token[0] for token in run[:length])) if len(run) > length else None
        if city:
            return city + "".join(token[0] for token in run[length:]).upper()
    return "".join(token[0] for token in run).upper()


def _windows(tokens: Tokens, sentence: Sentence) -> tuple[PlateMention, ...]:
    found = {}
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + _LONGEST, len(tokens)) + 1):
            run = tokens[start:end]
            if end - start > 1 and not _GLUE.fullmatch(sentence.fold[run[-2].end() : run[-1].start()]):
                break
            folded = _folded(run)
            if len(folded) < _SHORTEST or not _DIGITS.search(folded) or not re.search("[A-Z]", folded):
                continue
            if _continued(tokens, start, end, sentence):
                continue
            written = sentence.text[run[0].start() : run[-1].end()]
            found[folded] = PlateMention(written=written, folds=(folded,), full=(folded,), marked=False)
    return tuple(found.values())


def _continued(tokens: Tokens, start: int, end: int, sentence: Sentence) -> bool:
    if (
        end < len(tokens)
        and _DIGITS.search(tokens[end][0])
        and _GLUE.fullmatch(sentence.fold[tokens[end - 1].end() : tokens[end].start()])
    ):
        return True
    tight = start > 0 and _TIGHT.fullmatch(sentence.fold[tokens[start - 1].end() : tokens[start].start()])
    return bool(tight and _DIGITS.search(tokens[start - 1][0]))


def _plausible(letters: str) -> bool:
    word = letters.lower()
    models = (
        word in LEXICON.makes
        or "^" + word in LEXICON.makes
        or word in ("gmt", "cet", "nos", "mph", "kmh", "usd", "eur", "am", "pm", "no", "nr")
    )
    if len(word) == 2:
        return not models and (word.upper() in LEXICON.provinces or letters.isupper())
    return not models and word not in (
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
        "jan",
        "feb",
        "mar",
        "apr",
        "car",
        "pic",
        "the",
    )


def _within(span: Span, spans: list[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)
