"""The commands of notify: serve, check-config, and those about mail, archive and questions.

In: a command line. Out: an exit code, answers on standard output.
"""

import argparse
import asyncio
import sys

from services.notify import app, archive_command, commands
from services.notify.config import Config
from shared import commands as kit, logs, runtime
from shared.commands import voice_of
from shared.errors import ConfigError, PaddockError


def main(argv: list[str]) -> int:
    """Run one command."""
    asked = parser().parse_args(argv)
    try:
        config = Config.read()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.verb == "check-config":
        print("The settings of notify are fine.")
        return 0
    if asked.verb == "serve":
        return runtime.run("notify", config.common, lambda running: app.build(config, running))
    logs.configure("notify", style=config.common.log_format, level="warning", to=sys.stderr)
    run = archive_command.run if asked.verb in {"archive", "questions"} else commands.run
    try:
        return asyncio.run(run(asked, config, voice_of(asked)))
    except PaddockError as error:
        print(error.message, file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m services.notify", description="Notify: mail, answers, archive.")
    verbs = top.add_subparsers(dest="verb", required=True)
    verbs.add_parser("serve", help="run the service")
    verbs.add_parser("check-config", help="say what is wrong with the settings, if anything")
    commands.add_to(verbs)
    archive_command.add_to(verbs)
    return kit.finish(top, changing=commands.CHANGING | archive_command.CHANGING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
