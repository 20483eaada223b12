"""`./paddock chaos`: 2,000 submissions with a fault every 1.5 s, then the count; exit code 1 on any difference.

The usual way (`--control`) must lose something, and exit with 1: a run that can't fail proves nothing.
"""

import argparse
import asyncio
import sys
import time
from dataclasses import dataclass, field

import aiohttp

from dev.chaos import count, postman, rest, steady, world
from dev.chaos.faults import KINDS, Trouble
from dev.chaos.ledger import Ledger
from dev.chaos.readers import Readers
from dev.instance import Instance

REST_SECONDS = 60.0
IN_FLIGHT = 24
ACTORS = 32
"""Who acts on mails at once: each waits up to three seconds for what became of a decision."""
STEADY_THREADS = 1000
COME_BACK_SECONDS = 20


@dataclass(slots=True)
class Run:
    """One run's figures."""

    seconds: float = 0.0
    drained: float = 0.0
    left: str = ""
    lines: list[count.Line] = field(default_factory=list)
    before: rest.Measured = field(default_factory=dict)
    after: rest.Measured = field(default_factory=dict)
    course: steady.Course | None = None


def main(argv: list[str]) -> int:
    """Run it: 0 when every promise was kept, 1 on any difference, 2 when the control lost nothing."""
    parser = argparse.ArgumentParser(prog="./paddock chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", default=",".join(KINDS), help=f"of {', '.join(KINDS)}")
    parser.add_argument("--every", type=float, default=1.5, metavar="SECONDS", help="a fault every so often")
    parser.add_argument(
        "--pace", type=float, default=0, metavar="N", help="submissions a second; 0: as fast as answered"
    )
    parser.add_argument(
        "--rest", type=float, default=REST_SECONDS, metavar="SECONDS", help="to come to rest afterwards"
    )
    parser.add_argument("--control", action="store_true", help="the usual way: must lose something")
    parser.add_argument("--steady", type=float, default=0, metavar="MINUTES", help="no faults: memory, tables, latency")
    parser.add_argument("--rate", type=float, default=2, metavar="N", help="writes a second when --steady")
    parser.add_argument("--name", default="chaos", help="of the private installation: two of one name would meet")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args(argv)
    kinds = tuple(kind for kind in options.faults.split(",") if kind and not options.steady)
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"unknown faults: {', '.join(sorted(unknown))}")
    ledger = Ledger()
    Instance.named(options.name).wipe()
    instance = Instance.named(options.name)
    run, done = asyncio.run(_run(instance, ledger, options, kinds))
    _report(run, ledger, done)
    wrong = [line for line in run.lines if not line.right]
    failed = bool(wrong or run.left)
    if options.control:
        print("the usual way lost something, as it must" if failed else "the usual way lost nothing: try another seed")
        return 1 if failed else 2
    return 1 if failed else 0


async def _run(
    instance: Instance, ledger: Ledger, options: argparse.Namespace, kinds: tuple[str, ...]
) -> tuple[Run, dict[str, int]]:
    run = Run()
    timeout = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        mail = postman.Postman(ledger, [], [], http)
        async with (
            postman.relay(mail) as relay_port,
            world.running(instance, relay_port, control=options.control) as scene,
        ):
            mail.notify, mail.inbound = scene.doors["notify"], scene.inbound
            readers = Readers(scene.doors["comments"], scene.doors["images"], ledger, options.seed, http)
            say = (lambda _text: None) if options.quiet else _say
            trouble = Trouble(scene.victims, scene.links, options.seed, kinds, options.every, say)
            run.before = rest.measured(scene.victims)
            started = time.monotonic()
            enough = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                acting = [group.create_task(mail.act()) for _ in range(ACTORS)]
                hurting = group.create_task(trouble.run(enough))
                if options.steady:
                    readers.threads = STEADY_THREADS
                    run.course = await steady.drive(scene, readers, minutes=options.steady, rate=options.rate)
                else:
                    await _drive(readers, options.submissions, options.pace, say)
                enough.set()
                await hurting
                run.seconds = time.monotonic() - started
                run.left = await _at_rest(scene, mail, options.rest)
                run.drained = time.monotonic() - started - run.seconds
                for task in acting:
                    task.cancel()
            await http.close()
            run.lines = await count.compare(scene, ledger)
            run.after = await _come_back(scene, run.before)
            run.lines += [*rest.grown(run.before, run.after), await _queues(scene)]
            return run, dict(trouble.done)


async def _drive(readers: Readers, submissions: int, pace: float, say: object) -> None:
    """All submissions, `IN_FLIGHT` at a time."""
    numbers = iter(range(submissions))
    began = time.monotonic()

    async def one_after_the_other() -> None:
        for number in numbers:
            if pace:
                await asyncio.sleep(max(0.0, began + number / pace - time.monotonic()))
            try:
                await readers.act(number)
            except (ValueError, TimeoutError) as error:
                readers.ledger.refused.append(str(error))
            if number % 500 == 499 and callable(say):
                say(f"{number + 1} submissions answered")

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(one_after_the_other())


async def _at_rest(scene: world.World, mail: postman.Postman, seconds: float) -> str:
    """Wait until nothing is under way for two looks in a row; what was left when time was up."""
    deadline = time.monotonic() + seconds
    quiet = 0
    left = "nothing was looked at"
    while time.monotonic() < deadline and quiet < 3:
        try:
            left = await rest.drained(scene)
        except (OSError, TimeoutError) as error:
            left = repr(error)
        if not left and (mail.busy or not mail.waiting.empty()):
            left = "mails that nobody has acted on"
        quiet = 0 if left else quiet + 1
        await asyncio.sleep(0.5)
    return left


async def _come_back(scene: world.World, before: rest.Measured) -> rest.Measured:
    """What the processes hold once our own clients have left."""
    after = rest.measured(scene.victims)
    for _ in range(COME_BACK_SECONDS):
        if all(line.right for line in rest.grown(before, after)):
            break
        await asyncio.sleep(1)
        after = rest.measured(scene.victims)
    return after


async def _queues(scene: world.World) -> count.Line:
    """What the broker holds; its figures are some seconds old."""
    found = await rest.in_queues(scene)
    for _ in range(COME_BACK_SECONDS):
        if not found:
            break
        await asyncio.sleep(1)
        found = await rest.in_queues(scene)
    return count.Line("messages left in queues", {}, found)


def _report(run: Run, ledger: Ledger, done: dict[str, int]) -> None:
    print(f"\n{sum(done.values())} faults: " + ", ".join(f"{name} {times}" for name, times in sorted(done.items())))
    print(
        f"accepted: {len(ledger.published)} published, {len(ledger.held)} held, {len(ledger.pictures)} pictures;"
        f" decided {len(ledger.decided)}; certain {len(ledger.certain)}, asked of experts {len(ledger.asked)};"
        f" mails {len(ledger.mails)}, replies {len(ledger.replied)}"
    )
    print("clients saw: " + (", ".join(f"{name} {times}" for name, times in ledger.trouble.most_common()) or "nothing"))
    print(
        f"took {run.seconds:.0f} s, at rest {run.drained:.1f} s later"
        + (f", NOT at rest: {run.left}" if run.left else "")
    )
    changes = [f"{n} {a // 1024}→{run.after[n][0] // 1024}, {b}→{run.after[n][1]}" for n, (a, b) in run.before.items()]
    print("memory in MiB, descriptors: " + "; ".join(sorted(changes)))
    print()
    for line in run.lines:
        print(f"{'ok ' if line.right else 'NOT'}  {line.what}" + ("" if line.right else f": {line.found}"))

    if run.course is not None:
        steady.report(run.course)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
