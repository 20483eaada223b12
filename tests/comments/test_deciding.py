"""Decisions: the first wins, by desk or by mail, and everybody sees the same."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from aiohttp.test_utils import TestClient

from services.comments.actions.apply_decision import apply_decision
from services.comments.actions.decide_comment import decide_comment
from services.comments.actions.request_signin import request_signin
from services.comments.domain import Decision, Role
from services.comments.routes.rooms import Rooms
from services.comments.store import audit
from shared import staff as staff_kit
from shared.errors import Conflict
from shared.events import (
    Actor,
    CommentHeld,
    CommentPublished,
    CommentRejected,
    CommentRemoved,
    DecisionRequested,
    SigninRequested,
)
from shared.ids import uuid7
from shared.sealing import open_sealed
from tests.comments.conftest import PRIVATE_KEY, make_moderator, make_site
from tests.comments.test_posting import thread, told
from tests.support.clock import FakeClock

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]
ANNA = Actor(kind="staff", name="Anna", via="desk", id="1")
BERT = Actor(kind="staff", name="Bert", via="mail", id="2")


async def held(door: Door, rooms: Rooms, written: Written, **fields: Any) -> UUID:
    await make_site(rooms, policy="hold_all")
    async with door.post("/v1/comments", json=written(**fields)) as response:
        assert response.status == 202
        return UUID((await response.json())["comment"]["id"])


async def decide(rooms: Rooms, comment: UUID, decision: str, actor: Actor = ANNA, version: int | None = None) -> str:
    decided = await decide_comment(
        rooms.db, rooms.clock, comment=comment, decision=Decision(decision), actor=actor, version=version
    )
    rooms.changes.stir()
    return decided.state


async def by_mail(rooms: Rooms, comment: UUID, decision: str) -> None:
    async with rooms.db.transaction() as tx:
        await apply_decision(
            tx,
            rooms.clock,
            DecisionRequested(
                request=uuid7(),
                site="sportscar",
                comment=comment,
                decision=decision,
                actor=BERT,
                requested_at=rooms.clock.now(),
            ),
        )


async def test_an_approved_comment_is_shown_counted_and_told(door: Door, rooms: Rooms, written: Written) -> None:
    comment = await held(door, rooms, written)
    assert await decide(rooms, comment, "approve") == "published"
    event = (await told(rooms))[-1]
    assert isinstance(event, CommentPublished)
    assert event.decided_by == ANNA
    assert event.comment.version == 2
    page = await thread(door, v="2")
    assert page["thread"]["count"] == 1
    assert page["comments"][0]["id"] == str(comment)


async def test_the_second_moderator_is_told_who_was_first(door: Door, rooms: Rooms, written: Written) -> None:
    comment = await held(door, rooms, written)
    await decide(rooms, comment, "reject", version=1)
    with pytest.raises(Conflict, match=r"Anna rejected this comment at 09:00 UTC"):
        await decide(rooms, comment, "approve", BERT, version=1)


async def test_a_decision_by_mail_that_comes_second_changes_nothing(door: Door, rooms: Rooms, written: Written) -> None:
    comment = await held(door, rooms, written)
    await by_mail(rooms, comment, "spam")
    await by_mail(rooms, comment, "approve")
    await by_mail(rooms, comment, "no such decision")
    events = await told(rooms)
    assert isinstance(events[-1], CommentRejected)
    assert events[-1].comment.state == "spam"
    assert [line.action for line in await audit.list_audit_of_comment(rooms.db, comment)] == ["spam"]


async def test_an_undo_is_a_new_line_and_leads_back(door: Door, rooms: Rooms, written: Written) -> None:
    comment = await held(door, rooms, written)
    await decide(rooms, comment, "approve")
    assert await decide(rooms, comment, "undo", BERT) == "held"
    assert isinstance((await told(rooms))[-1], CommentHeld)
    assert (await thread(door, v="x"))["thread"]["count"] == 0
    with pytest.raises(Conflict):
        await decide(rooms, comment, "undo")
    lines = await audit.list_audit_of_comment(rooms.db, comment)
    assert [(line.action, line.actor_name, line.undoes) for line in lines] == [
        ("undo", "Bert", lines[1].id),
        ("approve", "Anna", None),
    ]


async def test_the_audit_trail_can_t_be_changed(rooms: Rooms) -> None:
    await make_site(rooms)
    for statement in ("UPDATE audit SET actor_name = 'Nobody'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="append-only"):
            await rooms.db.execute(statement)


async def test_a_removed_comment_keeps_its_place_while_it_has_replies(
    door: Door, rooms: Rooms, written: Written
) -> None:
    await make_site(rooms)
    async with door.post("/v1/comments", json=written("A question")) as response:
        root = (await response.json())["comment"]["id"]
    async with door.post("/v1/comments", json=written("A reply", name="Ben", parent=root)) as response:
        reply = (await response.json())["comment"]["id"]
    await decide(rooms, UUID(root), "remove")
    event = (await told(rooms))[-1]
    assert isinstance(event, CommentRemoved)
    assert event.comment.text == ""
    page = await thread(door, v="1")
    tombstone = page["comments"][0]
    assert (tombstone["state"], tombstone["body"], tombstone["html"], tombstone["author"]["name"]) == (
        "removed",
        [],
        "",
        "",
    )
    assert tombstone["replies"][0]["id"] == reply
    assert page["thread"]["count"] == 1
    await decide(rooms, UUID(reply), "spam")
    assert (await thread(door, v="2"))["comments"] == []


async def sign_in(door: Door, rooms: Rooms, name: str = "Anna") -> str:
    """Through the mailed link, as a browser does; the session's CSRF token."""
    async with door.post("/v1/signins", json={"email": f"{name.lower()}@magazine.example"}) as response:
        assert response.status == 202
    event = (await told(rooms))[-1]
    assert isinstance(event, SigninRequested)
    link = open_sealed(PRIVATE_KEY, event.sealed_token)
    async with door.post("/v1/sessions", json={"token": link}) as response:
        assert response.status == 201
        csrf: str = (await response.json())["csrf"]
    async with door.post("/v1/sessions", json={"token": link}) as response:
        assert response.status == 410
    return csrf


