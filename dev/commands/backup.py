"""Write a backup of the installation by compose while it runs: database, then pictures, into backups/."""

import argparse

from dev.commands.compose import compose


def run(arguments: list[str]) -> int:
    """Save (or list, or try out) a backup; exit code 0 when it is whole on the disk."""
    parser = argparse.ArgumentParser(prog="./paddock backup", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--list", action="store_true", help="the backups that are there, with their size")
    choice.add_argument("--verify", metavar="NAME", help="restore this one into a scratch database and compare")
    options = parser.parse_args(arguments)
    words = ["list"] if options.list else ["verify", options.verify] if options.verify else ["save"]
    return compose("run", "--rm", "-T", "--no-deps", "backup", *words)
