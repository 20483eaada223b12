"""Kill any one part in the middle of the path and start it again: the path completes, nothing is lost or doubled."""

import asyncio
import dataclasses
import io
import os
import re
import secrets
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from dev import running
from dev.demo.surroundings import SITE
from dev.instance import Instance
from dev.servers import rabbitmq
from dev.supervisor import Supervisor
from shared.messaging import topology
from tests.e2e import world as worlds
from tests.e2e.world import World
from tests.support import servers as servers_room
from tests.support.waiting import until

pytestmark = pytest.mark.chaos
MODERATORS = ("anna@strada.example", "marc@strada.example")
PATIENCE = 90.0


def word() -> str:
    """A word that is nowhere else."""
    return "".join(secrets.choice("bdfgklmnprst") + secrets.choice("aeiou") for _ in range(5))


async def insist(world: World, path: str, **sent: Any) -> dict[str, Any]:
    """POST until it is answered, as a patient client does: the same request again, so that it counts once."""

    async def once() -> dict[str, Any] | None:
        try:
            async with world.client.post(f"{world.edge}{path}", **sent) as answer:
                if answer.status >= 500:
                    return None
                text = await answer.text()
                assert answer.status < 400, text
                return {"status": answer.status, "text": text}
        except (aiohttp.ClientError, ConnectionError):
            return None

    answer = await until(once, seconds=PATIENCE, what=f"POST {path} to be answered")
    assert answer
    return answer


async def ask(world: World, name: str, email: str, text: str, **more: Any) -> None:
    """Post a question, as often as it takes, under one Idempotency-Key."""
    key = secrets.token_hex(16)

    async def token() -> str:
        try:
            async with world.client.get(f"{world.edge}/v1/form", params={"site": SITE}) as answer:
                return str((await answer.json())["token"]) if answer.status == 200 else ""
        except (aiohttp.ClientError, ConnectionError):
            return ""

    body = {"site": SITE, "url": world.page, "name": name, "email": email, "body": text, "follow": "answer", **more}
    body["form_token"] = await until(token, seconds=PATIENCE, what="a form token")
    await insist(world, "/v1/comments", json=body, headers={"Idempotency-Key": key})


async def link(world: World, to: str, rare: str, path: str) -> str:
    """The path of a link in the mail with this word."""
    mail = await world.mail(to, rare, seconds=PATIENCE)
    found = re.search(rf"({re.escape(path)}[a-z0-9]+)", mail["text"])
    assert found, mail["text"]
    return found[1]


async def walk(world: World, hurt: Callable[[], Coroutine[Any, Any, None]], **more: Any) -> dict[str, Any]:
    """A reader asks, a moderator approves, the archive answers; `hurt` comes after the question and after the mail.

    Returns the comment as readers see it.
    """
    rare = word()
    name, email = f"Otto {rare.title()}", f"otto.{rare}@readers.example"
    async with asyncio.TaskGroup() as together:
        together.create_task(ask(world, name, email, f"What is that car, plate MI 18 3385? {rare}", **more))
        together.create_task(hurt())
    confirmation = await link(world, email, "/mail/confirm/", "/mail/confirm/")
    decision, _ = [await link(world, moderator, rare, "/mail/decide/") for moderator in MODERATORS]
    await hurt()
    await insist(world, confirmation, data={"confirm": "yes"})
    await insist(world, decision, data={"decision": "approve"})

    async def answered() -> list[dict[str, Any]]:
        found = [comment for comment in await world.comments() if rare in comment["html"]]
        return found if found and found[0]["replies"] else []

    [comment] = await until(answered, seconds=PATIENCE, what="the archive's answer")
    await world.mail(email, "104", seconds=PATIENCE)
    assert [reply["answer"]["kind"] for reply in comment["replies"]] == ["archive"]
    assert len(await world.mails(email)) == 2, "the confirmation and the answer"
    for moderator in MODERATORS:
        assert len(await world.mails(moderator, rare)) == 1
    return comment


def killing(world: World, service: str) -> Callable[[], Coroutine[Any, Any, None]]:
    """SIGKILL to a service, and a new start."""
    assert world.stack, "these tests kill, so they start their own"
    process = world.stack.processes[service]

    async def hurt() -> None:
        await process.kill()
        await process.start(seconds=60)

    return hurt


async def test_comments_killed_in_the_middle_loses_and_doubles_nothing(world: World) -> None:
    await walk(world, killing(world, "comments"))


async def test_notify_killed_in_the_middle_loses_and_doubles_nothing(world: World) -> None:
    await walk(world, killing(world, "notify"))


async def test_images_killed_in_the_middle_loses_no_picture(world: World) -> None:
    picture = io.BytesIO()
    Image.effect_noise((1700, 1100), 60).convert("RGB").save(picture, "JPEG")
    form = aiohttp.FormData()
    form.add_field("file", picture.getvalue(), filename="kerb.jpg", content_type="image/jpeg")
    address = f"{world.edge}/v1/pictures?site={SITE}&owner=comment"
    async with world.client.post(address, data=form) as answer:
        assert answer.status == 202, await answer.text()
        made = (await answer.json())["id"]
    comment = await walk(world, killing(world, "images"), attachments=[made])

    async def rendered() -> list[dict[str, Any]]:
        found = [one for one in await world.comments() if one["id"] == comment["id"]]
        return [one for one in found[0]["attachments"] if len(one["renditions"]) >= 6]

    assert [one["id"] for one in await until(rendered, seconds=PATIENCE, what="the renditions")] == [made]


async def test_rabbitmq_killed_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    for part in (folder, folder / "log", folder / "run"):
        part.mkdir(parents=True)
    broker = Instance(name="kill", folder=folder)
    async with servers_room.running() as servers, Supervisor(broker, show=lambda *_: None) as supervisor:
        await supervisor.start(rabbitmq.programs(broker))
        await topology.declare(rabbitmq.amqp_url(broker))
        own = dataclasses.replace(servers, amqp_url=rabbitmq.amqp_url(broker))
        async with worlds.started(own, tmp_path) as world:

            async def hurt() -> None:
                os.killpg(running.alive(broker)["rabbitmq"], signal.SIGKILL)

            await walk(world, hurt)