async def test_a_mailed_link_signs_in_once_and_the_desk_may_decide(door: Door, rooms: Rooms, written: Written) -> None:
    comment = await held(door, rooms, written)
    await make_moderator(rooms)
    path = f"/v1/comments/{comment}/decision"
    async with door.put(path, json={"decision": "approve"}) as response:
        assert response.status == 401
    csrf = await sign_in(door, rooms)
    async with door.put(path, json={"decision": "approve"}) as response:
        assert response.status == 403
    headers = {"X-CSRF": csrf}
    async with door.put(
        path, json={"decision": "approve"}, headers=headers | {"Origin": "https://evil.example"}
    ) as response:
        assert response.status == 403
    async with door.put(path, json={"decision": "approve", "version": 1}, headers=headers) as response:
        assert response.status == 200
        assert (await response.json())["decided_by"] == "Anna"
    async with door.get("/internal/staff") as response:
        assert response.status == 200
        person = staff_kit.verify("a staff key of some length", response.headers[staff_kit.HEADER], rooms.clock.now())
        assert person.roles == {"sportscar": "moderator"}
    async with door.get("/v1/sessions") as response:
        mine = await response.json()
    async with door.delete(f"/v1/sessions/{mine['current']}") as response:
        assert response.status == 204
    async with door.get("/internal/staff") as response:
        assert response.status == 401


async def test_the_link_works_only_in_the_browser_that_asked(door: Door, rooms: Rooms) -> None:
    await make_site(rooms)
    await make_moderator(rooms)
    await request_signin(rooms.db, rooms.clock, rooms.keys, email="anna@magazine.example", browser="another browser")
    event = (await told(rooms))[-1]
    async with door.post("/v1/sessions", json={"token": open_sealed(PRIVATE_KEY, event.sealed_token)}) as response:
        assert response.status == 401


async def test_five_wrong_codes_end_the_wish(door: Door, rooms: Rooms, clock: FakeClock) -> None:
    await make_site(rooms)
    await make_moderator(rooms)
    async with door.post("/v1/signins", json={"email": "anna@magazine.example"}):
        pass
    right = open_sealed(PRIVATE_KEY, (await told(rooms))[-1].sealed_code)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        async with door.post("/v1/sessions", json={"code": wrong}) as response:
            assert response.status == 422
    async with door.post("/v1/sessions", json={"code": right}) as response:
        assert response.status == 410


async def test_a_stranger_gets_the_same_answer_and_no_mail(door: Door, rooms: Rooms) -> None:
    await make_site(rooms)
    async with door.post("/v1/signins", json={"email": "stranger@elsewhere.example"}) as response:
        assert response.status == 202
    assert not any(isinstance(event, SigninRequested) for event in await told(rooms))


async def test_an_expert_may_not_decide_nor_anybody_of_another_site(door: Door, rooms: Rooms, written: Written) -> None:
    comment = await held(door, rooms, written)
    await make_site(rooms, "other")
    await make_moderator(rooms, role=Role.EXPERT)
    await make_moderator(rooms, role=Role.OWNER, site="other")
    csrf = await sign_in(door, rooms)
    async with door.put(
        f"/v1/comments/{comment}/decision", json={"decision": "approve"}, headers={"X-CSRF": csrf}
    ) as response:
        assert response.status == 403
        assert (await response.json())["code"] == "role"
