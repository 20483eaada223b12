"""The widget weighs what was promised, is built from its sources, and speaks four languages completely."""

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from services.comments.problems import PROBLEMS

WIDGET = Path(__file__).parents[2] / "services" / "comments" / "web" / "widget"
LANGUAGES = ("en", "it", "de", "fr")
PARTS = ("comments", "extras", "gallery")


def built(name: str) -> Path:
    """The built file of a part."""
    [file] = (WIDGET / "dist" / "widget").glob(f"{name}-*.js") if name != "paddock" else [WIDGET / "dist/paddock.js"]
    return file


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        pytest.param("paddock", 1024, id="before-a-reader-opens-anything"),
        pytest.param("comments", 8192, id="on-opening-a-thread-with-styles-and-english"),
        pytest.param("gallery", 5120, id="on-opening-a-picture"),
        pytest.param("extras", 3584, id="beside-these-on-first-change-report-attachment-or-preview"),
    ],
)
def test_a_part_is_within_its_budget(name: str, limit: int) -> None:
    assert len(gzip.compress(built(name).read_bytes(), 9)) <= limit


def test_what_is_served_was_built_from_the_sources() -> None:
    manifest = json.loads((WIDGET / "dist/manifest.json").read_text())
    source = WIDGET / "source"
    now = {
        str(file.relative_to(source)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in source.rglob("*")
        if file.is_file()
    }
    assert manifest["sources"] == now, "run build.mjs: source/ has changed since dist/ was built"
    files = {str(file.relative_to(WIDGET / "dist")) for file in (WIDGET / "dist").rglob("*") if file.is_file()}
    assert files - {"manifest.json"} == set(manifest["outputs"])


def test_no_part_has_a_place_where_text_could_become_html() -> None:
    sinks = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc")
    assert [file.name for file in (WIDGET / "source").glob("*.js") if sinks.search(file.read_text())] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_is_there_in_every_language(part: str) -> None:
    words = {language: sentences(part, language) for language in LANGUAGES}
    for language in LANGUAGES:
        assert list(words[language]) == list(words["en"]), language
        for key, said in words[language].items():
            for form in said.values() if isinstance(said, dict) else [said]:
                assert form.strip()
            assert holes(said) == holes(words["en"][key]), (language, key)
            assert isinstance(said, dict) == isinstance(words["en"][key], dict)
            assert not isinstance(said, dict) or set(said) == {"one", "other"}


def test_what_services_refuse_with_has_its_words_in_every_other_language() -> None:
    first, *others = (sentences("problems", language) for language in LANGUAGES[1:])
    assert all(list(words) == list(first) for words in others)
    codes = {key for key in first if not key.startswith("/") and not key.isdigit()}
    assert codes - {"error", "unreadable"} <= set(PROBLEMS), "the last is what images says of a damaged file"


def test_no_sentence_is_without_a_use() -> None:
    source = "".join(file.read_text() for file in (WIDGET / "source").glob("*.js"))
    kinds = {"archive", "expert", "staff", "member", "pinned", "picked", "oldest", "newest", "pick"}
    for part in PARTS:
        unused = [key for key in sentences(part, "en") if f'"{key}"' not in source and key not in kinds]
        assert unused == [], part


def sentences(part: str, language: str) -> dict[str, Any]:
    """A part's words."""
    found: dict[str, Any] = json.loads((WIDGET / "source/messages" / part / f"{language}.json").read_text())
    return found


def holes(said: Any) -> set[str]:
    """The names that a sentence leaves open."""
    return set(re.findall(r"\{(\w+)\}", json.dumps(said)))
