"""Every sentence of the desk is there in every language, and no page has one that can't be translated."""

import ast
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from services.comments.actions.import_comments import Outcome
from services.comments.importing.spool import Remark
from services.comments.transfer_commands import line, summary
from shared.desk.static_files import script_words
from shared.desk.words import LANGUAGES, catalogues, nearest

ROOT = Path(__file__).parents[2]
FRAME = ROOT / "shared/desk"
ROOMS = {
    "frame": (FRAME / "templates", FRAME / "words", (FRAME, ROOT / "shared/staff.py", ROOT / "shared/web")),
    "comments": (
        ROOT / "services/comments/web/desk/templates",
        ROOT / "services/comments/web/desk/templates/words",
        (ROOT / "services/comments/web/desk",),
    ),
    "notify": (
        ROOT / "services/notify/routes/templates",
        ROOT / "services/notify/routes/templates/words",
        (ROOT / "services/notify/routes", ROOT / "services/notify/actions", ROOT / "services/notify/mailer/plan.py"),
    ),
    "images": (
        ROOT / "services/images/routes/templates",
        ROOT / "services/images/routes/templates/words",
        (ROOT / "services/images/routes/desk.py",),
    ),
}
OTHERS = [language for language in LANGUAGES if language != "en"]
SPOKEN = ("aria-label", "placeholder", "title", "alt", "data-ask")
NAMES = {"English", "Italiano", "Deutsch", "Français", "HS256", "EdDSA", "Mille Miglia 2012", "000 000", "spam"}
"""Names and samples, the same in every language."""

REFUSALS = {
    "Invalid",
    "NotFound",
    "Conflict",
    "Forbidden",
    "Gone",
    "Unavailable",
    "TooLarge",
    "Malformed",
    "Unauthorised",
    "FileError",
}
DESK = (
    "decid",
    "correct",
    "mark",
    "answer",
    "change",
    "close",
    "merge",
    "set_standing",
    "list_queue",
    "complete",
    "keep",
)
REFUSING = {
    "frame": ("shared/desk/*.py",),
    "comments": (
        "services/comments/web/desk/*.py",
        *(f"services/comments/actions/{name}*.py" for name in DESK),
        "services/comments/screening/length.py",
        "services/comments/imports.py",
        "services/comments/importing/*.py",
    ),
    "notify": (
        *(f"services/notify/routes/{name}.py" for name in ("questions", "archive", "deliveries")),
        *(
            f"services/notify/actions/{name}.py"
            for name in ("accept_answer", "close_question", "correct_answer", "settle_proposal", "take_expert_reply")
        ),
        *(f"services/notify/actions/{name}.py" for name in ("edit_archive_entry", "explain_delivery", "send_again")),
    ),
    "images": (
        "services/images/routes/desk.py",
        *(
            f"services/images/actions/{name}.py"
            for name in ("arrange_gallery", "caption_gallery", "describe_picture", "withdraw_picture", "import_gallery")
        ),
        "services/images/actions/resume_upload.py",
        "services/images/staging.py",
        "services/images/routes/incoming.py",
        "services/images/routes/gatekeeping.py",
        "services/images/rendering/probing.py",
        "services/images/rendering/sniffing.py",
    ),
}
"""Room → the modules whose refusals its pages show."""

Sentences = dict[str, str | list[str]]


@cache
def catalogue(room: str, language: str) -> Sentences:
    """One file, without its tables."""
    read = tomllib.loads((ROOMS[room][1] / f"{language}.toml").read_text())
    found: Sentences = {}
    for key, value in read.items():
        found |= value if isinstance(value, dict) else {key: value}
    return found


def answers(room: str) -> set[str]:
    """What actions say, known by its pattern and used nowhere by name."""
    return set(tomllib.loads((ROOMS[room][1] / "de.toml").read_text()).get("answers", {}))


def gaps(text: str | list[str]) -> set[str]:
    """The names of the gaps in a sentence, whichever of its forms has them."""
    whole = " ".join(text) if isinstance(text, list) else text
    return {name for _, name, _, _ in string.Formatter().parse(whole) if name}


def used(room: str) -> set[str]:
    """The keys in a room's templates, code and script."""
    folder, _, code = ROOMS[room]
    found = set(script_words()) if room == "frame" else set()
    for path in folder.rglob("*.html"):
        tree = jinja2.Environment(autoescape=True).parse(path.read_text())
        found |= {
            word for call in tree.find_all(nodes.Call) if _named(call.node) == "t" for word in _consts(call.args[:1])
        }
    for path in (file for part in code for file in ([part] if part.is_file() else sorted(part.rglob("*.py")))):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _called(node) in {"t", "later"} and node.args:
                found |= {
                    one.value
                    for one in ast.walk(node.args[0])
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value
                }
    return found


def _named(node: nodes.Node) -> str:
    return node.name if isinstance(node, nodes.Name) else ""


def _consts(arguments: list[nodes.Expr]) -> Iterator[str]:
    for argument in arguments:
        for node in [argument, *argument.find_all(nodes.Const)]:
            if isinstance(node, nodes.Const) and isinstance(node.value, str):
                yield node.value


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Call):
        return "t" if _called(node.func) == "words_of" else ""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_a_room_is_there_in_every_language(room: str, language: str) -> None:
    here = catalogue(room, language)
    elsewhere = catalogue("frame", language) if room != "frame" else {}
    assert sorted(used(room) - set(here) - set(elsewhere)) == []
    assert sorted(set(here) - used(room) - answers(room)) == [], "nobody says these any more"
    assert sorted(set(here) & set(elsewhere)) == [], "the frame has these already"


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_gaps_and_forms_of_its_sentence(room: str, language: str) -> None:
    plural = catalogue(room, "en")
    for key, text in catalogue(room, language).items():
        assert gaps(text) == gaps(key), key
        assert isinstance(text, list) == (key in plural), f"{key}: English has {plural.get(key)}"
        assert all(one.strip() for one in ([text] if isinstance(text, str) else text)), key
    for key, text in plural.items():
        assert isinstance(text, list), f"{key}: English needs no translation"
        assert key in used(room), key


