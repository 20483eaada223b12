"""`./paddock bench NAME [options]`: runs one measurement; without a name it lists them."""

import importlib
import pkgutil
import sys

import bench


def names() -> dict[str, str]:
    """Every measurement with its first sentence."""
    found = {}
    for module in pkgutil.iter_modules(bench.__path__):
        if not module.name.startswith("_"):
            doc = importlib.import_module(f"bench.{module.name}").__doc__ or ""
            found[module.name] = doc.strip().splitlines()[0] if doc.strip() else ""
    return found


def main(argv: list[str]) -> int:
    """Run the measurement that the first argument names; 2 when there is none of that name."""
    known = names()
    if not argv or argv[0] not in known:
        sys.stdout.write("usage: ./paddock bench NAME [options]\n\n")
        sys.stdout.writelines(f"  {name:10} {line}\n" for name, line in known.items())
        return 0 if argv in ([], ["--help"], ["-h"]) else 2
    outcome = importlib.import_module(f"bench.{argv[0]}").main(argv[1:])
    return int(outcome or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
