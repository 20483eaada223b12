"""Write a backup of the installation by compose while it runs: database, then pictures, into backups/."""

import argparse
import json

from dev.commands.compose import compose, listened


def run(arguments: list[str]) -> int:
    """Save (or list, or try out) a backup; exit code 0 when it is whole on the disk."""
    parser = argparse.ArgumentParser(prog="./paddock backup", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--list", action="store_true", help="the backups that are there, with their size")
    choice.add_argument("--verify", metavar="NAME", help="restore this one into a scratch database and compare")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    words = ["list"] if options.list else ["verify", options.verify] if options.verify else ["save"]
    command = ("run", "--rm", "-T", "--no-deps", "backup", *words)
    if not options.json:
        return compose(*command)
    code, lines = listened(*command)
    if options.list:
        print(json.dumps([dict(zip(("name", "size"), line.split(), strict=False)) for line in lines]))
    else:
        print(json.dumps({"name": options.verify or "".join(lines[-1:]), "whole": code == 0}))
    return code
