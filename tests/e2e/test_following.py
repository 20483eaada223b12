"""One request followed to the mail it caused: by its id through the services' logs, by its spans in a collector."""

import io
import json
import secrets
from typing import Any

from PIL import Image

from dev.demo.surroundings import SITE
from tests.e2e.collector import Collector
from tests.e2e.world import World
from tests.support.waiting import until

MODERATOR = "anna@strada.example"


async def test_one_id_leads_from_a_post_through_the_logs_of_three_services_to_the_mail(world: World) -> None:
    assert world.stack
    name = await _post(world, {}, attachments=[await _attached(world)])

    async def followed() -> dict[str, list[dict[str, Any]]]:
        found = {service: _lines(world, service, name) for service in ("comments", "notify", "images")}
        return found if any(line["event"] == "mail" for line in found["notify"]) and found["images"] else {}

    lines = await until(followed, what="the mail in notify's log and the event in images'")
    assert [line["route"] for line in lines["comments"] if line["event"] == "request"] == ["/v1/comments"]
    assert {line["type"] for line in lines["images"]} == {"comment.held.v1"}
    assert {line["outcome"] for line in lines["notify"] if line["event"] == "mail"} == {"sent"}


async def test_one_trace_leads_from_a_post_over_the_broker_to_the_mail(world: World, collector: Collector) -> None:
    trace, above = secrets.token_hex(16), secrets.token_hex(8)
    await _post(world, {"traceparent": f"00-{trace}-{above}-01"})

    async def arrived() -> bool:
        return any(span.name == "mail held" for span in collector.of(trace))

    await until(arrived, what="the span of the mail")
    spans = {f"{span.service}: {span.name}": span for span in collector.of(trace)}
    chain = [
        "paddock-comments: POST /v1/comments",
        "paddock-comments: publish comment.held.v1",
        "paddock-notify: process comment.held.v1",
        "paddock-notify: mail held",
    ]
    parents = [above, *(spans[name].id for name in chain[:-1])]
    assert [spans[name].parent for name in chain] == parents


async def _post(world: World, headers: dict[str, str], **more: object) -> str:
    """Post a comment; the id that the edge gave the request."""
    rare = secrets.token_hex(4)
    async with world.client.get(f"{world.edge}/v1/form", params={"site": SITE}) as answer:
        token = (await answer.json())["token"]
    body = {"site": SITE, "url": world.page, "form_token": token, "name": "Bo", "email": f"bo.{rare}@readers.example"}
    body |= {"body": f"What a lovely day that was, {rare}.", **more}

    async def posted() -> str:
        async with world.client.post(f"{world.edge}/v1/comments", json=body, headers=headers) as answer:
            if answer.status == 422:  # the form was opened less than two seconds ago
                return ""
            assert answer.status == 202, await answer.text()
            return answer.headers["X-Request-ID"]

    return await until(posted, what="the comment to be taken")


async def _attached(world: World) -> str:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 64), "navy").save(drawn, "PNG")
    form: dict[str, Any] = {"file": io.BytesIO(drawn.getvalue())}
    async with world.client.post(
        f"{world.edge}/v1/pictures", params={"site": SITE, "owner": "comment"}, data=form
    ) as answer:
        assert answer.status in {200, 201, 202}, await answer.text()
        return str((await answer.json())["id"])


def _lines(world: World, service: str, name: str) -> list[dict[str, Any]]:
    assert world.stack
    text = world.stack.processes[service].log.read_text()
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{") and name in line]
    return [line for line in found if line.get("correlation") == name]
