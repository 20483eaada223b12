"""Formatting, lint, types, import contracts and the house rules; all are run, at once, also when one fails."""

import argparse
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from dev.surroundings import PYTHON, ROOT, inherited
from dev.terminal import coloured, paint

_TOOLS = PYTHON.parent
CHECKS: dict[str, list[object]] = {
    "format": [_TOOLS / "ruff", "format", "--check", "."],
    "lint": [_TOOLS / "ruff", "check", "."],
    "types": [_TOOLS / "mypy"],
    "imports": [_TOOLS / "lint-imports", "--no-cache"],
    "house": [PYTHON, "-m", "pytest", "-q", "tests/house"],
}


def run(arguments: list[str]) -> int:
    """Run the checks (or those named); exit code 0 when all are content, else 1."""
    parser = argparse.ArgumentParser(prog="./paddock check", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="|".join(CHECKS), help="only these")
    parser.add_argument("--fix", action="store_true", help="first let ruff format and mend what it can")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(CHECKS):
        parser.error(f"there is no check {', '.join(sorted(unknown))}")
    if options.fix:
        for fix in (["check", "--fix-only", "-q", "."], ["format", "-q", "."]):
            subprocess.run([_TOOLS / "ruff", *fix], cwd=ROOT, env=inherited(), check=False)
    failed = _failed(options.names or CHECKS)
    print(paint(f"✗ {', '.join(failed)}", "31") if failed else paint("✓ all checks", "32"))
    return 1 if failed else 0


def _failed(names: Iterable[str]) -> list[str]:
    """Run them side by side; each one's words are shown whole, in this order."""
    failed = []
    with ThreadPoolExecutor() as pool:
        running = {name: pool.submit(_said, CHECKS[name]) for name in names}
        for name, check in running.items():
            done = check.result()
            sys.stdout.write(done.stdout)
            sys.stdout.flush()
            if done.returncode:
                failed.append(name)
    return failed


def _said(command: Iterable[object]) -> subprocess.CompletedProcess[str]:
    settings = inherited() | ({"FORCE_COLOR": "1"} if coloured() else {})
    words = [str(part) for part in command]
    return subprocess.run(
        words, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
