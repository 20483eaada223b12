"""Keeps a process as large as what it holds: freed memory goes back to the machine, circles are found early.

glibc otherwise raises its own thresholds with the largest block it saw freed, and a service grows without a leak.
What asyncio asks for at each read of a socket is looked after by `shared/reading.py`.
"""

import asyncio
import ctypes
import gc

TIDY_SECONDS = 60.0
CHOICES = {-1: 512 * 1024, -3: 320 * 1024}
"""`M_TRIM_THRESHOLD` and `M_MMAP_THRESHOLD` of mallopt(3), in bytes."""


def give_back() -> bool:
    """From now on; False where the C library has no such choice."""
    try:
        choose = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return all(choose(name, size) for name, size in CHOICES.items())


def look_again() -> None:
    """Circles are looked for again, which a service puts off while it imports; what stands is left aside."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


async def tidy(*, every: float = TIDY_SECONDS) -> None:
    """What stands now stays for good; what is new and goes in circles is found soon. Never returns.

    By itself Python's collector looks at everything only after 70,000 more things were made than let go, and when
    they are a quarter of all: circles of some megabytes wait for ten minutes. Without what a service stands on (70,000
    things) a look takes a few milliseconds.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    while True:
        await asyncio.sleep(every)
        gc.collect()
