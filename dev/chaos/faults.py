"""What goes wrong, when and where: a schedule that a seed repeats.

In: a seed, the kinds of faults, victims and links. Out: one fault every `every` seconds until told to stop.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dev.chaos.victims import Victim
from dev.proxy import Fault, Link

KINDS = ("kill", "stop", "term", "cut")
LONGEST = 4.0
_CUTS = ("reset", Fault.REFUSE, Fault.SILENT, Fault.DELAY, Fault.HALF)


@dataclass(slots=True)
class Trouble:
    """Hurts victims and links. One thing is hurt once at a time; `done` counts what was done."""

    victims: Mapping[str, Victim]
    links: Mapping[str, Link]
    seed: int
    kinds: tuple[str, ...] = KINDS
    every: float = 1.5
    say: Callable[[str], None] = lambda _text: None
    done: Counter[str] = field(default_factory=Counter)
    _hurting: set[str] = field(default_factory=set)

    async def run(self, enough: asyncio.Event) -> None:
        """A fault every `every` seconds until `enough` is set; returns when all has been put right again."""
        if not self.kinds:
            await enough.wait()
            return
        choose = random.Random(self.seed)
        async with asyncio.TaskGroup() as group:
            while not enough.is_set():
                kind = choose.choice(self.kinds)
                target = choose.choice(sorted(self.links if kind == "cut" else self.victims))
                seconds = choose.uniform(0.5, LONGEST)
                how = choose.choice(_CUTS)
                if target not in self._hurting:
                    self._hurting.add(target)
                    group.create_task(self._hurt(kind, target, seconds, how))
                try:
                    async with asyncio.timeout(self.every):
                        await enough.wait()
                except TimeoutError:
                    continue

    async def _hurt(self, kind: str, target: str, seconds: float, how: str) -> None:
        self.done[f"{kind} {target.rstrip('-12')}"] += 1
        self.say(f"{kind} {target}" + (f" ({how}, {seconds:.1f} s)" if kind == "cut" else ""))
        try:
            if kind == "cut":
                await _cut(self.links[target], how, seconds)
            elif kind == "stop":
                await self.victims[target].pause(seconds)
            elif kind == "term":
                await self.victims[target].terminate()
            else:
                await self.victims[target].kill()
        finally:
            self._hurting.discard(target)


async def _cut(link: Link, how: str, seconds: float) -> None:
    if how == "reset":
        link.cut()
        return
    link.set(Fault(how))
    try:
        await asyncio.sleep(seconds)
    finally:
        link.set(Fault.NONE)
        link.cut()
