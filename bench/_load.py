"""Drives HTTP load with wrk (Debian's package) and reads what processes cost from /proc.

In: a URL, connections and seconds. Out: requests a second, latencies, and CPU seconds of named processes.
"""

import asyncio
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_UNIT = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One round: requests a second, answers in all, latencies in milliseconds, how many answers were no 2xx or 3xx."""

    rate: float
    answers: int
    p50: float
    p99: float
    refused: int


class NoLoadProgramError(Exception):
    """wrk is not installed."""


async def drive(
    url: str, *, connections: int, seconds: float, script: Path | None = None, headers: Iterable[str] = ()
) -> Load:
    """Load a URL. Raises NoLoadProgramError and RuntimeError when wrk fails."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoLoadProgramError("wrk is not installed: apt-get install wrk")
    command = [wrk, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "10s"]
    for header in headers:
        command += ["-H", header]
    if script is not None:
        command += ["-s", str(script)]
    process = await asyncio.create_subprocess_exec(
        *command, url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said = (await process.communicate())[0].decode()
    if process.returncode:
        raise RuntimeError(said)
    refused = sum(int(count) for count in re.findall(r"Non-2xx or 3xx responses: (\d+)", said))
    for kinds in re.findall(r"Socket errors: (.*)", said):
        refused += sum(int(count) for count in re.findall(r"\d+", kinds))
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        answers=int(_found(r"(\d+) requests in", said)),
        p50=_milliseconds(_found(r"50%\s+(\S+)", said)),
        p99=_milliseconds(_found(r"99%\s+(\S+)", said)),
        refused=refused,
    )


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes so far, their dead children's included."""
    ticks = 0
    for pid in pids:
        with suppress(OSError, IndexError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / _TICK


def peak_memory(pids: Iterable[int]) -> int:
    """The highest resident memory these processes had, added up, in KiB."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            match = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
            total += int(match[1]) if match else 0
    return total


def named(name: str) -> list[int]:
    """Every process of this machine whose command is called so."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if (entry / "comm").read_text().strip() == name:
                    found.append(int(entry.name))
    return found


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"wrk said something else: {text[-500:]}")
    return match[1]


def _milliseconds(text: str) -> float:
    match = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    return float(match[1]) * _UNIT[match[2]] if match else 0.0
