"""The inbox's process: the SMTP door and the page, until it is told to stop.

In: `PADDOCK_DEV_INBOX_HOST`, `…_PORT` (page), `…_SMTP_PORT`, `…_REPLY_TO` (host:port of notify's listener), `…_FOLDER`.
"""

import asyncio
import signal
import sys
from pathlib import Path

from aiohttp import web

from dev.inbox.mails import Mails
from dev.inbox.smtp import listen
from dev.inbox.web import application
from dev.surroundings import asked


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    host = asked("PADDOCK_DEV_INBOX_HOST") or "127.0.0.1"
    folder = asked("PADDOCK_DEV_INBOX_FOLDER")
    reply_host, _, reply_port = (asked("PADDOCK_DEV_INBOX_REPLY_TO") or "127.0.0.1:8125").rpartition(":")
    mails = Mails(Path(folder) if folder else None)
    server = await listen(mails, host, int(asked("PADDOCK_DEV_INBOX_SMTP_PORT") or 8026))
    runner = web.AppRunner(application(mails, reply_host=reply_host, reply_port=int(reply_port)), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, int(asked("PADDOCK_DEV_INBOX_PORT") or 8025)).start()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    server.close()
    await runner.cleanup()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
