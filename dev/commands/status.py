"""What runs, under which process id, and at which address."""

import argparse
import asyncio
import json
import re
import subprocess
import urllib.request

from dev import running
from dev.instance import Instance, is_free
from dev.terminal import paint

_DOORS = {"rabbitmq": "amqp", "epmd": "amqp_names"}


def run(arguments: list[str]) -> int:
    """Print one row a process; exit code 0 when everything answers, 3 when nothing runs, 1 in between."""
    parser = argparse.ArgumentParser(prog="./paddock status", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    instance = Instance.named("up")
    rows = asyncio.run(_rows(instance))
    if options.json:
        print(json.dumps({"running": rows, "ports": instance.ports()}, indent=1))
    elif not rows:
        print("nothing runs: ./paddock up")
    else:
        for row in rows:
            state = paint("answers", "32") if row["answers"] else paint("does not answer", "31")
            print(f"{row['name']:<10} pid {row['pid']:<8} 127.0.0.1:{row['port'] or '-':<6} {state}")
    return 3 if not rows else 0 if all(row["answers"] for row in rows) else 1


async def _rows(instance: Instance) -> list[dict[str, object]]:
    ports = instance.ports()
    rows: list[dict[str, object]] = []
    for name, pid in running.alive(instance).items():
        if name == "supervisor":
            continue
        port = ports.get(_DOORS.get(name, name))
        answers = _ready(port) if name in {"comments", "notify", "images", "inbox"} else port and not is_free(port)
        rows.append({"name": name, "pid": pid, "port": port, "answers": bool(answers)})
    return rows


def _ready(port: int | None) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=3):
            return True
    except OSError:
        return False


def describe_port(port: int) -> str:
    """Which program holds a port, as far as the system tells."""
    try:
        out = subprocess.run(["ss", "-Hltnp", f"sport = :{port}"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return "another program"
    found = re.search(r'\(\("([^"]+)",pid=(\d+)', out)
    return f"{found[1]} (process {found[2]})" if found else "another program"
