"""Makes and models in a text: names, aliases, misspellings; numbers that are models and not start numbers.

In: a sentence. Out: make and model mentions with their spans; an archive's make column in the same terms.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from services.notify.answering.folding import fold, fold_name
from services.notify.answering.lexicon import LEXICON
from services.notify.answering.nouns import ModelMention, Sentence

Span = tuple[int, int]

_TOKEN: Final = re.compile(r"[a-z0-9]+")
_JOINED: Final = re.compile(r"[\s\-./=]{0,2}")
_LONGEST_MAKE: Final = 3
_LONGEST_MODEL: Final = 5
_FUZZY_FROM: Final = 6
_ACRONYM: Final = 3
_NEVER: Final = frozenset(
    [
        "really",
        "donner",
        "donnez",
        "perche",
        "ferrara",
        "lancio",
        "morgen",
        "moretto",
        "marina",
        "bianche",
        "porter",
        "forder",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What was found: each make mention is the set of makes that it may mean."""

    makes: tuple[frozenset[str], ...]
    make_spans: tuple[Span, ...]
    models: tuple[ModelMention, ...]
    model_spans: tuple[Span, ...]


def named(sentence: Sentence, taken: tuple[Span, ...] = (), known: frozenset[str] = frozenset()) -> Named:
    """Makes and models in the sentence, outside the spans `taken`. `known` are further makes of the archive."""
    tokens = [token for token in _TOKEN.finditer(sentence.fold) if not _within(token.span(), taken)]
    makes: list[frozenset[str]] = []
    make_at: dict[int, tuple[int, frozenset[str]]] = {}
    at = 0
    while at < len(tokens):
        found = _make_at(tokens, at, sentence, known)
        if found:
            length, names = found
            makes.append(names)
            make_at[at] = (at + length, names)
            at += length
        else:
            at += 1
    models, model_spans = _models(tokens, make_at, sentence)
    return Named(
        makes=tuple(makes),
        make_spans=tuple((tokens[start].start(), tokens[end - 1].end()) for start, (end, _) in make_at.items()),
        models=models,
        model_spans=model_spans,
    )


def makes_of(make: str, model: str = "") -> frozenset[str]:
    """The canonical makes that an archive's entry goes by: its make column, and makes named in its model."""
    own = (
        LEXICON.makes.get(fold_name(make))
        or LEXICON.makes.get("^" + fold_name(make))
        or frozenset({fold_name(make)} - {""})
    )
    words = [fold_name(word) for word in re.split(r"[\s/]+", f"{make} {model}")]
    inside = [LEXICON.makes.get(word) or frozenset() for word in words if len(word) > _ACRONYM]
    return own.union(*inside)


def model_words(model: str) -> tuple[str, ...]:
    """The folded tokens of a model: `A6GCS/53` → `a6gcs`, `53`."""
    return tuple(_TOKEN.findall(re.sub(r"[^a-z0-9]+", " ", fold(model))))


def model_fits(said: str, model: str) -> bool:
    """Whether the folded name is a run of whole tokens of the model: `300sl` fits `300 SL`, not `300 SLR`."""
    words = model_words(model)
    return any(
        "".join(words[start:end]) == said for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    )


def _make_at(
    tokens: list[re.Match[str]], at: int, sentence: Sentence, known: frozenset[str]
) -> tuple[int, frozenset[str]] | None:
    for length in range(min(_LONGEST_MAKE, len(tokens) - at), 0, -1):
        if not _joined(tokens[at : at + length], sentence.fold):
            continue
        name = "".join(token[0] for token in tokens[at : at + length])
        if name in LEXICON.makes and (length > 1 or len(name) > 1):
            return length, LEXICON.makes[name]
        if "^" + name in LEXICON.makes and _capital(tokens[at], sentence, name):
            return length, LEXICON.makes["^" + name]
        if name in known and len(name) > _ACRONYM and "^" + name not in LEXICON.makes:
            return length, frozenset({name})
    near = _misspelt(tokens[at][0])
    return (1, near) if near else None


def _capital(token: re.Match[str], sentence: Sentence, name: str) -> bool:
    if len(sentence.text) != len(sentence.fold):
        return False
    written = sentence.text[token.start() : token.end()]
    if len(name) <= _ACRONYM:
        return written.isupper()
    return written[:1].isupper() and token.start() > 0


def _misspelt(word: str) -> frozenset[str] | None:
    if len(word) < _FUZZY_FROM or word in _NEVER or word in LEXICON.cities or word in LEXICON.colours:
        return None
    for name, makes in LEXICON.makes.items():
        if (
            name[0] == word[0]
            and abs(len(name) - len(word)) <= 1
            and len(name) >= _FUZZY_FROM
            and _one_edit(word, name)
        ):
            return makes
    return None


def _one_edit(one: str, other: str) -> bool:
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, remaining = one[start:], other[start:]
    swapped = rest[:2] == remaining[:2][::-1] and rest[2:] == remaining[2:]
    return rest[1:] == remaining[1:] or rest[1:] == remaining or rest == remaining[1:] or swapped


def _models(
    tokens: list[re.Match[str]], make_at: dict[int, tuple[int, frozenset[str]]], sentence: Sentence
) -> tuple[tuple[ModelMention, ...], tuple[Span, ...]]:
    after = dict(make_at.values())
    inside = {at for start, (end, _) in make_at.items() for at in range(start, end)}
    found = []
    spans = []
    at = 0
    while at < len(tokens):
        length = 0 if at in inside else _model_at(tokens, at, sentence, after.get(at))
        if length:
            name = "".join(token[0] for token in tokens[at : at + length])
            loose = name.isdigit() and after.get(at) is None
            found.append(ModelMention(fold=name, makes=LEXICON.models[name], loose=loose))
            spans.append((tokens[at].start(), tokens[at + length - 1].end()))
        at += length or 1
    return tuple(found), tuple(spans)


def _model_at(tokens: list[re.Match[str]], at: int, sentence: Sentence, make: frozenset[str] | None) -> int:
    for length in range(min(_LONGEST_MODEL, len(tokens) - at), 0, -1):
        if not _joined(tokens[at : at + length], sentence.fold):
            continue
        name = "".join(token[0] for token in tokens[at : at + length])
        makes = LEXICON.models.get(name)
        if not makes or (make is not None and not makes & make):
            continue
        vague = name.isdigit() or len(name) <= 2
        if not vague or make is not None or (name.isdigit() and _article(tokens, at, sentence)):
            return length
    return 0


def _article(tokens: list[re.Match[str]], at: int, sentence: Sentence) -> bool:
    year = len(tokens[at][0]) == 4 and tokens[at][0] >= "1880"
    before = sentence.fold[max(0, tokens[at].start() - 8) : tokens[at].start()]
    return not year and re.search(r"\b(an?|the|der|die|das|ein|eine|einen|il|la|un|una|le|une) $", before) is not None


def _joined(tokens: list[re.Match[str]], text: str) -> bool:
    return all(_JOINED.fullmatch(text[one.end() : other.start()]) for one, other in pairwise(tokens))


def _within(span: Span, taken: tuple[Span, ...]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)
