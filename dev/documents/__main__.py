"""`python -m dev.documents [--check]`: writes the generated documents, or says which one is out of date."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from dev.commands.version import release
from dev.documents import capacity, commands, configuration, events, openapi
from dev.documents.json_text import as_json

ROOT = Path(__file__).parents[2]


def documents() -> dict[str, Callable[[], str]]:
    """Every generated document by its path below the project."""
    return {
        "docs/events.md": events.page,
        "docs/asyncapi.json": lambda: events.asyncapi(release()),
        "docs/commands.md": commands.page,
        "docs/configuration.md": configuration.page,
        "docs/capacity.md": capacity.page,
        "docs/openapi.json": lambda: as_json(openapi.document("https://comments.example.org")),
    }


def main(argv: list[str]) -> int:
    """Write, or with `--check` compare: exit code 1 when one differs."""
    parser = argparse.ArgumentParser(prog="python -m dev.documents", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args(argv).check
    stale = []
    for name, write in documents().items():
        file, text = ROOT / name, write()
        if not file.exists() or file.read_text() != text:
            stale.append(name)
            if not check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
    for name in stale:
        sys.stdout.write(f"{name} {'is out of date: run python -m dev.documents' if check else 'written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
