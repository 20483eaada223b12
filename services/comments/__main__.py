"""The commands of comments: serve, check-config, site, moderator, subject, retention, outbox, import, export.

In: a command line. Out: an exit code, answers on standard output.
"""

import argparse
import sys

from services.comments import app, commands, transfer_commands
from services.comments.config import Config
from shared import logs
from shared.commands import Voice, answer


def main(argv: list[str]) -> int:
    """Run one command; 1 when it was refused, 2 when the settings are wrong."""
    asked = commands.parser().parse_args(argv)
    return answer("comments", asked, asked.verb, read=Config.read, build=app.build, perform=_perform)


async def _perform(config: Config, asked: argparse.Namespace, voice: Voice) -> int:
    if asked.verb in transfer_commands.VERBS:
        return await transfer_commands.run(config, asked)
    return await commands.run(config, asked, voice)


if __name__ == "__main__":
    logs.configure("comments", level="warning", to=sys.stderr)  # answers go to standard output
    sys.exit(main(sys.argv[1:]))
