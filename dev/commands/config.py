"""Print the settings that each container of compose, or each service of `./paddock up`, gets; secrets are hidden."""

import argparse
import json
import re

from dev import settings
from dev.commands.admin import standing
from dev.commands.compose import is_compose, listened
from dev.keys import SERVICES
from dev.trouble import Trouble

_SECRET = re.compile(r"PASSWORD|SECRET|PRIVATE|_KEY|RELAYS|CHANNELS")
_LOGIN = re.compile(r"(://[^:/@\s]+:)[^@\s]+@")


def run(arguments: list[str]) -> int:
    """Print `service NAME=value` lines, or JSON."""
    parser = argparse.ArgumentParser(prog="./paddock config", description=__doc__)
    parser.add_argument("what", nargs="?", default="print", choices=["print"], help="print is all there is")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    told = _of_compose() if is_compose() else _of_services()
    shown = {service: {name: hidden(name, value) for name, value in values.items()} for service, values in told.items()}
    if options.json:
        print(json.dumps(shown, indent=1, sort_keys=True))
    else:
        for service, values in sorted(shown.items()):
            for name, value in sorted(values.items()):
                print(f"{service:<10} {name}={value}")
    return 0


def _of_compose() -> dict[str, dict[str, str]]:
    code, lines = listened("config", "--format", "json")
    if code:
        raise Trouble("docker compose can't read this installation.", "./paddock init makes what it needs")
    services = json.loads("\n".join(lines))["services"]
    return {
        name: {key: value or "" for key, value in (one.get("environment") or {}).items()}
        for name, one in services.items()
    }


def _of_services() -> dict[str, dict[str, str]]:
    instance = standing()
    return {
        service: {
            name: value
            for name, value in settings.for_service(instance, service).items()
            if name.startswith("PADDOCK_")
        }
        for service in SERVICES
    }


def hidden(name: str, value: str) -> str:
    """The value, or dots where it is secret; the path of a secret's file is no secret."""
    if name.endswith(("_FILE", "PUBLIC_KEY")):
        return value
    return "…" if _SECRET.search(name) and value else _LOGIN.sub(r"\1…@", value)
