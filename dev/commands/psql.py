"""A psql prompt on the private Postgres of `./paddock up`, as its administrator or as one service."""

import argparse
import subprocess

from dev import settings
from dev.instance import Instance
from dev.keys import SERVICES
from dev.surroundings import inherited, program
from dev.trouble import Trouble


def run(arguments: list[str]) -> int:
    """Hand over to psql; returns its exit code."""
    parser = argparse.ArgumentParser(prog="./paddock psql", description=__doc__)
    parser.add_argument("--as", dest="service", choices=SERVICES, help="as this service's role")
    options, rest = parser.parse_known_args(arguments)
    instance = Instance.named("up")
    url = settings.admin_database(instance)
    if options.service:
        url = settings.for_service(instance, options.service)["PADDOCK_DATABASE_URL"]
    psql = program("psql")
    if psql is None:
        raise Trouble("psql was not found.", "apt-get install postgresql-client")
    return subprocess.run([psql, url, *rest], env=inherited(), check=False).returncode
