"""Print the settings that each container of the installation by compose gets; what is secret is hidden."""

import argparse
import json
import re
import subprocess

from dev.surroundings import ROOT, environment
from dev.trouble import Trouble

_SECRET = re.compile(r"PASSWORD|SECRET|PRIVATE|_KEY|RELAYS|CHANNELS")
_LOGIN = re.compile(r"(://[^:/@\s]+:)[^@\s]+@")


def run(arguments: list[str]) -> int:
    """Print `service NAME=value` lines, or JSON."""
    parser = argparse.ArgumentParser(prog="./paddock config", description=__doc__)
    parser.add_argument("what", nargs="?", default="print", choices=["print"], help="print is all there is")
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    command = ["docker", "compose", "config", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(done.stderr.strip() or "docker compose config failed", "./paddock init makes what it needs")
    settings = {
        service: {name: hidden(name, value or "") for name, value in (told.get("environment") or {}).items()}
        for service, told in json.loads(done.stdout)["services"].items()
    }
    if options.json:
        print(json.dumps(settings, indent=1, sort_keys=True))
    else:
        for service, values in sorted(settings.items()):
            for name, value in sorted(values.items()):
                print(f"{service:<10} {name}={value}")
    return 0


def hidden(name: str, value: str) -> str:
    """The value, or dots where it is secret; the path of a secret's file is no secret."""
    if name.endswith(("_FILE", "PUBLIC_KEY")):
        return value
    return "…" if _SECRET.search(name) and value else _LOGIN.sub(r"\1…@", value)
