"""Step: try to break out, and say what happened. Run at start-up and by tests, never on a picture.

In: a locked process. Out: a `drill` product whose notes name each attempt and how it ended.
"""

import ctypes
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from services.images.rendering.order import Product
from services.images.rendering.plate import Plate


def drill(plate: Plate) -> None:
    """Hand over, for each attempt, `refused` or `done`."""
    attempts: dict[str, Callable[[], object]] = {
        "read a file": lambda: Path("/etc/passwd").read_bytes(),
        "write a file": lambda: Path("/tmp/paddock-drill").write_bytes(b"x"),  # noqa: S108
        "list a folder": lambda: list(Path("/").iterdir()),
        "open a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "make a pair of sockets": socket.socketpair,
        "fork": _fork,
        "run a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - it must not start
        "signal the parent": lambda: os.kill(os.getppid(), signal.SIGCONT),
        "trace a process": lambda: _call("ptrace", 0, 0, 0, 0),
    }
    notes = {}
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError:
            notes[name] = "refused"
        else:
            notes[name] = "done"
    plate.deliver(Product(kind="drill", notes=notes), b"")


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _call(name: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
