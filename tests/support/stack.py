"""Starts real service processes against a session's servers, and ends, kills or pauses them.

In: `Servers` and settings. Out: processes with their addresses; each one's log is kept for the message of a failure.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.support.servers import Servers
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]


def port() -> int:
    """A TCP port of 127.0.0.1 that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Process:
    """One running program."""

    name: str
    argv: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    ready_url: str = ""
    process: asyncio.subprocess.Process | None = None

    async def start(self, *, seconds: float = 30) -> None:
        """Start it and wait until it is ready. Raises AssertionError with its log when it isn't."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.argv, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        if self.ready_url:
            await self.ready(seconds=seconds)

    async def ready(self, *, seconds: float = 30) -> None:
        """Wait until its ready address answers 200."""

        async def probe() -> bool:
            if self.process is not None and self.process.returncode is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}:\n{self.tail()}")
            try:
                async with aiohttp.ClientSession() as session, session.get(self.ready_url) as response:
                    return response.status == 200
            except (aiohttp.ClientError, OSError):
                return False

        try:
            await until(probe, seconds=seconds, what=f"{self.name} to be ready")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.tail()}") from error

    async def end(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 20) -> int:
        """Send the signal and wait for the end; the exit code. A process that doesn't end is killed."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(number)
            try:
                async with asyncio.timeout(seconds):
                    await self.process.wait()
            except TimeoutError:
                self.process.kill()
                await self.process.wait()
        code = self.process.returncode
        self.process = None
        return code if code is not None else 0

    async def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        await self.end(signal.SIGKILL)

    def pause(self) -> None:
        """SIGSTOP."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)

    def tail(self, lines: int = 30) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


@dataclass(slots=True)
class Stack:
    """Service processes on free ports, each as its own database role."""

    servers: Servers
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    def add(self, service: str, *, name: str = "", settings: Mapping[str, str] | None = None) -> Process:
        """Prepare a process of this service (not started yet); `name` when there are several."""
        name = name or service
        self.ports[name] = port()
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("PADDOCK_") or "_TEST_" in key
        }
        environment |= {
            "PADDOCK_DATABASE_URL": self.servers.database_url(service),
            "PADDOCK_AMQP_URL": self.servers.amqp_url,
            "PADDOCK_PORT": str(self.ports[name]),
            "PADDOCK_STAFF_KEY": "staff-key-of-a-test",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
            **(settings or {}),
        }
        process = Process(
            name=name,
            argv=(sys.executable, "-m", f"services.{service}", "serve"),
            environment=environment,
            log=self.folder / f"{name}.log",
            ready_url=f"{self.url(name)}/health/ready",
        )
        self.processes[name] = process
        return process

    def url(self, name: str) -> str:
        """The address of a process."""
        return f"http://127.0.0.1:{self.ports[name]}"

    async def start(self) -> None:
        """Start all that were added, beside each other."""
        async with asyncio.TaskGroup() as group:
            for process in self.processes.values():
                group.create_task(process.start())

    async def end(self) -> None:
        """End all."""
        async with asyncio.TaskGroup() as group:
            for process in self.processes.values():
                group.create_task(process.end())
