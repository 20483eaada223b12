"""How every command answers: a line for a person or, with --json, one JSON object a line for a program.

In: a service's command line. Out: `--json` on each command, `--dry-run` on each that changes something, and the
exit codes: 0 done, 1 refused or not possible, 2 wrong words or wrong settings.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator
from typing import Any, Final, Protocol, TypeVar

from shared import memory, runtime
from shared.codec import encode
from shared.env import Common
from shared.errors import ConfigError, Invalid, PaddockError


class Configured(Protocol):
    """The settings of any service."""

    @property
    def common(self) -> Common:
        """What every service is told."""
        ...


C = TypeVar("C", bound=Configured)

SILENT: Final = {"serve", "check-config"}
"""Commands whose answer is their exit code."""

SHOW_SECONDS: Final = 0.5


class Voice:
    """What a command speaks with."""

    def __init__(self, *, as_json: bool, dry_run: bool = False) -> None:
        self._as_json = as_json
        self._dry_run = dry_run

    def say(self, words: str, **facts: object) -> None:
        """One thing: the words for a person, the facts (or else the words) for a program."""
        if self._as_json:
            said = facts or {"says": words}
            sys.stdout.write(f"{encode(said | {'dry_run': True} if self._dry_run else said).decode()}\n")
        else:
            sys.stdout.write(f"{words}\n")

    def end(self) -> int:
        """The last word of a command that did what was asked: a rehearsal says that it was one. Exit code 0."""
        if self._dry_run and not self._as_json:
            sys.stdout.write("Nothing was changed: this was a dry run.\n")
        return 0


def voice_of(asked: argparse.Namespace) -> Voice:
    """The voice that the command line asks for."""
    return Voice(as_json=getattr(asked, "json", False), dry_run=getattr(asked, "dry_run", False))


class Progress:
    """A line on standard error: made anew twice a second on a terminal, every ten seconds in a log."""

    def __init__(self, things: str) -> None:
        self._things = things
        self._live = sys.stderr.isatty()
        self._next = time.monotonic() + self._pause

    @property
    def _pause(self) -> float:
        return SHOW_SECONDS if self._live else 20 * SHOW_SECONDS

    def show(self, done: int, total: int) -> None:
        """So many are done of so many."""
        if done == total or time.monotonic() >= self._next:
            self._next = time.monotonic() + self._pause
            start, end = ("\r\x1b[K", "\n" if done == total else "") if self._live else ("", "\n")
            sys.stderr.write(f"{start}{done} of {total} {self._things}{end}")
            sys.stderr.flush()


def answer(
    service: str,
    asked: argparse.Namespace,
    verb: str,
    *,
    read: Callable[[], C],
    build: Callable[[C, runtime.Runtime], Awaitable[None]],
    perform: Callable[[C, argparse.Namespace, Voice], Coroutine[Any, Any, int]],
) -> int:
    """Run a service or one of its commands; 1 when it was refused, 2 when the settings are wrong."""
    memory.look_again()
    try:
        config = read()
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command answers on its streams
        return 2
    if verb == "check-config":
        print(f"The settings of {service} are fine.")  # noqa: T201
        return 0
    if verb == "serve":
        return runtime.run(service, config.common, lambda running: build(config, running))
    try:
        code = asyncio.run(perform(config, asked, voice_of(asked)))
        sys.stdout.flush()
    except BrokenPipeError:  # who read the answer has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except PaddockError as error:
        lines = [error.message]
        if isinstance(error, Invalid):
            lines += [f"  {field.pointer}: {field.detail}" for field in error.fields]
        print("\n".join(lines), file=sys.stderr)  # noqa: T201
        return 1
    return code


def leaves(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command of a command line: its words and its own parser."""
    choices = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    if not choices:
        yield " ".join(words), parser
    for action in choices:
        for word, inner in action.choices.items():
            yield from leaves(inner, (*words, word))


def finish(parser: argparse.ArgumentParser, *, changing: Collection[str]) -> argparse.ArgumentParser:
    """Give every command its `--json`, and those that change something (named by their words) their `--dry-run`."""
    known = dict(leaves(parser))
    if strangers := set(changing) - known.keys():
        raise ValueError(f"there are no commands {', '.join(sorted(strangers))}")
    for words, leaf in known.items():
        options = leaf._option_string_actions  # noqa: SLF001 - argparse has no other way to ask
        if words not in SILENT and "--json" not in options:
            leaf.add_argument("--json", action="store_true", help="for programs: one JSON object a line")
        if words in changing and "--dry-run" not in options:
            leaf.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    return parser
