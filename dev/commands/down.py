"""Stop what `./paddock up` started; with --wipe also remove its data, keys and ports."""

import argparse
import json

from dev import running
from dev.instance import Instance
from dev.terminal import step, tell


def run(arguments: list[str]) -> int:
    """Stop everything; exit code 0 also when nothing ran."""
    parser = argparse.ArgumentParser(prog="./paddock down", description=__doc__)
    parser.add_argument("--wipe", action="store_true", help="remove databases, queues, pictures, mails and keys too")
    parser.add_argument("--dry-run", action="store_true", help="say what would be stopped and removed")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    instance = Instance.named("up")
    names = sorted(running.alive(instance))
    if options.dry_run:
        return _said(options, names, instance)
    if "supervisor" in running.alive(instance):
        with step("stopping"):
            running.end(instance, ["supervisor"], patience=60)
            running.end(instance)
    else:
        running.end(instance)
    if options.wipe:
        instance.wipe()
        tell("✓ wiped")
    return _said(options, names, instance) if options.json else 0


def _said(options: argparse.Namespace, names: list[str], instance: Instance) -> int:
    removed = str(instance.folder) if options.wipe else ""
    if options.json:
        print(json.dumps({"stopped": names, "removed": removed, "dry_run": options.dry_run}))
    else:
        print(f"would stop: {', '.join(names) or 'nothing runs'}" + (f"; would remove {removed}" if removed else ""))
    return 0
