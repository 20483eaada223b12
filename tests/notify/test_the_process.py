"""Notify as a process of its own: killed in the middle, nothing is lost and nothing doubled."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosmtplib

from shared.events import Event
from shared.ids import uuid7
from shared.messaging.relay import Relay
from shared.postgres import Database
from tests.notify import makings
from tests.notify.conftest import settings
from tests.notify.smtp_server import Fault, SmtpServer
from tests.support.servers import Servers
from tests.support.stack import Process, Stack, port
from tests.support.waiting import until


@asynccontextmanager
async def relaying(database: Database, amqp_url: str) -> AsyncIterator[None]:
    """comments' relay, in the test's own process."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(Relay(database, amqp_url).run())
        yield
        task.cancel()


async def emit(database: Database, *events: Event) -> None:
    async with database.transaction() as tx:
        await tx.emit(*events)


def notify(servers: Servers, folder: Path, smtp: SmtpServer, **changes: str) -> tuple[Stack, Process]:
    given = {name: value for name, value in settings(smtp.url).items() if name.startswith("PADDOCK_NOTIFY_")}
    given |= {"PADDOCK_NOTIFY_INBOUND_PORT": str(port()), "PADDOCK_PUBLIC_URL": "http://127.0.0.1:8080"} | changes
    stack = Stack(servers=servers, folder=folder, settings=given)
    return stack, stack.add("notify")


async def test_an_event_from_the_broker_becomes_a_mail_and_a_signal_ends_the_process_cleanly(
    servers: Servers, comments_db: Database, notify_db: Database, smtp: SmtpServer, tmp_path: Path
) -> None:
    stack, process = notify(servers, tmp_path, smtp)
    await stack.start()
    try:
        async with relaying(comments_db, servers.amqp_url):
            await emit(comments_db, makings.site(), makings.moderator("Anna"))
            await until(lambda: count(notify_db, "moderator"), what="the moderator")
            await emit(comments_db, makings.held(makings.comment("By way of the broker")))

            async def arrived() -> bool:
                return bool(smtp.mails)

            await until(arrived, what="the mail")
        assert "By way of the broker" in smtp.mails[0].text
        assert await process.end() == 0, process.tail()
        log = process.log.read_text()
        assert "anna@staff.example" not in log
        assert not any(path.split("/")[-1].split("?")[0] in log for path in _tokens(smtp))
    finally:
        await stack.end()


async def test_a_kill_before_data_sends_the_mail_once_later(
    servers: Servers, notify_db: Database, smtp: SmtpServer, tmp_path: Path, house: Any
) -> None:
    stalled = asyncio.Event()

    def script(step: str, _recipient: str) -> Fault | None:
        if step == "RCPT" and not stalled.is_set():
            stalled.set()
            return Fault.STALL
        return None

    smtp.script = script
    await house.tell(makings.site(), makings.moderator("Anna"), makings.held(makings.comment()))
    house.clock.time = await notify_db.fetch_value("SELECT now()")
    stack, process = notify(servers, tmp_path, smtp)
    await stack.start()
    try:
        await asyncio.wait_for(stalled.wait(), 15)
        await process.end(signal.SIGKILL)
        assert await house.states() == ["claimed"]
        await notify_db.execute("UPDATE delivery SET locked_until = now() - interval '1 second'")
        await process.start()

        async def sent() -> bool:
            return bool(await house.states() == ["sent"])

        await until(sent, what="the mail to be sent")
        assert len(smtp.mails) == 1
    finally:
        await stack.end()


async def test_a_kill_in_data_leaves_an_uncertain_mail_that_is_not_doubled(
    servers: Servers, notify_db: Database, smtp: SmtpServer, tmp_path: Path, house: Any
) -> None:
    taken = asyncio.Event()

    def script(step: str, _recipient: str) -> Fault | None:
        if step == "dot":
            taken.set()
            return Fault.STALL
        return None

    smtp.script = script
    house.clock.time = await notify_db.fetch_value("SELECT now()")
    await house.tell(makings.site(), makings.moderator("Anna"), makings.held(makings.comment()))
    stack, process = notify(servers, tmp_path, smtp)
    await stack.start()
    try:
        await asyncio.wait_for(taken.wait(), 15)
        await process.end(signal.SIGKILL)
        assert await house.states() == ["sending"]
        await notify_db.execute("UPDATE delivery SET locked_until = now() - interval '1 second'")
        smtp.script = lambda _step, _recipient: None
        await process.start()

        async def uncertain() -> bool:
            return bool(await house.states() == ["uncertain"])

        await until(uncertain, what="the mail to be called uncertain")
        assert smtp.mails == []
    finally:
        await stack.end()


async def test_a_listener_killed_between_data_and_commit_is_given_the_mail_again_and_takes_it_once(
    servers: Servers, notify_db: Database, smtp: SmtpServer, tmp_path: Path, house: Any
) -> None:
    house.clock.time = await notify_db.fetch_value("SELECT now()")
    elena = makings.moderator("Elena", role="expert")
    await house.tell(makings.site(), elena)
    await house.queue(
        "draft", "draft:1", f"moderator:{elena.moderator}", {"draft": str(uuid7()), "about": "x:1", "text": "A"}
    )
    await house.send()
    to = smtp.mails[0].sender.replace("b+", "r+")
    raw = f"From: elena@staff.example\r\nTo: {to}\r\nMessage-ID: <1@x>\r\n\r\nIt is a Fiat.\r\n".encode()
    stack, process = notify(servers, tmp_path, smtp)
    await stack.start()
    smtp_port = int(process.environment["PADDOCK_NOTIFY_INBOUND_PORT"])
    try:
        async with notify_db.transaction() as tx:
            await tx.execute("LOCK TABLE raw_mail IN SHARE MODE")
            reader, writer = await asyncio.open_connection("127.0.0.1", smtp_port)
            for line in ("EHLO test", "MAIL FROM:<elena@staff.example>", f"RCPT TO:<{to}>", "DATA"):
                while (await reader.readline())[3:4] == b"-":
                    pass
                writer.write(f"{line}\r\n".encode())
            while not (await reader.readline()).startswith(b"354"):
                pass
            writer.write(raw + b".\r\n")

            async def waits_for_the_lock() -> bool:
                return bool(
                    await servers.admin.fetchval(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        " AND query LIKE '%raw_mail%'"
                    )
                )

            await until(waits_for_the_lock, what="the insert to wait")
            await process.end(signal.SIGKILL)
            assert await reader.read() == b""
            writer.close()
        await process.start()
        for _ in range(2):
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=smtp_port) as client:
                await client.sendmail("elena@staff.example", [to], raw)
        assert await count(notify_db, "raw_mail") == 1
    finally:
        await stack.end()


async def count(database: Database, table: str) -> int:
    return int(await database.fetch_value(f"SELECT count(*) FROM {table}"))


def _tokens(smtp: SmtpServer) -> list[str]:
    from tests.notify.conftest import links_in

    return links_in(smtp.mails[0].text)
