"""Readers ask to be told, say yes, follow, and stop with one click; nobody can be bombed through our form."""

from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp.test_utils import TestClient

from services.notify.actions.export_subject import export_subject
from shared import events
from shared.ids import uuid7
from tests.notify import makings
from tests.notify.conftest import House, links_in
from tests.notify.smtp_server import SmtpServer

Client = TestClient[web.Request, web.Application]


async def thread_with(house: House) -> events.Comment:
    root = makings.comment("First", state="published")
    await house.tell(makings.site(), events.CommentPublished(comment=root))
    return root


async def test_nothing_but_the_confirmation_goes_to_an_unconfirmed_address(house: House, smtp: SmtpServer) -> None:
    root = await thread_with(house)
    await house.tell(makings.subscription("thread", root, "rita@reader.example"))
    await house.tell(makings.published(makings.comment("Second")))
    await house.send()
    assert [mail.message["Subject"] for mail in smtp.mails] == [
        "Please confirm your address for Sports Car Digest Demo"
    ]


async def test_replies_go_to_who_follows_them_and_never_to_their_author(house: House, smtp: SmtpServer) -> None:
    root = await thread_with(house)
    await house.confirm("replies", root, "rita@reader.example")
    await house.confirm("replies", root, "carla@reader.example")
    reply = makings.comment("I know that car", parent=root.id)
    await house.tell(makings.published(reply))
    await house.send()
    assert [mail.recipient for mail in smtp.mails] == ["rita@reader.example"]
    assert smtp.mails[0].message["Subject"] == f"Carla answered your comment: {makings.TITLE}"


async def test_who_follows_both_the_comment_and_the_thread_is_told_once(house: House, smtp: SmtpServer) -> None:
    root = await thread_with(house)
    await house.confirm("replies", root, "rita@reader.example")
    await house.confirm("thread", root, "rita@reader.example")
    await house.tell(makings.published(makings.comment("A reply", parent=root.id)))
    await house.send()
    assert len(smtp.mails) == 1


async def test_followers_and_questions_go_with_a_merged_thread_and_so_does_what_is_told_late(
    house: House, smtp: SmtpServer
) -> None:
    root = await thread_with(house)
    await house.confirm("thread", root, "rita@reader.example")
    asked = makings.comment("Which car is that, plate MI 18 3385?", state="published", number=2)
    await house.tell(events.CommentPublished(comment=asked))
    middle, last = uuid7(), uuid7()
    second = merged(middle, last, added=100)
    await house.tell(second, merged(root.thread, middle, added=10))
    late = makings.comment("Sent before the merge", number=3)
    await house.tell(makings.published(late), makings.subscription("thread", late, "late@reader.example"))
    rows = await house.database.fetch("SELECT thread, number, path, page_url FROM comment ORDER BY number")
    assert [(row["thread"], row["number"]) for row in rows] == [(last, 111), (last, 112), (last, 113)]
    assert [row["path"] for row in rows] == [f"/t/{last}#c-{number}" for number in (111, 112, 113)]
    assert {row["page_url"] for row in rows} == {second.page_url}
    [question] = await house.database.fetch("SELECT thread, path FROM question")
    assert (question["thread"], question["path"]) == (last, f"/t/{last}#c-112")
    followers = await house.database.fetch("SELECT thread FROM subscription")
    assert [row["thread"] for row in followers] == [last, last]
    await house.send()
    smtp.mails.clear()
    await house.tell(makings.published(makings.comment("Said under the last one", thread=last)))
    await house.send()
    assert [mail.recipient for mail in smtp.mails] == ["rita@reader.example"]


def merged(thread: UUID, into: UUID, *, added: int) -> events.ThreadMerged:
    return events.ThreadMerged(
        site=makings.SITE,
        thread=thread,
        into=into,
        added=added,
        path=f"/t/{into}#c-{{number}}",
        page_url=f"http://127.0.0.1:8090/{into}/",
        page_title="The other page",
    )


async def test_imported_comments_and_edits_tell_nobody(house: House, smtp: SmtpServer) -> None:
    root = await thread_with(house)
    await house.confirm("thread", root, "rita@reader.example")
    imported = makings.comment("Old", state="published")
    await house.tell(events.CommentPublished(comment=imported, quiet=True))
    await house.tell(makings.published(root))
    await house.send()
    assert smtp.mails == []


async def test_one_click_stops_the_mail_it_came_with_and_a_get_does_not(
    house: House, smtp: SmtpServer, web_client: Client
) -> None:
    root = await thread_with(house)
    await house.confirm("thread", root, "rita@reader.example")
    await house.tell(makings.published(makings.comment("News")))
    await house.send()
    url = str(smtp.mails[0].message["List-Unsubscribe"]).strip("<>")
    path = url.removeprefix("http://127.0.0.1:8080")
    assert (await web_client.get(path)).status == 200
    assert await active(house) == 1
    answer = await web_client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status == 200
    assert await active(house) == 0
    assert (await web_client.post(path, data={"List-Unsubscribe": "One-Click"})).status == 200
    await house.tell(makings.published(makings.comment("More news")))
    await house.send()
    assert len(smtp.mails) == 1


