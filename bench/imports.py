"""A WordPress export of 500 MB through the whole import: seconds, rows a second, and the memory it takes at most.

The file is made while it is read (a pipe), so only the waiting room of the import is on disk. `--write` keeps the
comments too, in a database of this measurement alone; without it the import is a dry run.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from dev.surroundings import inherited
from services.comments.actions.change_site import add_site
from shared import sealing
from shared.clock import SystemClock
from shared.events import Actor
from shared.postgres import Database
from tests.support import servers as servers_room

ROOT = Path(__file__).parents[1]
CEILING_MB = 200
HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>
"""
ITEM = """<item><title>Page {page}</title>
<link>https://magazine.example/page-{page}/</link>
<wp:post_id>{page}</wp:post_id>
<wp:post_date_gmt>2012-05-21 08:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
"""
COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id>
<wp:comment_author><![CDATA[Reader {id}]]></wp:comment_author>
<wp:comment_author_email>reader-{person}@readers.example</wp:comment_author_email>
<wp:comment_author_IP>203.0.113.9</wp:comment_author_IP>
<wp:comment_date_gmt>2012-05-22 {hour:02}:{minute:02}:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{words}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>
<wp:comment_type></wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""
WORDS = "The road over the pass was wet, and they drove it with the hood down all the same, singing. " * 8
A_PAGE = 200


def export(megabytes: int) -> Iterator[bytes]:
    """A WordPress export of about this size, page by page; each tenth comment is spam, each third a reply."""
    yield HEAD
    size, page = len(HEAD), 0
    while size < megabytes * 1_000_000:
        page += 1
        rows = [ITEM.format(page=page)]
        for number in range(1, A_PAGE + 1):
            key = page * A_PAGE + number
            rows.append(
                COMMENT.format(
                    id=key,
                    person=key % 50_000,
                    hour=number % 24,
                    minute=number % 60,
                    words=f"{'<em>So</em> it was. ' * (number % 4 == 0)}{WORDS[: 200 + number % 480]}{key}",
                    approved="spam" if number % 10 == 0 else "1",
                    parent=key + 1 if number % 3 == 0 else 0,  # children before parents
                )
            )
        piece = ("".join(rows) + "</item>\n").encode()
        size += len(piece)
        yield piece
    yield b"</channel></rss>\n"


def pour(pipe: IO[bytes], megabytes: int) -> None:
    """Write the export into a pipe, until it is closed."""
    try:
        with pipe:
            for piece in export(megabytes):
                pipe.write(piece)
    except BrokenPipeError:
        return


def main(argv: list[str]) -> int:
    """Measure; 1 when the memory is over its ceiling or the import fails."""
    parser = argparse.ArgumentParser(prog="bench imports", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--write", action="store_true", help="keep the comments too")
    return asyncio.run(_measure(parser.parse_args(argv)))


async def _measure(asked: argparse.Namespace) -> int:
    async with servers_room.running() as servers:
        db = await Database.open(servers.database_url("comments"), application="bench", size=2)
        operator = Actor(kind="system", name="operator", via="api")
        await add_site(db, SystemClock(), key="bench", name="B", origins=("https://magazine.example",), actor=operator)
        surroundings = {
            **inherited(),
            "PADDOCK_DATABASE_URL": servers.database_url("comments"),
            "PADDOCK_AMQP_URL": servers.amqp_url,
            "PADDOCK_PUBLIC_URL": "http://127.0.0.1:8080",
            "PADDOCK_STAFF_KEY": "a staff key of some length",
            "PADDOCK_COMMENTS_SECRET": "a secret of some length",
            "PADDOCK_COMMENTS_ADDRESS_KEY": "an address key of some length",
            "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": sealing.new_keys()[1],
        }
        seconds, status, peak, said = await asyncio.to_thread(_run, asked, surroundings)
        kept = await db.fetch_value("SELECT count(*) FROM comment")
        await db.close()
    print(said)
    print(f"{asked.megabytes} MB in {seconds:.0f} s ({asked.megabytes / seconds:.1f} MB/s), {kept} comments kept")
    print(f"memory at most {peak:.0f} MB (ceiling {CEILING_MB} MB)")
    return 1 if status or peak > CEILING_MB else 0


def _run(asked: argparse.Namespace, surroundings: dict[str, str]) -> tuple[float, int, float, str]:
    command = [sys.executable, "-m", "services.comments", "import", "wordpress", "-", "--site", "bench", "--json"]
    start = time.monotonic()
    process = subprocess.Popen(
        [*command, *([] if asked.write else ["--dry-run"])],
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    pouring = threading.Thread(target=pour, args=(process.stdin, asked.megabytes))
    pouring.start()
    last = b""
    for line in process.stdout:  # the report, a line a row: only the counts are wanted
        last = line
    pouring.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    process.stdout.close()
    return time.monotonic() - start, status, usage.ru_maxrss / 1024, last.decode().strip()
