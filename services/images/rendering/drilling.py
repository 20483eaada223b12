"""Step: try to break out, open one file of each format, and say what happened. Run at start-up, never on a picture.

In: a locked process. Out: a `drill` product whose notes name each attempt and how it ended, and each format.

libvips takes the name of a loader that doesn't exist without a word, so what is blocked and what isn't is only known
by trying.
"""

import ctypes
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pyvips

from services.images.rendering.order import Product
from services.images.rendering.plate import Image, Plate

READ: dict[str, Callable[[Image], bytes]] = {
    "JPEG": lambda dot: dot.jpegsave_buffer(),
    "PNG": lambda dot: dot.pngsave_buffer(),
    "WebP": lambda dot: dot.webpsave_buffer(),
    "AVIF": lambda dot: dot.heifsave_buffer(compression="av1", effort=0),
    "GIF": lambda dot: dot.gifsave_buffer(),
}
"""What must be readable, each with a way to make one."""

BLOCKED: dict[str, Callable[[Image], bytes]] = {
    "SVG": lambda _: b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>',
    "TIFF": lambda dot: dot.tiffsave_buffer(),
    "PPM": lambda _: b"P6 1 1 255 abc",
}
"""What the library could read, and must not."""


def drill(plate: Plate) -> None:
    """Hand over, for each attempt, `refused` or `done`; for each format whether it `can be read`."""
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
    dot = pyvips.Image.black(8, 8, bands=3).copy(interpretation="srgb")
    for name, make in READ.items():
        notes[f"read {name}"] = "can be read" if _reads(make(dot)) else "missing"
    for name, make in BLOCKED.items():
        notes[f"decode {name}"] = "done" if _reads(make(dot)) else "refused"
    plate.deliver(Product(kind="drill", notes=notes), b"")


def _reads(content: bytes) -> bool:
    try:
        return float(pyvips.Image.new_from_source(pyvips.Source.new_from_memory(content), "").avg()) >= 0
    except pyvips.Error:
        return False


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _call(name: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
