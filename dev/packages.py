"""Debian packages that are missing, installed once, without letting Debian start its own copies of the servers.

In: the kinds of work to be done (`SERVERS`, `BROWSER`). Out: the programs are there, or Trouble says what to install.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dev.surroundings import PYTHON, ROOT, STATE, inherited, program, we_are_root
from dev.terminal import step
from dev.trouble import Trouble

SERVERS: Final = {
    "postgresql": ("postgres", "/usr/lib/postgresql/*/bin"),
    "rabbitmq-server": ("rabbitmq-server", "/usr/lib/rabbitmq/bin"),
    "nginx": ("nginx", "/usr/sbin"),
}
"""Package → a program that shows it is there, and where Debian keeps it."""

BROWSER: Final = {
    "chromium": ("chromium", "/usr/bin"),
    "fonts-dejavu-core": ("DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu"),
    "fonts-noto-color-emoji": ("NotoColorEmoji.ttf", "/usr/share/fonts/truetype/noto"),
}

_POLICY = Path("/usr/sbin/policy-rc.d")
_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
_OURS = "# written by Paddock while it installs packages\n"
_UNITS = {"postgresql": "postgresql", "rabbitmq-server": "rabbitmq-server", "nginx": "nginx"}


def missing(wanted: dict[str, tuple[str, str]]) -> list[str]:
    """The packages of `wanted` whose program is nowhere to be found."""
    return [package for package, (name, place) in wanted.items() if not _found(name, place)]


def ensure(wanted: dict[str, tuple[str, str]]) -> None:
    """Install what is missing, as root or through sudo; raises Trouble where that can't be done."""
    packages = missing(wanted)
    if not packages:
        return
    names = ", ".join(packages)
    by_hand = f"as root: apt-get install --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise Trouble(
            f"{names}: not found, and this machine has no apt-get.", f"Install them and put them on PATH ({by_hand})."
        )
    command = [str(PYTHON), "-m", "dev.packages", *packages]
    if not we_are_root():
        if not shutil.which("sudo"):
            raise Trouble(f"{names}: not installed, and there is neither root nor sudo.", by_hand)
        command = ["sudo", *([] if sys.stdin.isatty() else ["-n"]), *command]
    log = STATE / "packages.log"
    log.parent.mkdir(exist_ok=True)
    with step(f"installing {names} (once)"), log.open("wb") as out:
        code = subprocess.run(
            command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, env=inherited(), check=False
        ).returncode
    if code or missing(wanted):
        last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["no output"]
        raise Trouble(
            f"Could not install {names}: {last[0]}",
            f"Is there a network? Else {by_hand} (whole output: {log.relative_to(ROOT)})",
        )


def install(packages: list[str]) -> int:
    """Install them now (as root); Debian's own services are neither made nor started. Returns apt's exit code."""
    with _no_services_started(), _no_cluster_made():
        code = _apt_install(packages) if _has_lists() else 100
        if code:
            code = _apt("update", "-q") or _apt_install(packages)
    if Path("/run/systemd/system").exists():
        units = [_UNITS[package] for package in packages if package in _UNITS]
        subprocess.run(["systemctl", "disable", "--quiet", *units], check=False)
    return code


def _found(name: str, place: str) -> bool:
    return program(name) is not None or any(Path("/").glob(f"{place.lstrip('/')}/{name}"))


def _has_lists() -> bool:
    return any(Path("/var/lib/apt/lists").glob("*_Packages*"))


def _apt_install(packages: list[str]) -> int:
    keep = "Dpkg::Options::=--force-confold"
    return _apt("install", "-qy", "--no-install-recommends", "-o", keep, *packages)


def _apt(*arguments: str) -> int:
    env = inherited() | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], env=env, stdin=subprocess.DEVNULL, check=False).returncode


@contextlib.contextmanager
def _no_services_started() -> Iterator[None]:
    """Debian's switch for "install but don't start"; one that is there already is its owner's and stays as it is."""
    if _POLICY.exists() and _OURS not in _POLICY.read_text(errors="replace"):
        yield
        return
    _POLICY.write_text(f"#!/bin/sh\n{_OURS}exit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)


@contextlib.contextmanager
def _no_cluster_made() -> Iterator[None]:
    """Keep postgresql-common from making a cluster; its settings are as before afterwards."""
    before = _CLUSTER.read_text() if _CLUSTER.exists() else None
    _CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    _CLUSTER.write_text(f"{before or ''}\n{_OURS}create_main_cluster = false\n")
    try:
        yield
    finally:
        # what the package would have put there, had ours not been in the way
        packaged = [_CLUSTER.with_name(f"{_CLUSTER.name}.{tail}") for tail in ("ucf-dist", "dpkg-dist")]
        _CLUSTER.unlink(missing_ok=True)
        if before is not None:
            _CLUSTER.write_text(before)
        elif left := [file for file in packaged if file.exists()]:
            left[0].replace(_CLUSTER)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(install(sys.argv[1:]))
