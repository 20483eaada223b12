"""The sentences of one language, with their gaps filled in.

In: `words/<language>.toml`. Out: text; a sentence that a language lacks is taken from English.
"""

import tomllib
from functools import cache
from pathlib import Path

from services.notify.domain import spoken

FOLDER = Path(__file__).parent / "words"


class Words:
    """Sentences by `section.name`, or by `name` for those that all mails share."""

    def __init__(self, language: str, sentences: dict[str, str], fallback: "Words | None" = None) -> None:
        self.language = language
        self._sentences = sentences
        self._fallback = fallback

    def __call__(self, key: str, **values: object) -> str:
        """The sentence with its {gaps} filled. Raises KeyError for a sentence that no language has."""
        if key not in self._sentences and self._fallback is not None:
            return self._fallback(key, **values)
        text = self._sentences[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def __contains__(self, key: str) -> bool:
        return key in self._sentences or (self._fallback is not None and key in self._fallback)

    def keys(self) -> frozenset[str]:
        """The names of all sentences of this language itself."""
        return frozenset(self._sentences)


@cache
def words(language: str) -> Words:
    """The sentences of the nearest language that we speak."""
    name = spoken(language)
    sentences: dict[str, str] = {}
    for key, value in tomllib.loads((FOLDER / f"{name}.toml").read_text()).items():
        if isinstance(value, dict):
            sentences |= {f"{key}.{inner}": text for inner, text in value.items()}
        else:
            sentences[key] = value
    return Words(name, sentences, None if name == "en" else words("en"))
