"""Say what an installation of this size needs: cores at the busiest minute, disk, processes (docs/capacity.md)."""

import argparse
import json
from dataclasses import asdict, fields, replace

from dev.capacity import USUAL, plan, readable


def run(arguments: list[str]) -> int:
    """Print it; exit code 0."""
    parser = argparse.ArgumentParser(prog="./paddock capacity", description=__doc__)
    parser.add_argument("--sites", type=int, default=1)
    parser.add_argument("--comments", type=float, default=10_000, help="stored in all")
    parser.add_argument("--a-day", type=float, help="new ones (default: the stored ones came in over three years)")
    for habit in fields(USUAL):
        parser.add_argument(f"--{habit.name.replace('_', '-')}", type=float, default=getattr(USUAL, habit.name))
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    habits = replace(USUAL, **{habit.name: getattr(options, habit.name) for habit in fields(USUAL)})
    needed = plan(sites=options.sites, comments=options.comments, a_day=options.a_day, habits=habits)
    if options.json:
        print(json.dumps(asdict(needed), indent=1))
        return 0
    print(f"busiest minute  {needed.reads:.3g} reads a second, {needed.posts:.3g} comments a second")
    for name, cores in needed.cores.items():
        processes = f", {needed.processes[name]} process(es)" if name in needed.processes else ""
        print(f"  {name:<12}  {cores:.3f} cores{processes}")
    print(f"database        {readable(needed.database)}")
    print(f"pictures        {readable(needed.pictures)}")
    return 0
