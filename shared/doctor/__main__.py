"""`python -m shared.doctor`: looks everything over.

In: settings and a command line. Out: exit code 0 when nothing is broken, 1 with faults, 2 with wrong settings.
"""

import argparse
import asyncio
import sys

import msgspec

from shared.doctor import database, machine, mail, queues, web
from shared.doctor.finding import Finding, Level
from shared.doctor.settings import Settings
from shared.env import Environment
from shared.errors import ConfigError

_MARKS = {Level.FINE: "✓", Level.NOTE: "!", Level.FAULT: "✗"}


async def examine(settings: Settings, origins: list[str]) -> list[Finding]:
    """Look at everything, each part beside the others."""
    known = await database.origins(settings)
    asked = [(site, origin) for site, origin in known if not origins or origin in origins]
    asked += [("?", origin) for origin in origins if origin not in {name for _, name in known}]
    async with asyncio.TaskGroup() as group:
        parts = [
            group.create_task(database.look(settings)),
            group.create_task(queues.look(settings.amqp_url)),
            group.create_task(web.look(settings.public_url, settings.edge_url, asked)),
            group.create_task(mail.look(settings)),
        ]
    found = [finding for part in parts for finding in part.result()]
    theirs = await database.clock(settings)
    if theirs is not None:
        found.append(database.skew(theirs))
    return found + machine.look(settings)


def main(argv: list[str]) -> int:
    """Look, print, and say by the exit code whether somebody has to act."""
    parser = argparse.ArgumentParser(
        prog="paddock doctor", description="Look an installation over. Nothing is changed."
    )
    parser.add_argument("--json", action="store_true", help="for programs: a list of what, level, says, do")
    parser.add_argument("--origin", action="append", default=[], help="ask for this origin alone (may be repeated)")
    options = parser.parse_args(argv)
    try:
        settings = Settings.read(Environment())
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    found = asyncio.run(examine(settings, options.origin))
    if options.json:
        print(msgspec.json.encode(found).decode())
    else:
        width = max(len(finding.what) for finding in found)
        for finding in found:
            print(f"{_MARKS[finding.level]} {finding.what:<{width}}  {finding.says}")
            if finding.do:
                print(f"  {'':<{width}}  → {finding.do}")
    return int(any(finding.level is Level.FAULT for finding in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
