"""Gives memory that was freed back to the machine, so that a process stays as large as what it keeps.

glibc otherwise raises its own thresholds with the largest block it saw freed, and a service grows without a leak.
They stand above what asyncio asks for at each read of a socket (256 KiB, cut down at once to what came): below it
every request would cost a mapping of its own and its page faults, a third of a hot read.
"""

import ctypes

_CHOICES = {-1: 1024 * 1024, -3: 512 * 1024}
"""`M_TRIM_THRESHOLD` and `M_MMAP_THRESHOLD` of mallopt(3), in bytes."""


def give_back() -> bool:
    """From now on; False where the C library has no such choice."""
    try:
        choose = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return all(choose(name, size) for name, size in _CHOICES.items())
