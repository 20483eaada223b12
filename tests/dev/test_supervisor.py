"""The supervisor: what dies is started again, what won't start is told, and nothing is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dev import instance as instances, running
from dev.instance import Instance, is_free
from dev.program import Program
from dev.supervisor import Supervisor
from dev.trouble import Trouble, first
from tests.support.stack import port
from tests.support.waiting import until

SERVER = """
import socket, sys, os
door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("open", os.getpid(), flush=True)
while True:
    door.accept()[0].close()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """An instance in a folder of this test."""
    monkeypatch.setattr(instances, "STATE", tmp_path)
    return Instance.named("up")


def server(listen: int, *, code: str = SERVER) -> Program:
    """A program that is ready when its port answers."""

    async def ready() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", listen)
        except OSError:
            return False
        writer.close()
        return True

    return Program(name="door", command=[sys.executable, "-c", code, str(listen)], env=dict(os.environ), ready=ready)


async def test_a_program_that_dies_is_started_again_and_the_person_is_told(place: Instance) -> None:
    listen, said = port(), list[str]()
    async with Supervisor(place, show=lambda name, line: said.append(f"{name}: {line}")) as supervisor:
        await supervisor.start([server(listen)])
        first_pid = running.alive(place)["door"]
        os.kill(first_pid, signal.SIGKILL)

        async def is_another() -> bool:
            return running.alive(place).get("door", first_pid) != first_pid and not is_free(listen)

        await until(is_another, seconds=10, what="the program to be started again")
    assert "door: ended; started again in 0.5 s" in said
    assert running.alive(place) == {}
    assert is_free(listen)


async def test_a_program_that_cannot_start_is_told_with_its_last_words(place: Instance) -> None:
    broken = server(port(), code="raise SystemExit('no such setting: COLOUR')")
    with pytest.raises(ExceptionGroup) as caught:
        async with Supervisor(place, show=lambda _name, _line: None) as supervisor:
            await supervisor.start([broken])
    trouble = first(caught.value)
    assert isinstance(trouble, Trouble)
    assert str(trouble).startswith("door does not start: no such setting: COLOUR")
    assert running.alive(place) == {}


async def test_a_program_that_ignores_a_polite_request_is_killed(
    place: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.supervisor.GRACE", 0.3)
    listen, said = port(), list[str]()
    deaf = server(listen, code=f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SERVER}")
    async with Supervisor(place, show=lambda _name, line: said.append(line)) as supervisor:
        await supervisor.start([deaf])
    assert said[-1] == "did not stop within 0 s: killed"
    assert running.alive(place) == {}


def test_what_a_killed_supervisor_left_behind_is_ended_and_strangers_are_not(place: Instance) -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        running.remember(place, "left", left.pid)
        running.remember(place, "reused", stranger.pid)
        note = place.folder / "run" / "reused.json"
        note.write_text(note.read_text().replace('"started": "', '"started": "1'))
        assert running.end(place) == ["left"]
        assert left.wait(timeout=5) == -signal.SIGTERM
        assert stranger.poll() is None
    finally:
        for process in (left, stranger):
            process.kill()
            process.wait()
