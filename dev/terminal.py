"""What is shown to the person at the terminal: steps with their time, and one line of a service's log at a time."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dev.surroundings import colours_wanted

_TICK_TTY, _TICK_FILE = 0.2, 15.0
_live = sys.stderr.isatty()
_coloured = sys.stdout.isatty() and colours_wanted()


def coloured() -> bool:
    """Whether what is printed goes to a person who likes colours."""
    return _coloured


def paint(text: str, colour: str) -> str:
    """The text in an ANSI colour (its number), where a terminal shows it."""
    return f"\x1b[{colour}m{text}\x1b[0m" if _coloured else text


def tell(text: str) -> None:
    """One line for the person."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Show that something long goes on, and how long it took."""
    began = time.monotonic()
    over = threading.Event()
    ticker = threading.Thread(target=_tick, args=(what, began, over), daemon=True)
    ticker.start()
    mark = "✗"
    try:
        yield
        mark = "✓"
    finally:
        over.set()
        ticker.join()
        clear = "\r\x1b[K" if _live else ""
        tell(f"{clear}{mark} {what} {time.monotonic() - began:.1f} s")


def _tick(what: str, began: float, over: threading.Event) -> None:
    while not over.wait(_TICK_TTY if _live else _TICK_FILE):
        seconds = time.monotonic() - began
        if _live:
            print(f"\r\x1b[K… {what} {seconds:.0f} s", end="", file=sys.stderr, flush=True)
        else:
            tell(f"… {what} {seconds:.0f} s")
