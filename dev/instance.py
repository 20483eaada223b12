"""One private installation under `.paddock/`: where it lives, its ports and its secrets, all chosen once and kept.

In: its name (`up` for `./paddock up`, `test` for `./paddock test`).
Out: folders, ports and secrets that the servers and services are started with.
"""

import json
import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from dev.surroundings import STATE

DEFAULT_PORTS: Final = {
    "edge": 8080,
    "inbox": 8025,
    "inbox_smtp": 8026,
    "demo": 8090,
    "comments": 8101,
    "notify": 8102,
    "notify_smtp": 8125,
    "images": 8103,
    "postgres": 8132,
    "amqp": 8172,
    "amqp_management": 8173,
    "amqp_distribution": 8174,
    "amqp_names": 8175,
}
"""What each door is called and the port it gets when nothing else has it."""

_SPREAD = range(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One private installation of this checkout."""

    name: str
    folder: Path

    @classmethod
    def named(cls, name: str) -> "Instance":
        """The installation of that name; its folder exists afterwards."""
        folder = STATE / name
        for part in (folder, folder / "log", folder / "run"):
            part.mkdir(parents=True, exist_ok=True)
        return cls(name=name, folder=folder)

    @property
    def mark(self) -> str:
        """Eight characters that tell this installation from every other on the machine."""
        return sha256(str(self.folder).encode()).hexdigest()[:8]

    def log(self, program: str) -> Path:
        """Where a program's output is kept."""
        return self.folder / "log" / f"{program}.log"

    def ports(self) -> dict[str, int]:
        """The ports of this installation: the defaults where they are free, chosen once and kept."""
        file = self.folder / "ports.json"
        kept: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        if missing := [name for name in DEFAULT_PORTS if name not in kept]:
            kept |= _choose(missing, taken=set(kept.values()))
            file.write_text(json.dumps(kept, indent=1) + "\n")
        return kept

    def forget_ports(self) -> None:
        """Let `ports` choose anew."""
        (self.folder / "ports.json").unlink(missing_ok=True)

    def secret(self, name: str, *, size: int = 32) -> str:
        """A secret of this installation, generated once: `size` random bytes in URL-safe letters."""
        file = self._secret_file(name)
        if not file.exists():
            self.keep_secret(name, secrets.token_urlsafe(size))
        return file.read_text()

    def known_secret(self, name: str) -> str:
        """A secret that was kept before, or nothing."""
        file = self._secret_file(name)
        return file.read_text() if file.exists() else ""

    def keep_secret(self, name: str, value: str) -> None:
        """Write a secret so that only its owner can read it."""
        file = self._secret_file(name)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(value)

    def _secret_file(self, name: str) -> Path:
        folder = self.folder / "secrets"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / name

    def wipe(self) -> None:
        """Remove everything that this installation keeps, also what lies outside the checkout."""
        home = self.folder / "home"
        if home.is_symlink():
            shutil.rmtree(home.resolve(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def is_free(port: int) -> bool:
    """Whether nothing listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _choose(names: list[str], *, taken: set[int]) -> dict[str, int]:
    """Ports for these doors: all of them shifted by the same hundreds, so that a person still recognises them."""
    for shift in _SPREAD:
        ports = {name: DEFAULT_PORTS[name] + 200 * shift for name in names}
        if all(port not in taken and is_free(port) for port in ports.values()):
            return ports
    return {name: _any_free(taken) for name in names}


def free_port() -> int:
    """A loopback port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _any_free(taken: set[int]) -> int:
    while True:
        port = free_port()
        if port not in taken:
            taken.add(port)
            return port
