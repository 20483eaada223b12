"""Put a backup back: the services stop, database and pictures are replaced, the services start again."""

import argparse
import json
import sys

from dev.commands.compose import compose, listened
from dev.trouble import Trouble

_SERVICES = ("edge", "comments", "notify", "images")


def run(arguments: list[str]) -> int:
    """Restore; exit code 0 when everything is up again. What is there now is replaced: it asks first."""
    parser = argparse.ArgumentParser(prog="./paddock restore", description=__doc__)
    parser.add_argument("name", help="a backup's name, see ./paddock backup --list")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help="only look whether this backup could be put back")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    if options.dry_run:
        return _said(options, _call(options, ("run", "--rm", "-T", "--no-deps", "backup", "verify", options.name)))
    if not options.yes:
        if not sys.stdin.isatty():
            raise Trouble("This replaces everything that is there now.", "add --yes when you mean it")
        if input(f"Replace everything by {options.name}? Type yes: ").strip() != "yes":
            return 1
    for words in steps(options.name):
        if code := _call(options, words):
            return _said(options, code)
    return _said(options, 0)


def _call(options: argparse.Namespace, words: tuple[str, ...]) -> int:
    return listened(*words)[0] if options.json else compose(*words)


def _said(options: argparse.Namespace, code: int) -> int:
    if options.json:
        print(json.dumps({"name": options.name, "dry_run": options.dry_run, "done": code == 0}))
    return code


def steps(name: str) -> list[tuple[str, ...]]:
    """What `docker compose` is told, one after the other."""
    return [
        ("stop", *_SERVICES),
        ("create", "images"),  # a new volume takes its owner from the image of the first container that names it
        ("up", "-d", "--wait", "postgres", "rabbitmq"),
        ("run", "--rm", "-T", "--no-deps", "backup", "restore", name),
        ("up", "-d", "--wait"),
    ]
