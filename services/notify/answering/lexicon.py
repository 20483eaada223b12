"""The word lists in `words/`, read once: makes, models, provinces, colours, other events, cues per language.

In: plain text files. Out: `Lexicon`, frozen.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.notify.answering.folding import fold, fold_name

LANGUAGES: Final = ("en", "it", "de", "fr")
_NUMBERED: Final = (
    r"(?:(?:start|race|car|die|la|il|the|der) ?){0,2}"
    r"(?:number|nummer|numero|no|nr|n|startnummer|dossard|start-nr)?[ .°:#]*@num"
)
_WORDS: Final = Path(__file__).parent / "words"


class Sections(dict[str, re.Pattern[str]]):
    """Expressions by their names, each compiled when it is first asked for: all of them take a tenth of the start."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, name: str) -> re.Pattern[str]:
        """Compile it. Raises KeyError for a name that is not there."""
        pattern = self[name] = re.compile(self._texts[name])
        return pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """A language's cues: its own small words, and one expression per section.

    In the section `car`, `<car>` stands for any word for a car or mention of one, `<stop>` for words that end a noun.
    """

    words: frozenset[str]
    plain: frozenset[str]
    sections: Sections

    def find(self, section: str, text: str) -> re.Match[str] | None:
        """The first place in the folded text where a cue of this section stands."""
        return self.sections[section].search(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All word lists. Makes, models and cities are keyed by `fold_name`, colours by folded word (and `@` language).

    A make that is an everyday word too has a ^ before its key.
    """

    makes: dict[str, frozenset[str]]
    models: dict[str, frozenset[str]]
    model_words: frozenset[str]
    cities: dict[str, str]
    provinces: frozenset[str]
    colours: dict[str, str]
    near: dict[str, frozenset[str]]
    no_colours: re.Pattern[str]
    events: re.Pattern[str]
    event_words: frozenset[str]
    columns: dict[str, frozenset[str]]
    cues: dict[str, Cues]


def load() -> Lexicon:
    """Read every list. Raises ValueError for a line that can't be understood."""
    cities, provinces = _provinces()
    colours, near, no_colours = _colours()
    places = [fold(place) for line in _lines("events.txt") for place in line.split(",") if place.strip()]
    return Lexicon(
        makes=_makes(),
        models=_models(),
        model_words=frozenset(
            word for _, names in _pairs("models.txt") for name in names for word in fold(name).split()
        ),
        cities=cities,
        provinces=provinces,
        colours=colours,
        near=near,
        no_colours=no_colours,
        events=re.compile(
            r"\b(" + "|".join(re.escape(place.strip()) for place in sorted(places, key=len, reverse=True)) + r")\b"
        ),
        event_words=frozenset(word for place in places for word in re.findall(r"[a-z0-9]+", place)),
        columns={column: frozenset(fold_name(name) for name in names) for column, names in _pairs("columns.txt")},
        cues={language: _cues(language) for language in LANGUAGES},
    )


def _lines(name: str) -> Iterator[str]:
    for line in (_WORDS / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _pairs(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in _lines(name):
        head, colon, rest = line.partition(":")
        if not colon:
            raise ValueError(f"{name}: a line without a colon: {line}")
        yield head.strip(), [part.strip() for part in rest.split(",") if part.strip()]


def _makes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for make, aliases in _pairs("makes.txt"):
        for name in (make, *aliases):
            everyday = (
                "^" if name.startswith("^") or (make.startswith("^") and fold_name(name) == fold_name(make)) else ""
            )
            found[everyday + fold_name(name)].add(fold_name(make))
    return {name: frozenset(makes) for name, makes in found.items()}


def _models() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for make, models in _pairs("models.txt"):
        for model in models:
            found[fold_name(model)].add(fold_name(make))
    return {name: frozenset(makes) for name, makes in found.items()}


def _provinces() -> tuple[dict[str, str], frozenset[str]]:
    cities: dict[str, str] = {}
    for code, names in _pairs("provinces.txt"):
        for name in names:
            cities.setdefault(fold_name(name), code)
    return cities, frozenset(code for code, _ in _pairs("provinces.txt"))


def _colours() -> tuple[dict[str, str], dict[str, frozenset[str]], re.Pattern[str]]:
    words: dict[str, str] = {}
    near: dict[str, set[str]] = defaultdict(set)
    phrases: list[str] = []
    for head, names in _pairs("colours.txt"):
        if head == "near":
            one, other = names
            near[one].add(other)
            near[other].add(one)
        elif head == "not a colour":
            phrases = [re.escape(fold(name)) for name in names]
        else:
            for name in names:
                word, _, language = name.partition("@")
                words[fold(word) + (f"@{language}" if language else "")] = head
    closest = {colour: frozenset(others) for colour, others in near.items()}
    return words, closest, re.compile(r"\b(" + "|".join(phrases) + r")\b")


def _cues(language: str) -> Cues:
    sections: dict[str, list[str]] = defaultdict(list)
    section = ""
    for line in _lines(f"cues-{language}.txt"):
        if re.fullmatch(r"\[[a-z]+\]", line):
            section = line[1:-1]
        else:
            sections[section].append(line)
    words = frozenset(" ".join(sections.pop("language")).split())
    plain = frozenset(" ".join(sections.pop("plain")).split())
    stop = "|".join(sections.pop("stop"))
    car = "|".join(
        ["@make", "@model", "@colour", _NUMBERED, "@plate", *(rf"(?:{line})\b" for line in sections["carnoun"])]
    )
    sections["car"] = [line.replace("<car>", car).replace("<stop>", stop) for line in sections["car"]]
    wordy = {"carnoun", "othernoun"}
    return Cues(
        words=words,
        plain=plain,
        sections=Sections(
            {
                name: r"\b(?:" + "|".join(lines) + r")\b"
                if name in wordy
                else "|".join(f"(?:{line})" for line in lines)
                for name, lines in sections.items()
            }
        ),
    )


LEXICON: Final = load()
"""The lists as they are shipped."""
