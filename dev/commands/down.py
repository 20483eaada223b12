"""Stop what `./paddock up` started; with --wipe also remove its data, keys and ports."""

import argparse

from dev import running
from dev.instance import Instance
from dev.terminal import step, tell


def run(arguments: list[str]) -> int:
    """Stop everything; exit code 0 also when nothing ran."""
    parser = argparse.ArgumentParser(prog="./paddock down", description=__doc__)
    parser.add_argument("--wipe", action="store_true", help="remove databases, queues, pictures, mails and keys too")
    options = parser.parse_args(arguments)
    instance = Instance.named("up")
    if "supervisor" in running.alive(instance):
        with step("stopping"):
            running.end(instance, ["supervisor"], patience=60)
            running.end(instance)
    else:
        running.end(instance)
    if options.wipe:
        instance.wipe()
        tell("✓ wiped")
    return 0
