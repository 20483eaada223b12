"""Print the settings that a service of `./paddock up` runs with, for a process started by hand."""

import argparse
import json
import shlex

from dev import settings
from dev.instance import Instance
from dev.keys import SERVICES
from dev.servers import rabbitmq


def run(arguments: list[str]) -> int:
    """Print `export NAME=value` lines, or JSON."""
    parser = argparse.ArgumentParser(prog="./paddock environment", description=__doc__)
    parser.add_argument("service", choices=[*SERVICES, "migrate", "rabbitmq"])
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    instance = Instance.named("up")
    if options.service == "migrate":
        values = settings.for_migration(instance)
    elif options.service == "rabbitmq":
        values = {"PADDOCK_AMQP_URL": settings.amqp(instance), "PADDOCK_MANAGEMENT_URL": rabbitmq.admin_url(instance)}
    else:
        values = settings.for_service(instance, options.service)
    ours = {name: value for name, value in sorted(values.items()) if name.startswith("PADDOCK_")}
    if options.json:
        print(json.dumps(ours, indent=1))
    else:
        print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in ours.items()))
    return 0
