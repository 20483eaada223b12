"""A small load through the edge, by a test or by hand.

In: a running project with the site of `tests.compose.readers`. Out: what was taken, and how long it took, in words.
`python -m tests.compose.load --edge URL --posts 200 --reads 2000 --pictures 20`
"""

import argparse
import asyncio
import io
import secrets
import sys
import time
from dataclasses import dataclass, field

import aiohttp
from PIL import Image

from tests.compose.readers import PAGE, SITE
from tests.support.waiting import until

AT_ONCE = 8


@dataclass(slots=True)
class Load:
    """Counts what went through this edge; anything but the expected answer raises AssertionError."""

    edge: str
    client: aiohttp.ClientSession
    taken: list[str] = field(default_factory=list)

    async def post(self) -> None:
        """One comment, taken (202, or 503 and asked again)."""
        async with self.client.get(f"{self.edge}/v1/form", params={"site": SITE}) as answer:
            token = (await answer.json())["token"]
        who = secrets.token_hex(6)
        body = {
            "site": SITE,
            "url": f"{PAGE}/{secrets.randbelow(20)}",
            "name": "R",
            "email": f"{who}@readers.example",
            "body": f"remark {who} " + "about the race and its cars " * 8,
            "form_token": token,
        }

        async def sent() -> bool:
            async with self.client.post(
                f"{self.edge}/v1/comments", json=body, headers={"Idempotency-Key": who}
            ) as answer:
                assert answer.status in {201, 202, 503}, await answer.text()
                if answer.status != 503:
                    self.taken.append((await answer.json())["comment"]["id"])
                return answer.status != 503

        await until(sent, seconds=90, what="a comment to be taken")

    async def read(self) -> None:
        """One thread."""
        where = {"site": SITE, "url": f"{PAGE}/{secrets.randbelow(20)}"}
        async with self.client.get(f"{self.edge}/v1/threads", params=where) as answer:
            assert answer.status == 200, await answer.text()
            await answer.read()

    async def picture(self, content: bytes) -> None:
        """One reader's attachment."""
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(content), filename="kerb.jpg", content_type="image/jpeg")
        where = {"site": SITE, "owner": "comment"}
        async with self.client.post(f"{self.edge}/v1/pictures", params=where, data=form) as answer:
            assert answer.status == 202, await answer.text()


def photograph(megapixels: float) -> bytes:
    """A photograph's size and grain, as JPEG."""
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    out = io.BytesIO()
    Image.effect_noise((round(height * 1.5), height), 40).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


async def drive(load: Load, *, posts: int, reads: int, pictures: int, megapixels: float) -> dict[str, float]:
    """All three kinds beside each other; the seconds each took."""
    content = photograph(megapixels) if pictures else b""
    took: dict[str, float] = {}

    async def several(name: str, count: int, one: object, *, beside: int) -> None:
        started = time.monotonic()
        left = iter(range(count))

        async def worker() -> None:
            for _ in left:
                await one()  # type: ignore[operator]

        async with asyncio.TaskGroup() as group:
            for _ in range(min(beside, count)):
                group.create_task(worker())
        took[name] = round(time.monotonic() - started, 1)

    async with asyncio.TaskGroup() as group:
        group.create_task(several("posts", posts, load.post, beside=AT_ONCE))
        group.create_task(several("reads", reads, load.read, beside=AT_ONCE))
        group.create_task(several("pictures", pictures, lambda: load.picture(content), beside=2))
    return took


async def _main(options: argparse.Namespace) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        load = Load(options.edge, client)
        took = await drive(
            load,
            posts=options.posts,
            reads=options.reads,
            pictures=options.pictures,
            megapixels=options.megapixels,
        )
    sys.stdout.write(f"{len(load.taken)} comments taken; seconds: {took}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edge", required=True)
    parser.add_argument("--posts", type=int, default=200)
    parser.add_argument("--reads", type=int, default=2000)
    parser.add_argument("--pictures", type=int, default=20)
    parser.add_argument("--megapixels", type=float, default=24.0)
    asyncio.run(_main(parser.parse_args()))
