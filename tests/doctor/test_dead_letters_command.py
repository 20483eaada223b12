"""The operator's command for what a service could not take in."""

import asyncio
import json
import os
import sys

import aio_pika

from shared.messaging import topology
from tests.support.stack import ROOT


async def run(amqp_url: str, *words: str) -> tuple[int, str]:
    """The command itself: exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "shared.messaging",
        *words,
        env={**os.environ, "PADDOCK_AMQP_URL": amqp_url},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode().strip()


async def test_a_dead_letter_is_listed_shown_replayed_and_dropped(amqp_url: str) -> None:
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        for name in ("one", "two"):
            letter = aio_pika.Message(
                b'{"n":1}',
                message_id=name,
                type="x.v1",
                headers={"x-paddock-code": "unreadable", "x-paddock-reason": "why"},
            )
            await channel.default_exchange.publish(letter, topology.dead_queue_name("images"))
        code, out = await run(amqp_url, "list", "images", "--json")
        assert (code, [row["id"] for row in json.loads(out)]) == (0, ["one", "two"])
        assert (await run(amqp_url, "show", "images", "two"))[1] == 'two x.v1 unreadable: why\n{"n":1}'
        assert (await run(amqp_url, "drop", "images", "nobody"))[0] == 1
        assert await run(amqp_url, "replay", "images", "one") == (0, "1 given back to images")
        assert await run(amqp_url, "drop", "images", "two") == (0, "1 thrown away")
        assert await run(amqp_url, "list", "images") == (0, "no dead letters of images")
        queue = await channel.get_queue(topology.queue_name("images"))
        assert await queue.purge()
