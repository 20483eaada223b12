"""Waits on a condition, never for a duration."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(probe: Callable[[], Awaitable[T]], *, seconds: float = 15.0, what: str = "the condition") -> T:
    """What `probe` returns once it is true; asked again in growing steps up to 0.2 s. Raises AssertionError."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    pause = 0.005
    while True:
        value = await probe()
        if value:
            return value
        if loop.time() > deadline:
            raise AssertionError(f"waited {seconds:g} s for {what}; the last answer was {value!r}")
        await asyncio.sleep(pause)
        pause = min(0.2, pause * 1.6)
