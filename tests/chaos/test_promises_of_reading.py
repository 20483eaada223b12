"""Readers go on reading while everything behind the door is away; writing says so; all is well again by itself."""

import pytest

from tests.chaos.scene import NAMES, Scene
from tests.support.waiting import until

pytestmark = pytest.mark.chaos
STALE = "Response is Stale"


async def test_readers_go_on_reading_while_one_part_after_the_other_goes_away(scene: Scene) -> None:
    assert (await scene.post(page="read")).status == 201

    async def shown() -> bool:
        return bool((await scene.read("read")).said["comments"])

    await until(shown, what="the remark to be shown")
    thread = (await scene.read("read")).said
    counted = (await scene.read("read", path="/v1/counts")).said
    doors = scene.world.doors["comments"]
    assert [(await scene.read("read", door=door)).said for door in doors] == [thread, thread]
    victims = scene.world.victims
    for gone in ("rabbitmq", "notify-1", "notify-2", "images-1", "images-2"):
        await victims[gone].cut_power()
    assert (await scene.read("read")).said == thread
    assert (await scene.post(page="other")).status == 201
    assert (await scene.read("never-read-before")).status == 200

    await victims["postgres"].cut_power()

    async def marked_stale() -> bool:
        answer = await scene.read("read")
        assert (answer.status, answer.said) == (200, thread)
        return STALE in answer.headers.get("Warning", "")

    await until(marked_stale, seconds=30, what="the thread to be served through the edge, and marked as stale")
    for door in doors:
        direct = await scene.read("read", door=door)
        assert (direct.status, direct.said) == (200, thread)
        assert STALE in direct.headers["Warning"]
    assert (await scene.read("read", path="/v1/counts")).said == counted
    refused = await scene.post(page="read")
    assert (refused.status, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 0

    for name in ("comments-1", "comments-2"):
        await victims[name].cut_power()
    answer = await scene.read("read")
    assert (answer.status, answer.said) == (200, thread)
    refused = await scene.post(page="read")
    assert (refused.status, int(refused.headers["Retry-After"]) > 0) == (503, True)

    for name in ("postgres", "rabbitmq", *(f"{service}-{number}" for service in NAMES for number in (1, 2))):
        await victims[name].start()
    await scene.at_rest()
    written = await scene.post(page="read")
    assert written.status == 201
    await scene.all_there([written.comment])

    async def fresh() -> bool:
        answer = await scene.read("read")
        return len(answer.said["comments"]) == 2 and "Warning" not in answer.headers

    await until(fresh, seconds=30, what="the new remark beside the old one, without a mark")
