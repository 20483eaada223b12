"""Many events in one transaction: what is looked up for all of them at once changes nothing of what each does."""

import asyncio

from shared.events import Actor, Comment, CommentEdited, CommentReported, ThreadMerged
from shared.ids import uuid7
from tests.notify import makings
from tests.notify.conftest import House

READER = Actor(kind="reader", name="Ann", via="api")


async def test_a_batch_leaves_what_its_events_leave_one_by_one(house: House) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"))
    followed = makings.comment("A remark that somebody follows")
    await house.confirm("thread", followed, "follower@reader.example")
    waiting, edited, told_twice = makings.comment("Hold me"), makings.comment("Edit me"), makings.comment("Tell me")
    edit = makings.changed(makings.changed(edited, state="published"), state="published", text="Edited words")
    await house.tell_together(
        makings.held(waiting),
        makings.published(waiting),
        makings.published(edited),
        CommentEdited(comment=edit, edited_by=READER),
        CommentReported(comment=edit, reports=2, reason="rude"),
        makings.published(told_twice),
        makings.published(told_twice),
        makings.held(makings.comment("Still held")),
    )
    rows = await house.database.fetch("SELECT text, state, version, reports, published_at FROM comment ORDER BY text")
    assert [(row["text"], row["state"], row["version"], row["reports"]) for row in rows] == [
        ("Edited words", "published", 3, 2),
        ("Hold me", "published", 2, 0),
        ("Still held", "held", 1, 0),
        ("Tell me", "published", 2, 0),
    ]
    assert [row["published_at"] is not None for row in rows] == [True, True, False, True]
    queued = await house.database.fetch("SELECT kind, count(*) AS mails FROM delivery GROUP BY kind ORDER BY kind")
    assert {row["kind"]: row["mails"] for row in queued} == {"held": 2, "report": 1, "thread": 3}
    assert await house.database.fetch_value("SELECT count(*) FROM address") == 3


async def test_a_batch_that_merges_a_thread_moves_what_it_tells_of_the_old_one(house: House) -> None:
    await house.tell(makings.site())
    early, late = makings.comment("Told before"), makings.comment("Told after")
    into = uuid7()
    merged = ThreadMerged(
        site=makings.SITE,
        thread=makings.THREAD,
        into=into,
        added=5,
        path="/t/new#c-{number}",
        page_url="http://127.0.0.1:8090/new",
        page_title="New",
    )
    await house.tell_together(makings.published(early), merged, makings.published(late))
    assert [row["thread"] for row in await house.database.fetch("SELECT thread FROM comment")] == [into, into]


async def test_batches_that_speak_of_the_same_comments_in_any_order_never_wait_in_a_circle(house: House) -> None:
    await house.tell(makings.site())
    pairs = [(makings.comment("One"), makings.comment("Other")) for _ in range(10)]
    async with asyncio.TaskGroup() as group:
        for one, other in pairs:
            group.create_task(house.tell_together(makings.published(one), edit_of(other)))
            group.create_task(house.tell_together(makings.published(other), edit_of(one)))
    texts = await house.database.fetch("SELECT text, version FROM comment")
    assert {(row["text"], row["version"]) for row in texts} == {("Edited", 3)}
    assert len(texts) == 20


def edit_of(comment: Comment) -> CommentEdited:
    return CommentEdited(
        comment=makings.changed(makings.changed(comment), state="published", text="Edited"), edited_by=READER
    )
