"""Which processes are ours: one small file each, so that nothing is left behind even when the supervisor was killed.

A process is known by its id and its start time: an id alone may belong to somebody else by now.
"""

import contextlib
import json
import os
import signal
import time
from pathlib import Path
from typing import Final

from dev.instance import Instance

_PATIENCE: Final = 15.0


def remember(instance: Instance, name: str, pid: int) -> None:
    """Note that this process is ours."""
    _file(instance, name).write_text(json.dumps({"pid": pid, "started": _start_time(pid)}))


def remember_self(instance: Instance) -> None:
    """Note that this very process supervises the others."""
    remember(instance, "supervisor", os.getpid())


def forget(instance: Instance, name: str) -> None:
    """It has ended."""
    _file(instance, name).unlink(missing_ok=True)


def alive(instance: Instance) -> dict[str, int]:
    """Name → process id of what is ours and runs."""
    found = {}
    for file in sorted((instance.folder / "run").glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError):
            note = json.loads(file.read_text())
            if note["started"] and note["started"] == _start_time(note["pid"]):
                found[file.stem] = note["pid"]
    return found


def end(instance: Instance, names: list[str] | None = None, *, patience: float = _PATIENCE) -> list[str]:
    """Stop what still runs (all of it but ourselves, or these); returns their names. What ignores SIGTERM is killed."""
    running = {name: pid for name, pid in alive(instance).items() if pid != os.getpid()}
    ours = {name: pid for name, pid in running.items() if names is None or name in names}
    for name, pid in ours.items():
        # Postgres takes SIGINT for "now", SIGTERM for "when every client has left"
        _signal(pid, signal.SIGINT if name == "postgres" else signal.SIGTERM)
    deadline = time.monotonic() + patience
    while set(alive(instance)) & set(ours) and time.monotonic() < deadline:
        time.sleep(0.1)  # noqa: TID251 - a plain program that waits for processes to end
    for name, pid in alive(instance).items():
        if name in ours:
            _signal(pid, signal.SIGKILL)
    for name in ours:
        forget(instance, name)
    return list(ours)


def _file(instance: Instance, name: str) -> Path:
    return instance.folder / "run" / f"{name}.json"


def _start_time(pid: int) -> str:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
