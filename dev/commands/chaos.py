"""Attack the real stack under load and count: `./paddock chaos --help`."""

import subprocess

from dev import packages
from dev.surroundings import PYTHON, ROOT


def run(arguments: list[str]) -> int:
    """Run it; exit code 0 when every promise was kept."""
    packages.ensure(packages.SERVERS)
    return subprocess.run([str(PYTHON), "-m", "dev.chaos", *arguments], cwd=ROOT, check=False).returncode
