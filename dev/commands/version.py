"""Print which release this is: the checkout's, and the installation's when there is one."""

import argparse
import json
import tomllib

from dev.surroundings import ROOT


def run(arguments: list[str]) -> int:
    """Print it; exit code 1 when the installation is of another release than this checkout."""
    parser = argparse.ArgumentParser(prog="./paddock version", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    ours, theirs = release(), _installed()
    if options.json:
        print(json.dumps({"release": ours, "installed": theirs}))
    else:
        print(f"Paddock {ours}" + (f", the installation here is {theirs}" if theirs and theirs != ours else ""))
    return int(bool(theirs) and theirs != ours)


def release() -> str:
    """The release that pyproject.toml names."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def _installed() -> str:
    file = ROOT / ".env"
    for line in file.read_text().splitlines() if file.exists() else []:
        name, _, value = line.partition("=")
        if name == "PADDOCK_VERSION":
            return value.strip("'\"")
    return ""
