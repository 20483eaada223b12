"""The desk's sentences in a member's language. The English sentence is its own key, so pages stay readable.

In: `words/<language>.toml` of the frame and of a service's templates. Out: a `Words` per language, to be called as
`t("{count} comments", count=3)`. What stands after a bar tells two meanings apart: `Bin|place`, `Bin|act`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup, escape

LANGUAGES = {"en": "English", "it": "Italiano", "de": "Deutsch", "fr": "Français"}
"""The languages of the desk, each by its own name."""

SEPARATORS = {"en": ",", "it": ".", "de": ".", "fr": "\u202f"}
"""Language → what stands between thousands."""

ANSWERS = "answers"
"""The table of a catalogue for what actions say, whose gaps are found by pattern."""

_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
_GAP = re.compile(r"\{(\w+)\}")


def later(text: str) -> str:
    """The text as it is: it stands in a table, and is translated where it is shown."""
    return text


class Words:
    """The sentences of one language."""

    def __init__(self, language: str, sentences: Mapping[str, str | list[str]], answers: Iterable[str] = ()) -> None:
        self.language = language
        self.direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
        self._sentences = sentences
        self._patterns = [(_pattern(key), key) for key in answers if _GAP.search(key)]

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence with its gaps filled, as markup when one of the values is; `count` chooses the form."""
        text = self._sentences.get(key) or key.partition("|")[0]
        if isinstance(text, list):
            text = text[0 if self._is_one(values.get("count")) else 1]
        if not values:
            return text
        marked = any(hasattr(value, "__html__") for value in values.values())
        template = str(escape(text)) if marked else text

        def fill(gap: re.Match[str]) -> str:
            value = values.get(gap[1], gap[0])
            shown = self.number(value) if isinstance(value, int) else str(value)
            return str(escape(value)) if marked and not isinstance(value, int) else shown

        filled = _GAP.sub(fill, template)
        return Markup(filled) if marked else filled  # noqa: S704 - every part was escaped

    def said(self, message: str, otherwise: str = "") -> str:
        """What an action said in English, in this language.

        When nobody has translated it, `otherwise` in this language; without that, and in English, as it is.
        """
        found = self._sentences.get(message)
        if isinstance(found, str):
            return found
        for pattern, key in self._patterns:
            if match := pattern.fullmatch(message):
                return self(key, **{name: self.said(value) for name, value in match.groupdict().items()})
        return self.said(otherwise) if otherwise and self.language != "en" else message

    def number(self, number: int) -> str:
        """A number as people write it: 12,400."""
        return f"{number:,}".replace(",", SEPARATORS.get(self.language, ","))

    def _is_one(self, count: object) -> bool:
        return count == 1 or (count == 0 and self.language == "fr")


def catalogues(*folders: Path) -> dict[str, Words]:
    """Language → its words, from every folder that has a file for it."""
    return {language: _read(language, folders) for language in LANGUAGES}


def nearest(accepted: str) -> str:
    """The language that a browser likes best of ours, by its Accept-Language (RFC 9110, section 12.5.4)."""
    wishes = []
    for place, part in enumerate(accepted.split(",")):
        name, _, tail = part.strip().partition(";")
        weight = re.search(r"q\s*=\s*([01](?:\.\d{1,3})?)", tail)
        wishes.append((-(float(weight[1]) if weight else 1.0), place, name.partition("-")[0].lower()))
    return next((name for weight, _, name in sorted(wishes) if name in LANGUAGES and weight < 0), "en")


def _read(language: str, folders: Iterable[Path]) -> Words:
    sentences: dict[str, str | list[str]] = {}
    answers: list[str] = []
    for folder in folders:
        path = folder / f"{language}.toml"
        for key, value in (tomllib.loads(path.read_text()) if path.exists() else {}).items():
            if isinstance(value, dict):
                sentences |= value
                answers += value if key == ANSWERS else ()
            else:
                sentences[key] = value
    return Words(language, sentences, answers)


def _pattern(key: str) -> re.Pattern[str]:
    parts = _GAP.split(key)
    text = "".join(re.escape(part) if place % 2 == 0 else f"(?P<{part}>.+?)" for place, part in enumerate(parts))
    return re.compile(text, re.DOTALL)
