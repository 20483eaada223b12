"""Gives memory that was freed back to the machine, so that a process stays as large as what it keeps.

glibc otherwise raises its own thresholds with the largest block it saw freed, and a service grows without a leak.
"""

import ctypes

_CHOICES = {-1: 128 * 1024, -3: 64 * 1024}
"""`M_TRIM_THRESHOLD` and `M_MMAP_THRESHOLD` of mallopt(3), in bytes."""


def give_back() -> bool:
    """From now on; False where the C library has no such choice."""
    try:
        choose = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return all(choose(name, size) for name, size in _CHOICES.items())
