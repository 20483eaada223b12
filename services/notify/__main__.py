"""The commands of notify: serve, check-config, and those of the operator.

In: a command line. Out: an exit code, answers on standard output.
"""

import argparse
import sys

from services.notify import app
from services.notify.config import Config
from shared import runtime
from shared.errors import ConfigError


def main(argv: list[str]) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="python -m services.notify", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("serve", help="run the service")
    verbs.add_parser("check-config", help="say what is wrong with the settings, if anything")
    asked = parser.parse_args(argv)
    try:
        config = Config.read()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if asked.verb == "check-config":
        print("The settings of notify are fine.")
        return 0
    return runtime.run("notify", config.common, lambda running: app.build(config, running))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
