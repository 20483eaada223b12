"""Docker compose, called for the installation that `./paddock init` prepared in this folder."""

import shutil
import subprocess

from dev.surroundings import ROOT, environment
from dev.trouble import Trouble


def run(arguments: list[str]) -> int:
    """`./paddock compose …` is `docker compose …` in this folder; returns its exit code."""
    return compose(*arguments)


def is_compose() -> bool:
    """Whether this folder holds an installation by compose."""
    return (ROOT / "secrets").is_dir() and (ROOT / ".env").is_file()


def compose(*words: str, stdin: int | None = None, stdout: int | None = None) -> int:
    """Call it and pass its output on. Raises Trouble when there is no docker."""
    if shutil.which("docker") is None:
        raise Trouble(
            "docker was not found.", "install an engine (20.10 or newer) and its compose plugin (2.24 or newer)"
        )
    command = ["docker", "compose", *words]
    return subprocess.run(command, cwd=ROOT, env=environment(), stdin=stdin, stdout=stdout, check=False).returncode
