"""The commands of notify: serve, check-config, and those about mail, archive and questions.

In: a command line. Out: an exit code, answers on standard output.
"""

import argparse
import sys

from services.notify import app, archive_command, commands
from services.notify.config import Config
from shared import commands as kit, logs
from shared.commands import Voice, answer


def main(argv: list[str]) -> int:
    """Run one command; 1 when it was refused, 2 when the settings are wrong."""
    asked = parser().parse_args(argv)
    return answer("notify", asked, asked.verb, read=Config.read, build=app.build, perform=_perform)


async def _perform(config: Config, asked: argparse.Namespace, voice: Voice) -> int:
    run = archive_command.run if asked.verb in {"archive", "questions"} else commands.run
    return await run(asked, config, voice)


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
    logs.configure("notify", level="warning", to=sys.stderr)  # answers go to standard output
    sys.exit(main(sys.argv[1:]))
