"""Run the tests against private servers of their own, which are started for it and stopped after it.

All of them together are shared out between workers, one for each processor; a part of them runs in one process.
"""

import asyncio
import fcntl
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

from dev import packages, running, stack
from dev.commands.up import WAVES
from dev.instance import Instance
from dev.servers import postgres, rabbitmq
from dev.supervisor import Supervisor
from dev.surroundings import PYTHON, ROOT, asked_all, inherited, program
from dev.terminal import step
from dev.trouble import Trouble

_ABOUT_REPORTS = ("-q", "-v", "--durations", "--failed-to", "--junit")
_MOST = 2
_SERVERS = {"PADDOCK_TEST_DATABASE_URL", "PADDOCK_TEST_AMQP_URL", "PADDOCK_TEST_AMQP_ADMIN_URL"}


def run(arguments: list[str]) -> int:
    """Run pytest with these arguments; returns its exit code."""
    if {"-h", "--help"} & set(arguments[:1]):
        print(f"usage: ./paddock test [pytest's arguments]\n\n{__doc__}\n\npytest --help: ./paddock test -- --help")
        return 0
    arguments = arguments[1:] if arguments[:1] == ["--"] else arguments
    packages.ensure(packages.SERVERS | packages.BROWSER)
    return with_servers(
        [str(PYTHON), "-m", "pytest", *_workers(arguments), *arguments], instance_name="test", durable=False
    )


def _workers(arguments: list[str]) -> list[str]:
    """Only for the whole suite: what chooses tests, or wants to see or stop one, has one process."""
    count = min(_MOST, len(os.sched_getaffinity(0)))
    whole = all(argument.startswith(_ABOUT_REPORTS) for argument in arguments)
    return ["-n", str(count)] if whole and count > 1 else []


def with_servers(command: Sequence[str], *, instance_name: str, durable: bool, needed: bool = True) -> int:
    """Run a command with `PADDOCK_TEST_…` naming servers: those the caller named, or private ones for this run."""
    if not needed or asked_all("PADDOCK_TEST_").keys() >= _SERVERS:
        return asyncio.run(_run(command, asked_all("PADDOCK_TEST_")))
    packages.ensure(packages.SERVERS)
    instance = Instance.named(instance_name)
    with (instance.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Trouble(
                f"./paddock {instance_name} runs already in this checkout.", "Wait for it, or use a second clone"
            ) from error
        running.end(instance)
        if stack.taken_port(instance):
            instance.forget_ports()
        return asyncio.run(_serve(instance, command, durable=durable))


async def _serve(instance: Instance, command: Sequence[str], *, durable: bool) -> int:
    async with Supervisor(instance, show=lambda _name, _line: None) as supervisor:
        with step("starting Postgres and RabbitMQ"):
            await supervisor.start(stack.servers(instance, durable=durable))
        try:
            return await _run(
                command,
                {
                    "PADDOCK_TEST_DATABASE_URL": postgres.admin_url(instance),
                    "PADDOCK_TEST_AMQP_URL": rabbitmq.amqp_url(instance),
                    "PADDOCK_TEST_AMQP_ADMIN_URL": rabbitmq.admin_url(instance),
                },
            )
        finally:
            await supervisor.stop_in_order(WAVES)


async def _run(command: Sequence[str], more: dict[str, str]) -> int:
    settings = {"PADDOCK_TEST_CHROMIUM": program("chromium") or "", "PADDOCK_TEST_AXE": _axe()} | more
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=inherited() | settings)
    try:
        return await process.wait()
    except asyncio.CancelledError:
        await process.wait()  # Ctrl-C reached it too: let it tidy up and say what it has seen
        raise


def _axe() -> str:
    found = importlib.util.find_spec("axe_playwright_python")
    return str(Path(found.origin).parent / "axe.min.js") if found and found.origin else ""
