"""What one supervised process is: its command, its account, and how to tell that it is ready."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM, Signals
from typing import IO

from dev.surroundings import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A process that the supervisor starts, watches, starts again when it dies, and stops."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]
    user: str | None = None
    folder: Path = ROOT
    stop: Signals = SIGTERM
    patience: float = 60.0
    """Seconds it may take until it is ready."""
    shown: bool = True
    """Whether its output goes to the terminal too, not only to its log."""
    address: str = ""
    """Where a person or a test reaches it."""


async def spawn(program: Program, *, stdout: int | IO[bytes], stderr: int | IO[bytes], limit: int = 1 << 16) -> Process:
    """Start it as its own account, in a session of its own, so that a signal reaches all that it starts."""
    return await asyncio.create_subprocess_exec(
        *program.command,
        env=dict(program.env),
        cwd=program.folder,
        user=program.user,
        group=program.user,
        extra_groups=None if program.user is None else [],
        stdin=asyncio.subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        limit=limit,
    )
