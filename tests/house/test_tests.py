"""The tests keep their own rules: sentences for names, nothing skipped, nothing faked, no waiting by time."""

import ast
import re

from tests.house import tree
from tests.support import lanes

SKIPS_ALLOWED = {"tests/compose/engine.py"}
"""The one place that may skip: where no container engine can be had."""
WAITING_ROOMS = ("tests/support/", "tests/chaos/", "tests/load/")


def test_every_tests_name_is_a_sentence() -> None:
    short = [
        f"{path}: {node.name}"
        for path in tree.python(tests=True)
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and node.name.count("_") < 2
    ]
    assert short == []


def test_nothing_is_skipped_or_expected_to_fail_or_left_for_later() -> None:
    words = re.compile(
        r"pytest\.skip|mark\.skip(if)?\b|mark\.xfail|pytest\.xfail|importorskip"
        r"|\bTOD[O]\b|\bFIXM[E]\b|raise NotImplementedErro[r]"
    )
    found = [
        f"{path}: {match[0]}"
        for path in tree.files()
        if path.suffix in {".py", ".js", ".mjs", ".sql", ".yml", ".sh"}
        and path.as_posix() not in SKIPS_ALLOWED
        and path.name != "test_tests.py"
        for match in words.finditer(tree.text(path))
    ]
    assert found == []


def test_nothing_is_mocked() -> None:
    fakes = {"unittest.mock", "mock", "pytest_mock", "responses", "aioresponses"}
    assert [str(path) for path in tree.files(".py") if tree.imports(path) & fakes] == []


def test_tests_wait_for_conditions_and_not_for_time() -> None:
    sleepy = []
    for path in tree.python(tests=True):
        if path.as_posix().startswith(WAITING_ROOMS):
            continue
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "asyncio.sleep",
                "time.sleep",
                "page.wait_for_timeout",
            }:
                seconds = node.args[0] if node.args else None
                if not (isinstance(seconds, ast.Constant) and seconds.value == 0):
                    sleepy.append(f"{path}:{node.lineno}")
    assert sleepy == []


def test_what_a_folder_of_tests_shares_ends_with_the_folder() -> None:
    """Pytest keeps a fixture of the scope "package" to the end of all tests where no `__init__.py` makes a package."""
    shared = re.compile(r'scope="package"|tests\.support\.(apart|browsers) import')
    folders = [path.parent for path in tree.files("conftest.py") if shared.search(tree.text(path))]
    assert [str(folder) for folder in folders if folder / "__init__.py" not in tree.files()] == []


def test_a_running_world_is_started_in_one_worker_alone() -> None:
    worlds = {path.parent.name for path in tree.files("conftest.py") if 'scope="package"' in tree.text(path)}
    assert worlds - set(lanes.WORLDS) == set()
