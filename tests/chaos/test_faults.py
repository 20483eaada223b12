"""A schedule of faults is its seed's: the same again, another for another."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field

import pytest

from dev.chaos import faults


@dataclass(slots=True)
class Dummy:
    """A victim or a link that only takes note."""

    name: str
    done: list[str] = field(default_factory=list)

    async def note(self, what: str) -> None:
        """It happened."""
        self.done.append(f"{what} {self.name}")

    def pause(self, seconds: float) -> Awaitable[None]:
        """For so long."""
        return self.note(f"pause {seconds:.6f}")

    def terminate(self) -> Awaitable[None]:
        """Once."""
        return self.note("terminate")

    def kill(self) -> Awaitable[None]:
        """Once."""
        return self.note("kill")

    def cut(self) -> None:
        """Once."""
        self.done.append(f"cut {self.name}")


async def schedule(seed: int) -> list[str]:
    """What the first thirty faults of a seed are."""
    done: list[str] = []
    enough = asyncio.Event()
    trouble = faults.Trouble(
        {name: Dummy(name, done) for name in ("comments-1", "notify-2", "postgres")},  # type: ignore[misc]
        {name: Dummy(name, done) for name in ("relay", "notify→rabbitmq-1")},  # type: ignore[misc]
        seed,
        every=0.0,
        say=lambda _text: enough.set() if len(done) >= 30 else None,
    )
    await trouble.run(enough)
    return done[:30]


async def test_a_seed_repeats_its_faults_and_another_has_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_CUTS", ("reset",))
    faults_of = [await schedule(seed) for seed in (7, 7, 8)]
    assert len(faults_of[0]) == 30
    assert faults_of[0] == faults_of[1] != faults_of[2]
