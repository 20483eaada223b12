"""Three replicas of every service: nothing is done twice, and a reader on one hears what came in on another."""

import asyncio

import aiohttp
import pytest

from tests.compose.conftest import Compose
from tests.compose.readers import MODERATOR, open_site, post, rows
from tests.support.waiting import until

pytestmark = pytest.mark.compose
THREE = tuple(word for service in ("comments", "notify", "images") for word in ("--scale", f"{service}=3"))


async def test_three_of_each_mail_every_comment_once(compose: Compose, client: aiohttp.ClientSession) -> None:
    compose.give("postgres", "768m")  # nine processes' connections don't fit into the small installation's limit
    compose("up", "-d", "--wait", "--no-recreate", *THREE)
    try:
        open_site(compose)
        async with asyncio.TaskGroup() as group:
            posting = [group.create_task(post(compose, client)) for _ in range(12)]
        posted = [task.result() for task in posting]

        async def mailed() -> str:
            async with client.get(
                f"{compose.url('inbox')}/api/messages", params={"to": MODERATOR, "whole": "1"}
            ) as answer:
                return "\n".join(mail["text"] for mail in (await answer.json())["messages"])

        async def all_mailed() -> bool:
            text = await mailed()
            return all(words in text for _, words in posted)

        await until(all_mailed, seconds=120, what="a mail about each comment")
        text = await mailed()
        assert [words for _, words in posted if text.count(words) != 1] == []
        waiting = "SELECT (SELECT count(*) FROM comments.outbox) + (SELECT count(*) FROM notify.outbox)"

        async def is_drained() -> bool:
            return await asyncio.to_thread(rows, compose, waiting) == "0"

        await until(is_drained, seconds=60, what="the outboxes to be empty")
        doctor = await asyncio.to_thread(compose, "run", "--rm", "-T", "--no-deps", "doctor", check=False)
        assert doctor.stdout.count("3 readers") == 3, doctor.stdout
    finally:
        compose("up", "-d", "--wait", "--no-recreate")
