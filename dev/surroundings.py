"""The machine we stand on: the checkout, what may be inherited from the environment, and who we are.

In: the environment of the shell that called `./paddock`.
Out: paths and values; nothing else in dev/ reads the environment.
"""

import os
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
STATE: Final = ROOT / ".paddock"
PYTHON: Final = ROOT / ".venv" / "bin" / "python"


def inherited() -> dict[str, str]:
    """The caller's environment without Paddock's own settings, for a program we start."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PADDOCK_")}


def environment() -> dict[str, str]:
    """The caller's whole environment, for a program that is told by it (docker compose)."""
    return dict(os.environ)


def asked(name: str) -> str:
    """The value of a `PADDOCK_` variable that the caller set, or nothing."""
    return os.environ.get(name, "")


def asked_all(prefix: str) -> dict[str, str]:
    """Every variable the caller set whose name starts with `prefix`."""
    return {name: value for name, value in os.environ.items() if name.startswith(prefix)}


def we_are_root() -> bool:
    """Whether this process may do anything."""
    return os.geteuid() == 0


def colours_wanted() -> bool:
    """Whether a terminal's user has not asked for plain text (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def program(name: str, *also_in: str) -> str | None:
    """The path of a program, looked for on PATH and in the places where Debian keeps servers."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *also_in])
    return shutil.which(name, path=path)
