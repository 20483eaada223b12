"""Each file is short, says on its first line which room it is, and lies in a room the plan knows."""

import ast
import re

from tests.house import tree

LONGEST = 250
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "data", "info"}
ROOMS = {"services", "shared", "dev", "tests", "bench", "deploy", "docs", ".ci", ".github"}


def test_no_python_file_outside_the_tests_is_longer_than_250_lines() -> None:
    lengths = {str(path): len(tree.text(path).splitlines()) for path in tree.python()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_every_module_opens_with_a_sentence_about_itself() -> None:
    silent = []
    for path in [*tree.python(), *tree.python(tests=True)]:
        doc = ast.get_docstring(tree.parsed(path)) or ""
        first = doc.split("\n\n")[0].replace("\n", " ").strip()
        if tree.text(path).strip() and not re.search(r"\w.*[.:!?]$", first):
            silent.append(str(path))
    assert silent == []


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    empty = [
        str(path) for path in tree.files(".py") if {part.removesuffix(".py") for part in path.parts} & BANNED_NAMES
    ]
    assert empty == []


def test_every_folder_at_the_top_is_a_room_of_the_plan() -> None:
    assert {path.parts[0] for path in tree.files() if len(path.parts) > 1} <= ROOMS


def test_every_ability_is_one_file_named_with_a_verb_and_its_object() -> None:
    actions = [path for path in tree.python() if path.parent.name == "actions" and path.name != "__init__.py"]
    assert actions
    assert [str(path) for path in actions if not re.fullmatch(r"[a-z]+(_[a-z]+)+\.py", path.name)] == []
