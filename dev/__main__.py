"""The door of `./paddock`: picks the command, and turns Trouble into one sentence and exit code 1."""

import importlib
import sys
from typing import Final

from dev.trouble import Trouble, first

COMMANDS: Final = {
    "up": "start everything: servers, services, edge, inbox, demo site",
    "down": "stop it; --wipe also removes its data",
    "status": "what runs, and where",
    "test": "run the tests (arguments go to pytest)",
    "chaos": "attack the real stack under load, then count",
    "bench": "run one measurement; without a name it lists them",
    "check": "formatting, lint, types, import contracts, house rules",
    "init": "secrets/ and .env for an installation by compose",
    "doctor": "look an installation over and say what to do",
    "backup": "write a backup of an installation by compose",
    "restore": "put a backup back",
    "config": "print an installation's settings, secrets hidden",
    "psql": "a psql prompt on the private Postgres",
    "environment": "print the settings of the running services, for a process started by hand",
}


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        print(_help())
        return 0
    if name not in COMMANDS:
        print(f"paddock: there is no command {name}\n\n{_help()}", file=sys.stderr)
        return 2
    command = importlib.import_module(f"dev.commands.{name}")
    try:
        return int(command.run(rest))
    except Trouble as trouble:
        print(f"paddock: {trouble}", file=sys.stderr)
        return 1
    except BaseExceptionGroup as group:
        if (among := first(group)) is None:
            raise
        print(f"paddock: {among}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {what}" for name, what in COMMANDS.items()]
    return "\n".join(["usage: ./paddock COMMAND [arguments]", "", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
