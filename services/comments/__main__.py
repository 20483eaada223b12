"""The commands of comments: serve, check-config, site, moderator, subject, retention, outbox, import, export.

In: a command line. Out: an exit code, answers on standard output.
"""

import asyncio
import sys

from services.comments import app, commands, transfer_commands
from services.comments.config import Config
from shared import logs, runtime
from shared.commands import voice_of
from shared.errors import ConfigError, Invalid, PaddockError


def main(argv: list[str]) -> int:
    """Run one command; 1 when it was refused, 2 when the settings are wrong."""
    asked = commands.parser().parse_args(argv)
    try:
        config = Config.read()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.verb == "check-config":
        print("The settings of comments are fine.")
        return 0
    if asked.verb == "serve":
        return runtime.run("comments", config.common, lambda running: app.build(config, running))
    logs.configure("comments", style=config.common.log_format, level="warning", to=sys.stderr)
    try:
        if asked.verb in transfer_commands.VERBS:
            return asyncio.run(transfer_commands.run(config, asked))
        return asyncio.run(commands.run(config, asked, voice_of(asked)))
    except PaddockError as error:
        print(error.message, file=sys.stderr)
        if isinstance(error, Invalid):
            for field in error.fields:
                print(f"  {field.pointer}: {field.detail}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
