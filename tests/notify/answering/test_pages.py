"""The pages: questions and archive at the desk, and the reader's "not right?"."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from shared.staff import HEADER, Staff, sign
from tests.notify import makings
from tests.notify.conftest import STAFF_KEY

UNKNOWN = "What is the green car with plate TO 99 1234?"


def signed(archive: Any, role: str = "editor") -> dict[str, str]:
    """The headers that the edge gives a signed-in member of staff's request."""
    staff = Staff(
        id=str(archive.edith.moderator),
        name="Edith",
        roles={makings.SITE: role},
        csrf="token",
        expires=archive.house.clock.now() + timedelta(seconds=50),
    )
    return {HEADER: sign(STAFF_KEY, staff), "Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


async def test_the_desk_shows_what_waits_with_its_reasons(archive: Any, web_client: Any) -> None:
    comment = await archive.ask("What is the blue car with plate MI 18 3385?")
    row = await archive.question(comment)
    page = await (await web_client.get("/desk/questions", headers=signed(archive))).text()
    assert "What is the blue car" in page
    assert "Erna" in page
    page = await (await web_client.get(f"/desk/questions/{row['id']}", headers=signed(archive))).text()
    assert "colour" in page
    assert "1 · No. 112 · Alfa Romeo" in page


async def test_an_editor_answers_at_the_desk_and_takes_it_back(archive: Any, web_client: Any) -> None:
    row = await archive.question(await archive.ask(UNKNOWN))
    here = f"/desk/questions/{row['id']}"
    form = {"csrf": "token", "text": "It is a Lancia."}
    answer = await web_client.post(f"{here}/answer", data=form, headers=signed(archive), allow_redirects=False)
    assert answer.status == 303
    (reply,) = await archive.replies()
    assert (reply.text, reply.author_name) == ("It is a Lancia.", "Edith")
    form = {"csrf": "token", "what": "withdraw", "answer": str(reply.answer)}
    await web_client.post(f"{here}/change", data=form, headers=signed(archive), allow_redirects=False)
    assert await archive.withdrawn() == [reply.answer]
    answered = await (await web_client.get("/desk/questions?tab=answered", headers=signed(archive))).text()
    assert "No answer yet" in answered


async def test_nobody_without_the_token_or_the_role_changes_anything(archive: Any, web_client: Any) -> None:
    row = await archive.question(await archive.ask(UNKNOWN))
    url = f"/desk/questions/{row['id']}/change"
    forged = await web_client.post(url, data={"what": "close"}, headers=signed(archive), allow_redirects=False)
    form = {"csrf": "token", "what": "close"}
    moderator = await web_client.post(url, data=form, headers=signed(archive, "moderator"), allow_redirects=False)
    assert (forged.status, moderator.status) == (403, 404)
    assert (await archive.question(await archive.ask(UNKNOWN)))["state"] == "routed"
    assert (await web_client.get("/v1/questions")).status == 401


async def test_the_unanswered_list_tells_each_questions_age(archive: Any, web_client: Any) -> None:
    await archive.ask(UNKNOWN)
    found = (await (await web_client.get("/v1/questions", headers=signed(archive))).json())["questions"]
    assert [(item["state"], item["experts"]) for item in found] == [("routed", "Erna")]
    assert found[0]["age_hours"] >= 0


async def test_a_reader_says_not_right_and_the_editors_are_told_once(archive: Any, web_client: Any) -> None:
    await archive.ask("What is number 112?")
    (reply,) = await archive.replies()
    page = await web_client.get(reply.not_right_path)
    assert page.status == 200
    assert "Is this answer not right?" in await page.text()
    assert await archive.house.states("escalation") == []
    for _ in range(2):
        thanks = await web_client.post(reply.not_right_path, data={"reason": "It is another car"})
        assert "The editors have been told" in await thanks.text()
    assert await archive.house.states("escalation") == ["waiting"]
    assert len(await archive.replies()) == 1
    listed = await (await web_client.get("/desk/questions?tab=answered", headers=signed(archive))).text()
    assert "doubted" in listed


@pytest.mark.parametrize("path", ["/mail/not-right/nonsense", "/mail/not-right/018f0000-0000-7000-8000-000000000000"])
async def test_an_unknown_answer_has_no_page(archive: Any, web_client: Any, path: str) -> None:
    assert (await web_client.get(path)).status == 404


async def test_a_file_is_checked_then_imported_at_the_desk(unfurnished: Any, web_client: Any) -> None:
    archive = await unfurnished.furnish()
    content = "entry_id,event,start_no,make,year\nN1,mille-miglia-2012,7,Itala,1908\nN2,mille-miglia-2012,8,OM,soon\n"
    for text, kind, words in (
        (content, "", "Say what the file holds."),
        (content, "entries", "Row 3, year"),
        (content.replace("soon", "1930"), "entries", "2 new"),
    ):
        form = aiohttp.FormData({"csrf": "token", "kind": kind})
        form.add_field("file", text.encode(), filename="list.csv", content_type="text/csv")
        answer = await web_client.post("/desk/archive/import", data=form, headers=signed(archive))
        page = await answer.text()
        assert answer.status == (200 if kind else 422), page
        assert words in page
    found = await (await web_client.get("/desk/archive?q=Itala", headers=signed(archive))).text()
    assert "(1908)" in found


async def test_an_entry_is_edited_exported_and_deleted(archive: Any, web_client: Any) -> None:
    page = await (await web_client.get("/desk/archive/entry?ref=E1", headers=signed(archive))).text()
    assert "MI 18 3385" in page
    cells = {"entry_id": "E1", "event": "mille-miglia-2012", "start_no": "112", "make": "Alfa Romeo", "plate": "MI 7"}
    form = {"csrf": "token", **cells}
    kept = await web_client.post("/desk/archive/entry", data=form, headers=signed(archive), allow_redirects=False)
    assert kept.status == 303
    exported = await (await web_client.get("/desk/archive/export?kind=entries", headers=signed(archive))).text()
    assert "MI 7" in exported
    assert "MI 18 3385" not in exported
    gone = {"csrf": "token", "entry_id": "E1"}
    await web_client.post("/desk/archive/removal", data=gone, headers=signed(archive), allow_redirects=False)
    await archive.ask("What is number 112?")
    assert await archive.replies() == []


async def test_a_rule_that_rests_is_shown_and_let_go_on(archive: Any, web_client: Any) -> None:
    await archive.database.execute(
        "INSERT INTO archive_pause (site, rule, paused_at, paused_by, answer) VALUES ($1, 'plate', now(), 'Edith', $2)",
        makings.SITE,
        makings.THREAD,
    )
    page = await (await web_client.get("/desk/archive", headers=signed(archive))).text()
    assert "Rules that rest" in page
    form = {"csrf": "token", "rule": "plate"}
    await web_client.post("/desk/archive/pause", data=form, headers=signed(archive), allow_redirects=False)
    assert await archive.database.fetch_value("SELECT count(*) FROM archive_pause") == 0