class Spoken(HTMLParser):
    """Collects what a template says by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"pre", "code", "script"}
        self.found += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"pre", "code", "script"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


@pytest.mark.parametrize(
    "path",
    [path for folder, _, _ in ROOMS.values() for path in sorted(folder.rglob("*.html"))],
    ids=lambda path: path.name,
)
def test_a_template_says_nothing_that_is_not_translated(path: Path) -> None:
    source = path.read_text()
    reader = Spoken()
    reader.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "·", source, flags=re.DOTALL))
    said = [
        text.strip(" \n·")
        for text in reader.found
        if re.search(r"[A-Za-z]{2}", text) and "://" not in text and '="' not in text
    ]
    tree = jinja2.Environment(autoescape=True).parse(source)
    spared: set[int] = set()
    for call in tree.find_all(nodes.Call):
        arguments = call.args if _named(call.node) == "t" else []
        kinds = [one.value for one in call.kwargs if one.key in {"kind", "autocomplete"}]
        spared |= {id(one) for part in [*arguments, *kinds] for one in [part, *part.find_all(nodes.Const)]}
    for const in tree.find_all(nodes.Const):
        text = const.value
        if (
            isinstance(text, str)
            and text[:1] != "<"
            and id(const) not in spared
            and re.search(r"[a-z] [a-z]|^[A-Z][a-z]", text)
        ):
            said.append(text)
    assert [text for text in said if text not in NAMES and text != "Paddock"] == []


def test_the_language_is_the_one_that_the_browser_likes_best_of_ours() -> None:
    assert nearest("de-AT,de;q=0.9,en;q=0.8") == "de"
    assert nearest("ja,fr-CH;q=0.4,it;q=0.7") == "it"
    assert nearest("fr;q=0, it;q=0.1") == "it"
    assert nearest("") == nearest("xx") == "en"


def test_numbers_forms_and_markup_follow_the_language() -> None:
    words = catalogues(FRAME / "words", ROOMS["comments"][1])
    assert [words[one].number(12_400) for one in LANGUAGES] == ["12,400", "12.400", "12.400", "12\u202f400"]
    assert words["fr"]("{count} comments", count=0) == "0 commentaire"
    assert words["de"]("{count} comments", count=1) == "1 Kommentar"
    assert words["en"]("{count} comments", count=0) == "0 comments"
    assert words["de"].said("a site needs an owner: make somebody else one first").startswith("Eine Seite")
    assert "10:32" in words["it"].said("Anna approved this comment at 10:32")
    assert words["en"].said("anything at all") == "anything at all"


def said_by(path: Path) -> Iterator[str]:
    """What a module refuses with: the words of its errors and of their fields, each gap filled with a 7."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        details = [one.value for one in node.keywords if one.arg == "detail"] if _called(node) == "Field" else []
        details += [one.value for one in node.keywords if one.arg == "reason"] if _called(node) == "Skipped" else []
        for given in [
            *details,
            *(node.args[:1] if _called(node) in REFUSALS else []),
            *(node.args[1:2] if _called(node) == "Refused" else []),
        ]:
            if isinstance(given, ast.JoinedStr):
                parts = [one.value if isinstance(one, ast.Constant) else "7" for one in given.values]
                yield "".join(str(part) for part in parts)
            elif isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value


@pytest.mark.parametrize(("room", "parts"), REFUSING.items())
def test_what_is_refused_at_the_desk_is_said_in_every_language(room: str, parts: tuple[str, ...]) -> None:
    files = [file for part in parts for file in sorted(ROOT.glob(part))]
    assert files
    for language in OTHERS:
        words = catalogues(FRAME / "words", ROOMS[room][1])[language]
        unsaid = {
            text for file in files for text in said_by(file) if words.said(text) == text and re.search("[a-z]{2}", text)
        }
        assert sorted(unsaid - NAMES) == [], language


@pytest.mark.parametrize("language", OTHERS)
def test_an_import_reports_in_the_language_of_the_desk(language: str) -> None:
    words = catalogues(FRAME / "words", ROOMS["comments"][1])[language]
    outcome = Outcome(rows=9, added=4, known=2, skipped=2, changed=1, pages=3, resumed=True, dry_run=True)
    reasons = Counter({"spam": 1, "its page is not on this site: https://elsewhere.example/": 1})
    remarks = [
        Remark(id="", page="", words="line 3 is not what its format says: Expected `str`", left_out=True),
        Remark(
            id="7",
            page="https://a.example/b",
            words="the comment it answers was left out: it stands at the top",
            left_out=False,
        ),
    ]
    lines = [one.strip() for one in (*summary(outcome, reasons), *(line(remark) for remark in remarks))]
    progress = ["Reading: 3 % of the file, 12 rows", "Writing: 3 of 12 rows, 2 pages", "Done: 12 of 12 rows, 2 pages"]
    english = re.compile(r"\b(the|its|rows|left|read|stands|this|there)\b")
    said = [words.said(one) for one in (*lines, *progress)]
    assert [one for one in said if english.search(one)] == []
