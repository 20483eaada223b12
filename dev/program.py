"""What one supervised process is: its command, its account, and how to tell that it is ready."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM, Signals

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
