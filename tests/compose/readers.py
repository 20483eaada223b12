"""A site whose comments are all held, its readers, and what the database knows of them."""

import secrets
from typing import Any

import aiohttp

from tests.compose.conftest import Compose
from tests.support.waiting import until

SITE = "rehearsal"
MODERATOR = "moderator@rehearsal.example"
PAGE = "https://rehearsal.example/story"
_ORIGIN = "https://rehearsal.example"
_SETTINGS = ("policy=hold_all", "flood_interval=0", "flood_burst=0", "form_seconds=0")


def open_site(compose: Compose) -> None:
    """Have the site with its one moderator; it may be there already."""
    commands = (
        ("site", "add", "--key", SITE, "--name", "Rehearsal", "--origin", _ORIGIN),
        ("site", "set", SITE, *_SETTINGS),
        ("moderator", "add", "--site", SITE, "--name", "M", "--email", MODERATOR, "--role", "moderator"),
    )
    for words in commands:
        compose.inside("comments", "python", "-m", "services.comments", *words, check=words[1] == "set")


async def post(compose: Compose, client: aiohttp.ClientSession) -> tuple[str, str]:
    """One held comment: its id and its words."""

    async def form() -> str:
        async with client.get(f"{compose.url('edge')}/v1/form", params={"site": SITE}) as answer:
            return str((await answer.json())["token"]) if answer.status == 200 else ""

    token = await until(form, what="the site's form")
    words = f"remark {secrets.token_hex(6)}"
    body: dict[str, Any] = {
        "site": SITE,
        "url": PAGE,
        "name": "R",
        "email": f"{secrets.token_hex(4)}@readers.example",
        "body": words,
    }

    once = {"Idempotency-Key": secrets.token_hex(8)}

    async def taken() -> str:
        """The id; nothing as long as a replica goes by the settings of a second ago."""
        async with client.post(
            f"{compose.url('edge')}/v1/comments", json={**body, "form_token": token}, headers=once
        ) as answer:
            assert answer.status in {202, 404, 429, 503}, await answer.text()
            return str((await answer.json())["comment"]["id"]) if answer.status == 202 else ""

    return await until(taken, seconds=20, what="a comment to be taken"), words


def rows(compose: Compose, query: str) -> str:
    """What the database answers."""
    return compose.inside(
        "postgres", "psql", "-X", "-At", "-U", "postgres", "-d", "paddock", "-c", query
    ).stdout.strip()
