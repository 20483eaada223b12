"""Each test that the table of capabilities names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_capability_names_tests_that_exist() -> None:
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", (ROOT / "docs/capabilities.md").read_text()))
    there = {
        name
        for source in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_[a-z0-9_]+)\(", source.read_text())
    }
    assert named
    assert named - there == set()
