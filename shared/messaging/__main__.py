"""`python -m shared.messaging list|show|replay|drop SERVICE [ID …]`: what a service could not take in.

In: `PADDOCK_AMQP_URL` and a command line. Out: letters on standard output; exit code 1 when an id is not there.
"""

import argparse
import asyncio
import sys

import msgspec

from shared.env import Environment
from shared.errors import ConfigError, NotFound
from shared.events import CONSUMERS
from shared.messaging import broker, dead_letters


def main(argv: list[str]) -> int:
    """Run one command; `drop` wants ids, `replay` without ids means all of them."""
    parser = argparse.ArgumentParser(prog="python -m shared.messaging", description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=["list", "show", "replay", "drop"])
    parser.add_argument("service", choices=sorted(CONSUMERS))
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--dry-run", action="store_true", help="list what would be replayed or dropped, change nothing")
    asked = parser.parse_args(argv)
    if asked.verb == "drop" and not asked.ids:
        parser.error("drop wants the ids of the letters to throw away")
    try:
        print(asyncio.run(_run(asked)))
    except NotFound as error:
        print(error.message, file=sys.stderr)
        return 1
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except broker.AWAY as error:
        print(f"the broker can't be asked: {str(error) or error.__class__.__name__}", file=sys.stderr)
        return 2
    return 0


async def _run(asked: argparse.Namespace) -> str:
    env = Environment()
    url = env.url("PADDOCK_AMQP_URL", schemes=("amqp", "amqps"))
    if env.problems:
        raise ConfigError(env.problems)
    ids = frozenset(asked.ids)
    if asked.verb == "replay" and not asked.dry_run:
        return _done(asked, await dead_letters.replay(url, asked.service, ids=ids), f"given back to {asked.service}")
    if asked.verb == "drop" and not asked.dry_run:
        return _done(asked, await dead_letters.drop(url, asked.service, ids=ids), "thrown away")
    letters = [letter for letter in await dead_letters.letters(url, asked.service) if not ids or letter.id in ids]
    if asked.json:
        rows = [{"id": one.id, "type": one.type, "code": one.code, "reason": one.reason} for one in letters]
        return msgspec.json.encode(rows).decode()
    lines = [f"{one.id} {one.type} {one.code}: {one.reason}" for one in letters]
    if asked.verb == "show":
        lines = [f"{line}\n{one.body.decode(errors='replace')}" for line, one in zip(lines, letters, strict=True)]
    return "\n".join(lines) or f"no dead letters of {asked.service}"


def _done(asked: argparse.Namespace, count: int, words: str) -> str:
    if asked.json:
        return msgspec.json.encode({"verb": asked.verb, "service": asked.service, "count": count}).decode()
    return f"{count} {words}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
