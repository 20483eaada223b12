"""Run the tests against private servers of their own, which are started for it and stopped after it."""

import asyncio
import fcntl
import importlib.util
from pathlib import Path

from dev import packages, running, stack
from dev.commands.up import WAVES
from dev.instance import Instance
from dev.servers import postgres, rabbitmq
from dev.supervisor import Supervisor
from dev.surroundings import PYTHON, ROOT, asked_all, inherited, program
from dev.terminal import step
from dev.trouble import Trouble


def run(arguments: list[str]) -> int:
    """Run pytest with these arguments; returns its exit code."""
    packages.ensure(packages.SERVERS | packages.BROWSER)
    given = asked_all("PADDOCK_TEST_")
    if {"PADDOCK_TEST_DATABASE_URL", "PADDOCK_TEST_AMQP_URL", "PADDOCK_TEST_AMQP_ADMIN_URL"} <= given.keys():
        return asyncio.run(_pytest(arguments, given))
    instance = Instance.named("test")
    with (instance.folder / "test.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Trouble("The tests run already in this checkout.", "Wait for them, or use a second clone") from error
        running.end(instance)
        if stack.taken_port(instance):
            instance.forget_ports()
        return asyncio.run(_with_servers(instance, arguments))


async def _with_servers(instance: Instance, arguments: list[str]) -> int:
    async with Supervisor(instance, show=lambda _name, _line: None) as supervisor:
        with step("starting Postgres and RabbitMQ for the tests"):
            await supervisor.start(stack.servers(instance, durable=False))
        try:
            return await _pytest(
                arguments,
                {
                    "PADDOCK_TEST_DATABASE_URL": postgres.admin_url(instance),
                    "PADDOCK_TEST_AMQP_URL": rabbitmq.amqp_url(instance),
                    "PADDOCK_TEST_AMQP_ADMIN_URL": rabbitmq.admin_url(instance),
                },
            )
        finally:
            await supervisor.stop_in_order(WAVES)


async def _pytest(arguments: list[str], more: dict[str, str]) -> int:
    settings = {"PADDOCK_TEST_CHROMIUM": program("chromium") or "", "PADDOCK_TEST_AXE": _axe()} | more
    process = await asyncio.create_subprocess_exec(
        str(PYTHON), "-m", "pytest", *arguments, cwd=ROOT, env=inherited() | settings
    )
    try:
        return await process.wait()
    except asyncio.CancelledError:
        await process.wait()  # Ctrl-C reached pytest too: let it tidy up and say what it has seen
        raise


def _axe() -> str:
    found = importlib.util.find_spec("axe_playwright_python")
    return str(Path(found.origin).parent / "axe.min.js") if found and found.origin else ""