async def test_a_mail_queued_before_the_reader_left_is_not_sent(house: House, smtp: SmtpServer) -> None:
    root = await thread_with(house)
    await house.confirm("thread", root, "rita@reader.example")
    await house.tell(makings.published(makings.comment("News")))
    await house.database.execute("UPDATE subscription SET state = 'ended'")
    await house.send()
    assert smtp.mails == []
    assert (await house.row("kind = 'thread'"))["reason"] == "unsubscribed"


async def test_the_manage_page_lists_what_is_followed_and_stops_one_or_all(
    house: House, smtp: SmtpServer, web_client: Client
) -> None:
    root = await thread_with(house)
    await house.confirm("thread", root, "rita@reader.example")
    await house.confirm("replies", root, "rita@reader.example")
    await house.tell(makings.published(makings.comment("News")))
    await house.send()
    path = next(path for path in links_in(smtp.mails[0].text) if "/manage/" in path)
    page = await (await web_client.get(path)).text()
    assert "New comments on the page" in page
    assert "Replies to your comment" in page
    assert "rita@reader.example" not in page
    one = await house.database.fetch_value("SELECT id FROM subscription WHERE kind = 'replies'")
    await web_client.post(path, data={"stop": str(one)})
    assert await active(house) == 1
    await web_client.post(path, data={"stop": "everything"})
    assert await active(house) == 0
    assert "You follow nothing here." in await (await web_client.get(path)).text()


async def test_a_strangers_address_gets_at_most_five_open_confirmations(house: House, smtp: SmtpServer) -> None:
    root = await thread_with(house)
    for _ in range(9):
        await house.tell(makings.subscription("thread", root, "victim@reader.example"))
    await house.send()
    assert len(smtp.to("victim@reader.example")) == 5
    house.clock.advance(days=3)
    await house.tell(makings.subscription("thread", root, "victim@reader.example"))
    await house.send()
    assert len(smtp.to("victim@reader.example")) == 6


async def test_a_site_mails_at_most_so_many_confirmations_a_minute_and_a_day(
    with_settings: Any, smtp: SmtpServer
) -> None:
    house = with_settings(confirm_minute="3", confirm_day="7")
    root = await thread_with(house)
    for number in range(12):
        await house.tell(makings.subscription("thread", root, f"reader{number}@reader.example"))
    await house.send()
    assert len(smtp.mails) == 3
    house.clock.advance(minutes=5)
    await house.send()
    assert len(smtp.mails) == 7


async def test_a_confirmation_repeats_nothing_that_a_stranger_typed(house: House, smtp: SmtpServer) -> None:
    root = makings.comment("Buy pills at http://spam.example", state="published")
    await house.tell(makings.site(), events.CommentPublished(comment=root))
    await house.tell(makings.subscription("answer", root, "victim@reader.example", name="Buy pills"))
    await house.send()
    assert "pills" not in smtp.mails[0].text.lower()


async def test_erasing_an_address_forgets_it_and_mails_one_receipt(house: House, smtp: SmtpServer) -> None:
    root = await thread_with(house)
    await house.confirm("thread", root, "rita@reader.example")
    address = makings.address("rita@reader.example")
    request = uuid7()
    asked = events.SubjectEraseRequested(
        request=request,
        site=makings.SITE,
        digest=address.digest,
        requested_at=house.clock.now(),
        requested_by="comments",
        address=address,
    )
    await house.tell(asked)
    await house.send()
    assert smtp.mails == []
    for service in ("comments", "images"):
        await house.tell(events.SubjectErased(request=request, site=makings.SITE, service=service, counts={}))
    await house.send()
    assert [mail.recipient for mail in smtp.mails] == ["rita@reader.example"]
    assert str(request) in smtp.mails[0].text
    await house.sweeper.forget()
    assert await house.database.fetch_value("SELECT count(*) FROM address WHERE digest = $1", address.digest) == 0
    assert await house.database.fetch_value("SELECT count(*) FROM subscription") == 0


async def test_what_is_kept_of_one_address_is_exported_and_nobody_elses(house: House) -> None:
    root = await thread_with(house)
    await house.confirm("thread", root, "rita@reader.example")
    await house.confirm("thread", root, "otto@reader.example")
    rita = makings.address("rita@reader.example")
    known = await export_subject(house.database, book=house.book, site=makings.SITE, digest=rita.digest)
    assert known["address"] == "rita@reader.example"
    assert [row["kind"] for row in known["subscriptions"]] == ["thread"]
    assert "otto" not in str(known)


async def active(house: House) -> int:
    return int(await house.database.fetch_value("SELECT count(*) FROM subscription WHERE state = 'active'"))
