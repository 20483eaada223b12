"""Operators see what happened to every mail: in the desk and on the command line, and can send again."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from services.notify import __main__ as command_line
from services.notify.store import mail_in, statements
from shared import events
from shared.ids import uuid7
from shared.staff import HEADER, Staff, sign
from tests.notify import makings
from tests.notify.conftest import STAFF_KEY, House, settings
from tests.notify.smtp_server import SmtpServer
from tests.support.servers import Servers

Client = TestClient[web.Request, web.Application]


def signed_in(house: House, **roles: str) -> dict[str, str]:
    staff = Staff(
        id=str(uuid7()), name="Anna", roles=roles or {makings.SITE: "editor"}, csrf="c" * 20,
        expires=house.clock.now() + timedelta(seconds=60),
    )  # fmt: skip
    return {HEADER: sign(STAFF_KEY, staff), "Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


async def sent_and_skipped(house: House) -> events.Comment:
    comment = makings.comment("A comment")
    await house.tell(makings.site(), makings.moderator("Anna"), makings.moderator("Bruno", alerts="every"))
    await house.tell(makings.held(comment))
    await house.send()
    other = makings.comment("Another")
    await house.tell(makings.held(other))
    await house.tell(makings.published(other, events.Actor(kind="staff", name="Bruno", via="desk")))
    await house.send()
    return comment


async def test_the_ledger_names_each_mail_its_state_and_its_reason_without_an_address(
    house: House, web_client: Client
) -> None:
    comment = await sent_and_skipped(house)
    page = await (await web_client.get("/desk/deliveries", headers=signed_in(house))).text()
    assert "A relay took it." in page
    assert "It was not sent. Reason: the comment was decided before the mail was due." in page
    assert "Bruno" in page
    assert "@" not in page.split("<main", 1)[-1]
    about = await (await web_client.get(f"/desk/deliveries?comment={comment.id}", headers=signed_in(house))).text()
    assert "A relay took it." in about
    assert "decided before" not in about


async def test_send_again_repeats_a_mail_and_needs_the_pages_token(
    house: House, smtp: SmtpServer, web_client: Client
) -> None:
    await sent_and_skipped(house)
    sent = (await house.row("state = 'sent'"))["id"]
    url = f"/desk/deliveries/{sent}/again"
    refused = await web_client.post(url, data={"csrf": "wrong"}, headers=signed_in(house))
    assert refused.status == 403
    answer = await web_client.post(url, data={"csrf": "c" * 20}, headers=signed_in(house), allow_redirects=False)
    assert answer.status == 303
    before = len(smtp.mails)
    await house.send()
    assert len(smtp.mails) == before + 1
    shown = await (await web_client.get(f"/desk/deliveries/{sent}", headers=signed_in(house))).text()
    assert shown.count("accepted") == 2


async def test_other_sites_mails_and_strangers_see_nothing(house: House, web_client: Client) -> None:
    await sent_and_skipped(house)
    sent = (await house.row("state = 'sent'"))["id"]
    elsewhere = signed_in(house, other="owner")
    assert (await web_client.get(f"/desk/deliveries/{sent}", headers=elsewhere)).status in {403, 404}
    again = await web_client.post(
        f"/desk/deliveries/{sent}/again", data={"csrf": "c" * 20}, headers=elsewhere, allow_redirects=False
    )
    assert again.status == 404
    away = await web_client.get("/desk/deliveries", headers={"Accept": "text/html"}, allow_redirects=False)
    assert away.status == 303
    forged = {**signed_in(house), HEADER: "forged.assertion"}
    assert (await web_client.get("/desk/deliveries", headers=forged, allow_redirects=False)).status == 303


async def test_a_held_mail_is_listed_and_let_in(house: House, smtp: SmtpServer, web_client: Client) -> None:
    elena = makings.moderator("Elena", role="expert")
    await house.tell(makings.site(), elena)
    await house.queue("question", f"question:{uuid7()}", f"moderator:{elena.moderator}", {"asker": "C", "text": "?"})
    await house.send()
    await house.receive("other@staff.example", smtp.mails[0].sender.replace("b+", "r+"), "It is a Fiat.")
    await house.reader().read_mail()
    page = await (await web_client.get("/desk/deliveries/mail-in?state=held", headers=signed_in(house))).text()
    assert "another sender" in page
    (row,) = await mail_in.list_raw_mail(house.database, sites=None, state="held")
    answer = await web_client.post(
        f"/desk/deliveries/mail-in/{row['id']}/release", data={"csrf": "c" * 20}, headers=signed_in(house),
        allow_redirects=False,
    )  # fmt: skip
    assert answer.status == 303
    await house.reader().read_mail()
    assert [mail.text for mail, _ in house.expert_replies] == ["It is a Fiat."]


@pytest.fixture
def run(servers: Servers, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command of notify in a thread, as an operator would; its exit code and what it said."""
    for name, value in settings(smtp.url, PADDOCK_DATABASE_URL=servers.database_url("notify")).items():
        monkeypatch.setenv(name, value)

    async def call(*argv: str) -> tuple[int, str]:
        import asyncio

        code = await asyncio.to_thread(command_line.main, list(argv))
        return code, capsys.readouterr().out

    return call


