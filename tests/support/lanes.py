"""In which order the tests run, and which of them stay together, when pytest has several workers (`-n`).

In: pytest-xdist's hooks and the names of tests. Out: units of work, the longest first, each for one worker.
"""

from collections.abc import Sequence
from typing import Any

import pytest

WORLDS = ("compose", "chaos", "e2e", "widget", "abuse", "desk", "dev", "upgrade", "doctor")
"""Folders whose tests share something that takes seconds to start: each stays whole. The longest first."""
LONG = ("test_evaluation.py", "test_spans.py")
"""Files that nobody should begin last."""


def unit(name: str) -> str:
    """The unit of work that a test belongs to: its folder when that shares a world, else its file."""
    file = name.partition("::")[0]
    folder = file.split("/")[1]
    return folder if folder in WORLDS else file


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests as the workers are to take them."""
    return sorted(items, key=_rank)


def scheduler(config: pytest.Config, log: Any) -> Any:
    """Gives each worker a unit whenever it has done the one before."""
    from xdist.scheduler import LoadScopeScheduling
    from xdist.workermanage import NodeManager

    NodeManager.EXIT_TIMEOUT = 20  # who interrupts the run lets each worker end its world
    config.option.loadscopereorder = False
    made = LoadScopeScheduling(config, log)
    made._split_scope = unit
    return made


def _rank(item: pytest.Item) -> int:
    found = unit(item.nodeid)
    if found in WORLDS:
        return WORLDS.index(found)
    return len(WORLDS) + (not found.endswith(LONG))
