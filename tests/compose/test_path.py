"""The same end-to-end path as everywhere, in a real browser, through the edge of compose."""

import os
import subprocess
import sys

import pytest

from tests.compose.conftest import ROOT, Compose

pytestmark = [pytest.mark.compose, pytest.mark.browser]


def test_the_main_path_works_through_the_edge_of_compose(compose: Compose) -> None:
    where = {f"PADDOCK_E2E_{name}_URL": compose.url(name.lower()) for name in ("EDGE", "INBOX", "DEMO")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/e2e/test_main_path.py"],
        cwd=ROOT,
        env=os.environ | where,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-1000:]}"
