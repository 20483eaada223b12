"""Docker compose, called for the installation that `./paddock init` prepared in this folder."""

import shutil
import subprocess

from dev.surroundings import ROOT, environment
from dev.trouble import Trouble


def run(arguments: list[str]) -> int:
    """`./paddock compose …` is `docker compose …` in this folder; returns its exit code."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(f"usage: ./paddock compose [docker compose's arguments]\n\n{__doc__}")
        return 0
    return compose(*arguments)


def is_compose() -> bool:
    """Whether this folder holds an installation by compose."""
    return (ROOT / "secrets").is_dir() and (ROOT / ".env").is_file()


def compose(*words: str) -> int:
    """Call it and pass its output on. Raises Trouble when there is no docker."""
    return subprocess.run(_command(words), cwd=ROOT, env=environment(), check=False).returncode


def listened(*words: str) -> tuple[int, list[str]]:
    """Call it: its exit code and the lines of its answer; what it says meanwhile goes on to the terminal."""
    done = subprocess.run(_command(words), cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def asked(*words: str) -> "subprocess.CompletedProcess[str]":
    """Call it and keep all that it says; code 127 when there is no docker: nothing can run then."""
    try:
        return subprocess.run(_command(words), cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    except Trouble as trouble:
        return subprocess.CompletedProcess(words, 127, "", str(trouble))


def _command(words: tuple[str, ...]) -> list[str]:
    if shutil.which("docker") is None:
        raise Trouble(
            "docker was not found.", "install an engine (20.10 or newer) and its compose plugin (2.24 or newer)"
        )
    return ["docker", "compose", *words]