async def test_the_command_line_lists_explains_and_repeats(house: House, smtp: SmtpServer, run: Any) -> None:
    await sent_and_skipped(house)
    code, said = await run("deliveries", "list", "--state", "skipped")
    assert code == 0
    assert "Reason: the comment was decided before the mail was due." in said
    sent: UUID = (await house.row("state = 'sent'"))["id"]
    assert "A relay took it." in (await run("deliveries", "why", str(sent)))[1]
    assert "sent" in (await run("deliveries", "counts"))[1]
    assert (await run("deliveries", "again", str(sent)))[0] == 0
    before = len(smtp.mails)
    house.clock.time = await house.database.fetch_value("SELECT now()")
    await house.send()
    assert len(smtp.mails) == before + 1
    assert (await run("deliveries", "why", str(uuid7())))[0] == 1


async def test_address_keys_rotate_and_the_old_key_can_go(house: House, run: Any, monkeypatch: Any) -> None:
    await house.tell(makings.site(), makings.moderator("Anna"))
    _, fresh = await run("address-keys", "new")
    old = house.config.address_keys[0]
    monkeypatch.setenv("PADDOCK_NOTIFY_ADDRESS_KEYS", f"{fresh.strip()} {old}")
    assert "1 addresses" in (await run("address-keys", "rotate"))[1]
    from services.notify.store.address_book import AddressBook

    sealed = await house.database.fetch_value("SELECT sealed FROM address")
    assert AddressBook(makings.PRIVATE_KEY, (fresh.strip(),)).unlock(sealed) == "anna@staff.example"


async def test_mail_in_and_suppressions_from_the_command_line(house: House, run: Any, tmp_path: Path) -> None:
    assert (await run("suppressions", "list"))[0] == 0
    assert "was not suppressed" in (await run("suppressions", "lift", "abc"))[1]
    assert (await run("mail-in", "list"))[0] == 0
    assert (await run("mail-in", "show", str(uuid7()), "--to", str(tmp_path / "x"))) == (1, "")
    assert "not held" in (await run("mail-in", "release", str(uuid7())))[1]


async def test_every_query_can_be_prepared_on_the_migrated_schema(house: House) -> None:
    async with house.database.dedicated() as connection:
        for name, text in statements.SQL:
            try:
                await connection.prepare(text)
            except Exception as error:
                raise AssertionError(f"{name}: {error}") from error


async def test_old_rows_go_when_their_time_is_over(house: House, smtp: SmtpServer) -> None:
    await sent_and_skipped(house)
    await house.receive("anna@staff.example", smtp.mails[0].sender, "hello")
    await house.reader().read_mail()
    house.clock.advance(days=31)
    await house.sweeper.forget()
    assert await house.database.fetch_value("SELECT count(*) FROM raw_mail WHERE raw IS NOT NULL") == 0
    assert await house.database.fetch_value("SELECT count(*) FROM delivery") > 0
    house.clock.advance(days=365)
    await house.sweeper.forget()
    for table in ("delivery", "delivery_attempt", "link"):
        assert await house.database.fetch_value(f"SELECT count(*) FROM {table}") == 0, table
