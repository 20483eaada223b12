"""`python -m dev.chaos.jumping_clock FILE services.comments serve`: a service whose clock is off by what the file says.

In: a file with a number of seconds. Out: the service. Nothing in the product knows of it.
"""

import runpy
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.clock import SystemClock


def main(argv: list[str]) -> None:
    """Run the module that the second argument names."""
    offset = Path(argv[0])
    real = time.time_ns

    def seconds() -> float:
        return float(offset.read_text() or 0)

    def now(_: SystemClock) -> datetime:
        return datetime.fromtimestamp(real() / 1e9, UTC) + timedelta(seconds=seconds())

    SystemClock.now = now  # type: ignore[method-assign, assignment]
    time.time_ns = lambda: real() + int(seconds() * 1e9)
    sys.argv = argv[1:]
    runpy.run_module(argv[1], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
