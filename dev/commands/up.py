"""Start everything, show where it is, follow the logs; Ctrl-C stops all of it cleanly."""

import argparse
import asyncio
import fcntl
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dev import packages, running, stack
from dev.commands.status import describe_port
from dev.instance import Instance
from dev.readable import readable
from dev.supervisor import Supervisor
from dev.surroundings import PYTHON, ROOT
from dev.terminal import paint, step, tell
from dev.trouble import Trouble

WAVES = (("demo", "edge"), ("comments", "notify", "images"), ("inbox", "rabbitmq", "postgres"), ("epmd",))
"""In which order programs stop: the doors first, the servers last."""
ROUTINE = ('"event": "event_taken"',)
"""Lines that stay in the logs: each event is taken in by several services."""


def run(arguments: list[str]) -> int:
    """Run until Ctrl-C; with --detach return when everything is ready and leave it running."""
    parser = argparse.ArgumentParser(prog="./paddock up", description=__doc__)
    parser.add_argument("--detach", action="store_true", help="return when all is ready; ./paddock down stops it")
    parser.add_argument("--new-ports", action="store_true", help="choose free ports again")
    parser.add_argument("--quiet", action="store_true", help="do not follow the logs")
    options = parser.parse_args(arguments)
    instance = Instance.named("up")
    packages.ensure(packages.SERVERS)
    if options.detach:
        return _detached(instance, ["--new-ports"] if options.new_ports else [])
    with _alone(instance):
        running.end(instance)  # what a killed supervisor left behind
        if options.new_ports:
            instance.forget_ports()
        _refuse_taken_port(instance)
        try:
            asyncio.run(_up(instance, quiet=options.quiet))
        finally:
            (instance.folder / "ready.json").unlink(missing_ok=True)
            running.end(instance)
    return 0


async def _up(instance: Instance, *, quiet: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    follow = False

    def show(name: str, line: str) -> None:
        if follow and not any(event in line for event in ROUTINE):
            print(readable(name, line), flush=True)

    began = time.monotonic()
    async with Supervisor(instance, show=show) as supervisor:
        if await _started(supervisor, instance, stop):
            _announce(instance, time.monotonic() - began)
            follow = not quiet
            await stop.wait()
        follow = False
        with step("stopping"):
            await supervisor.stop_in_order(WAVES)


async def _started(supervisor: Supervisor, instance: Instance, stop: asyncio.Event) -> bool:
    """Start everything; false when the person changed their mind meanwhile."""
    async with asyncio.TaskGroup() as group:
        starting = group.create_task(_start(supervisor, instance))
        watching = group.create_task(stop.wait())
        await asyncio.wait({starting, watching}, return_when=asyncio.FIRST_COMPLETED)
        (starting if watching.done() else watching).cancel()
    return not stop.is_set()


async def _start(supervisor: Supervisor, instance: Instance) -> None:
    with step("starting Postgres and RabbitMQ"):
        await supervisor.start(stack.servers(instance))
    with step("migrating the database"):
        await stack.migrate(instance)
    with step("starting comments, notify, images, the inbox and the edge"):
        await supervisor.start([*stack.services(instance), *stack.front(instance)])
    if demo := stack.demo(instance):
        with step("starting the demo site (the first time it draws its pictures)"):
            await supervisor.start(demo)


def _announce(instance: Instance, seconds: float) -> None:
    rows = stack.addresses(instance)
    width = max(len(what) for what, _ in rows)
    tell(f"\nPaddock is up after {seconds:.0f} s.\n")
    for what, where in rows:
        tell(f"  {what:<{width}}  {paint(where, '1')}")
    tell("\nCtrl-C stops everything.\n")
    (instance.folder / "ready.json").write_text(json.dumps({"seconds": round(seconds, 1), "ports": instance.ports()}))


@contextmanager
def _alone(instance: Instance) -> Iterator[None]:
    """Hold this installation: a second supervisor would fight over its ports."""
    with (instance.folder / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Trouble("Paddock is up already.", "./paddock status shows it, ./paddock down stops it") from error
        running.remember_self(instance)
        yield
        running.forget(instance, "supervisor")


def _refuse_taken_port(instance: Instance) -> None:
    taken = stack.taken_port(instance)
    if taken:
        name, port = taken
        raise Trouble(
            f"Port {port} (for {name}) is taken by {describe_port(port)}.",
            "Stop that, or let Paddock choose other ports: ./paddock up --new-ports",
        )


def _detached(instance: Instance, more: list[str]) -> int:
    ready = instance.folder / "ready.json"
    ready.unlink(missing_ok=True)
    with instance.log("supervisor").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, "-m", "dev", "up", *more],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with step("starting Paddock"):
        while not ready.exists():
            if process.poll() is not None:
                raise Trouble(
                    instance.log("supervisor").read_text(errors="replace").strip().rpartition("paddock: ")[2],
                    f"Whole output: {instance.log('supervisor')}",
                )
            time.sleep(0.1)  # noqa: TID251 - a plain program that waits for its child
    for what, where in stack.addresses(instance):
        print(f"{what}: {where}" if what else f"  {where}")
    return 0
