"""Mail out: a service process with many mails due, and a relay on this machine that takes them all.

Figures: mails a second from the first to the last mail at the relay, and how many were sent, uncertain, failed.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from services.notify.config import Config
from shared.env import Environment
from shared.postgres import Database
from tests.notify import conftest, makings
from tests.notify.smtp_server import SmtpServer
from tests.support import servers as servers_room
from tests.support.clock import FakeClock
from tests.support.servers import Servers
from tests.support.stack import Stack, port
from tests.support.waiting import until

PEOPLE = 50


def main(argv: list[str]) -> int:
    """Run it; 1 when a mail was lost or doubled."""
    parser = argparse.ArgumentParser(prog="./paddock bench mail", description=__doc__)
    parser.add_argument("--mails", type=int, default=2_000)
    parser.add_argument("--connections", type=int, default=4)
    asked = parser.parse_args(argv)
    figures = asyncio.run(measure(asked.mails, asked.connections))
    sys.stdout.write(json.dumps(figures) + "\n")
    return int(figures["received"] != figures["due"])


async def measure(mails: int, connections: int) -> dict[str, float]:
    """The figures of one run."""
    async with servers_room.running() as servers:
        database = await Database.open(servers.database_url("notify"), application="bench")
        smtp = await SmtpServer().start()
        try:
            given = {
                "PADDOCK_NOTIFY_MODERATOR_HOUR": "1000000",
                "PADDOCK_NOTIFY_BATCH_SIZE": "1000000",
                "PADDOCK_NOTIFY_CONNECTIONS": str(connections),
                "PADDOCK_NOTIFY_INBOUND_PORT": str(port()),
            }
            due = await prepare(database, conftest.settings(smtp.url, **given), mails)
            return await run(servers, database, smtp, given, due)
        finally:
            await smtp.close()
            await database.close()


async def prepare(database: Database, values: dict[str, str], mails: int) -> int:
    """Queue the mails, as events would; how many are due."""
    clock = FakeClock()
    clock.time = await database.fetch_value("SELECT now()")
    house = conftest.House(database, clock, Config.read(Environment(values)))
    await house.tell(makings.site(), *[makings.moderator(f"M{number}") for number in range(PEOPLE)])
    for number in range(mails // PEOPLE):
        await house.tell(makings.held(makings.comment(f"Comment {number}, as long as comments are. " * 4)))
    return int(await database.fetch_value("SELECT count(*) FROM delivery"))


async def run(
    servers: Servers, database: Database, smtp: SmtpServer, given: dict[str, str], due: int
) -> dict[str, float]:
    """Start a process and watch the relay until nothing is due."""
    with tempfile.TemporaryDirectory() as folder:
        own = {name: value for name, value in conftest.settings(smtp.url, **given).items() if "_NOTIFY_" in name}
        stack = Stack(servers=servers, folder=Path(folder), settings=own)
        stack.add("notify")
        arrivals: list[float] = []

        def watch(step: str, _to: str) -> None:
            if step == "dot":
                arrivals.append(time.perf_counter())

        smtp.script = watch
        await stack.start()
        try:

            async def done() -> bool:
                left = "SELECT count(*) FROM delivery WHERE state IN ('waiting', 'claimed', 'sending')"
                return int(await database.fetch_value(left)) == 0

            await until(done, seconds=600, what="every mail to be sent")
            cpu = cpu_seconds(stack)
        finally:
            await stack.end()
        rows = await database.fetch("SELECT state, count(*) AS total FROM delivery GROUP BY state")
        counts: dict[str, int] = {row["state"]: row["total"] for row in rows}
        span = max(arrivals) - min(arrivals)
        return {
            "due": due,
            "received": len(smtp.mails),
            "different": len({mail.message["Message-ID"] for mail in smtp.mails}),
            "uncertain": counts.get("uncertain", 0),
            "failed": counts.get("failed", 0),
            "connections": smtp.connections,
            "cpu_ms_a_mail": round(cpu / len(arrivals) * 1000, 2),
            "seconds": round(span, 2),
            "mails_per_second": round(len(arrivals) / span, 1),
        }


def cpu_seconds(stack: Stack) -> float:
    """The CPU time of the notify process so far."""
    process = stack.processes["notify"].process
    fields = Path(f"/proc/{process.pid if process else 'self'}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
