"""Bytes over the wire: a thread of 100 comments, plain and compressed, its headers, and what a comment weighs in it.

In: servers as for the tests. Out: bytes as they came over a socket, from the service and through the edge.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bench import _stage
from tests.e2e.world import edge_process
from tests.support import servers as servers_room
from tests.support.stack import port

HEADERS, COMMENT, COMPRESSED = 300, 450, 12_000
"""Goals, in bytes: of the headers, of a comment in plain JSON, of 100 comments compressed."""
CODINGS = ("identity", "gzip", "br", "zstd")
COUNT = 100
REMARKS = (
    "I stood at the second bend after the bridge, where the road turns away from the river.",
    "Does anybody know who drove the green one with the dented wing? It passed twice that morning.",
    "My father took me to see them start in the rain; we had sandwiches and one umbrella for five.",
    "That engine is not the original: the block was changed after the winter, as the club's book says.",
    "Wonderful pictures. The one with the dog on the wall is going to the kitchen, next to the calendar.",
    "They closed the pass at noon and everybody had to turn round. Nobody complained, which says a lot.",
    "What a sound! You could hear the supercharger from the other side of the valley before you saw it.",
)


SHORT = "&body=tree"
"""What the widget asks for."""


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench weight", description=(__doc__ or "").splitlines()[0])
    parser.parse_args(argv)
    good = True
    for where, form, coding, headers, body in asyncio.run(_measure()):
        plain = coding == "identity"
        each = f", {body / COUNT:.0f} a comment (goal {COMMENT})" if plain else f" (goal {COMPRESSED})"
        sys.stdout.write(
            f"{where:9} {form:6} {coding:9} headers {headers:4} (goal {HEADERS}), {COUNT} comments {body:6}{each}\n"
        )
        if form == "whole":
            continue  # the goals are for what the widget asks for
        good = good and headers <= HEADERS and body <= (COMMENT * COUNT if plain else COMPRESSED)
    return int(not good)


async def _measure() -> list[tuple[str, str, str, int, int]]:
    async with servers_room.running() as servers:
        with tempfile.TemporaryDirectory() as given:
            folder = Path(given)
            stack = _stage.prepared(servers, folder)
            await _stage.add_site(stack.processes["comments"])
            stack.ports |= {"notify": port(), "images": port(), "edge": port()}
            edge = edge_process(folder, stack, stack.ports["edge"], "/desk/", folder)
            await stack.start()
            try:
                await edge.start()
                query = await _filled(stack.url("comments"))
                return [
                    (where, form, coding, *await _weighed(f"{stack.url(where)}/v1/threads?{query}{more}", coding))
                    for where in ("comments", "edge")
                    for form, more in (("widget", SHORT), ("whole", ""))
                    for coding in CODINGS
                ]
            finally:
                await edge.end()
                await stack.end()


async def _filled(url: str) -> str:
    """A thread in which no two comments are the same; the query that asks for it."""
    page = f"{_stage.ORIGIN}/hundred"
    async with aiohttp.ClientSession() as client:
        token = await _stage.form_token(client, url)
        for number in range(COUNT):
            said = " ".join(REMARKS[(number * step) % len(REMARKS)] for step in range(1, 2 + number % 2))
            await _stage.post(client, url, number, url=page, body=f"{said} ({number})", form_token=token)
    return f"site={_stage.SITE}&url={page}"


async def _weighed(url: str, coding: str) -> tuple[int, int]:
    """Bytes of an answer's head and of its body, as sent."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(
            f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Accept-Encoding: {coding}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:-2])
        if "content-length" in fields:
            body = await reader.readexactly(int(fields["content-length"]))
        else:
            body = b""
            while size := int(await reader.readline(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
    finally:
        writer.close()
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    return len(head), len(body)
