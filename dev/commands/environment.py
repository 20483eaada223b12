"""Print the settings that a service of `./paddock up` runs with, as shell lines, for a process started by hand."""

import argparse
import shlex

from dev import settings
from dev.instance import Instance
from dev.keys import SERVICES


def run(arguments: list[str]) -> int:
    """Print `export NAME=value` lines."""
    parser = argparse.ArgumentParser(prog="./paddock environment", description=__doc__)
    parser.add_argument("service", choices=[*SERVICES, "migrate"])
    options = parser.parse_args(arguments)
    instance = Instance.named("up")
    if options.service == "migrate":
        values = settings.for_migration(instance)
    else:
        values = settings.for_service(instance, options.service)
    for name, value in sorted(values.items()):
        if name.startswith("PADDOCK_"):
            print(f"export {name}={shlex.quote(value)}")
    return 0
