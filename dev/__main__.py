"""The door of `./paddock`: picks the command, and turns Trouble into one sentence and exit code 1."""

import importlib
import sys
from typing import Final

from dev.commands import admin
from dev.trouble import Trouble, first

PASSED_ON: Final = {"test", "chaos", "bench", "psql", "compose", "doctor"}
"""Commands whose words another program reads: pytest, bench, psql, docker compose …"""

COMMANDS: Final = {
    "up": "start everything: servers, services, edge, inbox, demo site",
    "down": "stop it; --wipe also removes its data",
    "status": "what runs, and where",
    "test": "run the tests (arguments go to pytest)",
    "chaos": "attack the real stack under load, then count",
    "bench": "run one measurement; without a name it lists them",
    "check": "formatting, lint, types, import contracts, house rules",
    "init": "secrets, settings, first site and its owner's link, for an installation by compose",
    "doctor": "look an installation over and say what to do",
    "backup": "write a backup of an installation by compose",
    "restore": "put a backup back",
    "config": "print an installation's settings, secrets hidden",
    "psql": "a psql prompt on the private Postgres",
    "environment": "print the settings of the running services, for a process started by hand",
    "capacity": "what an installation of a size needs: cores, disk, processes",
    "compose": "docker compose for this folder's installation",
    "version": "which release this is",
}


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        print(_help())
        return 0
    if name not in {*COMMANDS, *admin.WORDS}:
        print(f"paddock: there is no command {name}\n\n{_help()}", file=sys.stderr)
        return 2
    try:
        if name in admin.WORDS:
            return admin.run_word(name, rest)
        return int(importlib.import_module(f"dev.commands.{name}").run(rest))
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
    there = {name: word.about for name, word in admin.WORDS.items()}
    width = max(map(len, COMMANDS | there))
    lines = ["usage: ./paddock COMMAND [arguments]; ./paddock COMMAND --help says more", ""]
    lines += [f"  {name:<{width}}  {what}" for name, what in COMMANDS.items()]
    lines += ["", "inside the installation (its containers, or what ./paddock up started):", ""]
    return "\n".join(lines + [f"  {name:<{width}}  {what}" for name, what in there.items()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
