"""Settings, staff, quick start and dead letters: who sees them, and that they do what they say."""

from collections.abc import AsyncIterator
from pathlib import Path

import aio_pika
import pytest
from aiohttp import web
from playwright.async_api import expect

from services.comments.domain import Role
from services.comments.store import sites, staff
from shared.messaging import dead_letters, topology
from tests.desk.room import ORIGIN, Desk, faults
from tests.support.waiting import until

FILES = Path(__file__).parents[1] / "comments" / "importing" / "files"

pytestmark = pytest.mark.browser


async def test_settings_are_changed_and_hold_at_once(room: Desk) -> None:
    page = await room.page(await room.member("Eva", Role.EDITOR), script=False)
    await page.goto("/desk/settings")
    await page.get_by_label("Comments that no rule holds").select_option("by_rule")
    await page.get_by_label("Word list").fill("rust*\n\nrust*\nscrap heap")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("Saved.")
    site = await sites.find_site(room.db, room.site)
    assert site is not None
    assert (site.settings.policy, site.settings.words) == ("by_rule", ("rust*", "scrap heap"))

    async def used() -> bool:
        return (await room.comment(f"All rusty {await room.db.fetch_value('SELECT random()')}")).state == "held" and (
            await room.comment(f"All shiny {await room.db.fetch_value('SELECT random()')}")
        ).state == "published"

    await until(used, seconds=5, what="the process to use the settings")


async def test_a_number_beyond_its_limits_is_refused_in_plain_words(room: Desk) -> None:
    page = await room.page(await room.member("Eva", Role.EDITOR), language="de-DE")
    for name, wrong, said in (
        ("page_size", "5000", "Schreiben Sie eine Zahl von 1 bis 200"),
        ("longest", "99999999999", "Schreiben Sie eine Zahl von 1 bis 50000"),
        ("form_seconds", "-1", "Schreiben Sie eine Zahl von 0 bis 600"),
    ):
        await page.goto("/desk/settings")
        await page.locator("form.settings").evaluate("form => { form.noValidate = true; }")
        field = page.locator(f"[name={name}]")
        await field.fill(wrong)
        async with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            await page.locator("main button.main").click()
        assert (await sent.value).status == 422
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(page.locator(f"#e-{name}")).to_have_text(said)
    await page.goto("/desk/settings")
    await page.locator("[name=shortest]").fill("900")
    await page.locator("[name=longest]").fill("800")
    await page.locator("main button.main").click()
    await expect(page.locator("[name=shortest]")).to_have_attribute("aria-invalid", "true")
    site = await sites.find_site(room.db, room.site)
    assert site is not None
    assert (site.settings.page_size, site.settings.longest, site.settings.shortest) == (50, 10_000, 2)


async def test_a_setting_that_can_not_be_is_named_and_nothing_is_saved(room: Desk) -> None:
    page = await room.page(await room.member("Eva", Role.EDITOR), width=360)
    await page.goto("/desk/settings")
    await page.get_by_label("Origins").fill("not an origin")
    await page.get_by_label("Name", exact=True).fill("Another name")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    await expect(page.get_by_label("Origins")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Another name")
    assert await faults(page) == []
    site = await sites.find_site(room.db, room.site)
    assert site is not None
    assert site.name == "The Magazine"


async def test_an_owner_adds_changes_and_sends_away_staff(room: Desk) -> None:
    page = await room.page(await room.member("Olga", Role.OWNER))
    await page.goto("/desk/staff")
    await page.get_by_label("Name", exact=True).fill("Xaver")
    await page.get_by_label("Address", exact=True).fill(f"xaver@{room.site}.example")
    await page.get_by_label("Role").select_option("expert")
    await page.get_by_label("Subjects of an expert").fill("Alfa Romeo, Mille Miglia")
    await page.get_by_label("Time zone").fill("Europe/Nowhere")
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_text("write it as Europe/Rome")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_label("Time zone").fill("Europe/Rome")
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_role("status")).to_contain_text("Xaver can sign in now with that address.")
    await page.get_by_role("link", name="Xaver").click()
    assert await faults(page) == []
    await page.get_by_label("On the staff").uncheck()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("listitem").filter(has_text="Xaver")).to_contain_text("No longer active")
    people = {one.name: one for one in await staff.list_moderators(room.db, room.site)}
    assert (people["Xaver"].active, people["Xaver"].subjects) == (False, ["alfa romeo", "mille miglia"])


async def test_a_site_is_never_left_without_an_owner(room: Desk) -> None:
    page = await room.page(await room.member("Olga", Role.OWNER))
    await page.goto("/desk/staff")
    await page.get_by_role("main").get_by_role("link", name="Olga").click()
    await page.get_by_label("Role").select_option("moderator")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("A site needs an owner")


@pytest.mark.parametrize(
    "path", ["/desk/staff", "/desk/settings", "/desk/start", "/desk/dead-letters", "/desk/imports"]
)
async def test_a_moderator_does_not_get_into_the_rooms_of_editors_and_owners(room: Desk, path: str) -> None:
    page = await room.page(await room.member("Mo"))
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status == 403
    assert await faults(page) == []


@pytest.fixture
async def publisher(room: Desk) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """A publisher's page on a port of its own; the test says what is on it and under which policy."""
    shown = {"text": "", "policy": ""}

    async def page(_request: web.Request) -> web.Response:
        headers = {"Content-Security-Policy": shown["policy"]} if shown["policy"] else {}
        return web.Response(text=shown["text"], content_type="text/html", headers=headers)

    app = web.Application()
    app.router.add_get("/page", page)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}", shown
    await runner.cleanup()


async def test_the_quick_start_finds_what_is_missing_on_a_publishers_page(
    room: Desk, publisher: tuple[str, dict[str, str]]
) -> None:
    origin, shown = publisher
    page = await room.page(await room.member("Eva", Role.EDITOR))
    await page.goto("/desk/start")
    assert await faults(page) == []

    async def check() -> str:
        await page.get_by_label("Address of a page").fill(f"{origin}/page")
        await page.get_by_role("button", name="Check the page").click()
        await expect(page.locator(".findings")).to_be_visible()
        assert await faults(page) == []
        return await page.locator(".findings").inner_text()

    assert "is not an origin of this site" in await check()
    await page.goto("/desk/settings")
    await page.get_by_label("Origins").fill(f"{ORIGIN}\n{origin}")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("Saved.")
    await page.goto("/desk/start")
    shown["text"] = "<p>nothing yet</p>"
    found = await check()
    assert "The script is not on the page" in found
    assert "There is no place for the comments" in found
    shown["text"] = await page.locator(".copy pre").first.inner_text()
    shown["policy"] = "default-src 'self'; script-src 'self'"
    assert f"Add {room.url} to script-src, connect-src, img-src" in await check()
    shown["policy"] = f"default-src 'self' {room.url}"
    await check()
    assert await page.locator(".findings .bad").count() == 0
    assert await faults(page) == []
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Open the page").click()
    theirs = await opened.value
    await expect(page.get_by_text(f"The widget runs on {origin}")).to_be_visible(timeout=10_000)
    assert await faults(page) == []
    await theirs.close()


async def test_dead_letters_are_shown_given_back_and_thrown_away(room: Desk) -> None:
    connection = await aio_pika.connect(room.amqp_url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(topology.DEAD_EXCHANGE)
        for number, site in enumerate((room.site, room.site, "another-site")):
            body = f'{{"data": {{"comment": {{"site": "{site}", "text": "letter {number}"}}}}}}'.encode()
            letter = aio_pika.Message(
                body,
                message_id=f"{room.site}-{number}",
                type="comment.lost.v1",
                headers={"x-paddock-code": "undecodable", "x-paddock-reason": "nobody knows this type"},
            )
            await exchange.publish(letter, topology.queue_name("images"))
    page = await room.page(await room.member("Olga", Role.OWNER), width=360, dark=True)
    await page.goto("/desk/dead-letters")
    await expect(page.locator(".list > li")).to_have_count(2)
    assert await faults(page) == []
    await page.get_by_role("link", name="comment.lost.v1").first.click()
    await expect(page.get_by_text("letter 0")).to_be_visible()
    assert await faults(page) == []
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Throw it away").click()
    await expect(page.get_by_role("status")).to_contain_text("Thrown away.")
    await page.get_by_role("button", name="Give back").click()
    await expect(page.get_by_role("status")).to_contain_text("Given back to images.")
    await expect(page.locator(".list > li")).to_have_count(0)
    left = await dead_letters.letters(room.amqp_url, "images")
    assert [letter.id for letter in left if letter.id.startswith(room.site)] == [f"{room.site}-2"]


@pytest.mark.parametrize("script", [True, False])
async def test_a_file_of_another_system_is_tried_and_brought_in(room: Desk, script: bool) -> None:
    page = await room.page(await room.member("Olga", Role.OWNER), script=script, width=360)
    await page.goto("/desk/imports")
    if script:
        assert await faults(page) == []
    for button, said in (("Try it first", "would be added"), ("Bring it in", "comments added")):
        await page.goto("/desk/imports")
        await page.get_by_label("It comes from").select_option("wordpress")
        await page.get_by_label("File").set_input_files(FILES / "wordpress.xml")
        await page.get_by_role("button", name=button).click()
        await expect(page.get_by_role("status")).to_contain_text("wordpress.xml is here.")

        async def through(words: str = said) -> bool:
            if not script:
                await page.reload()
            return words in await page.locator("#progress").inner_text()

        await until(through, seconds=30, what="the import to be done")
        if script:
            assert await faults(page) == []
    await page.goto("/desk/imports")
    await expect(page.locator("#jobs > li")).to_have_count(2)
    assert await room.db.fetch_value("SELECT count(*) FROM comment WHERE site = $1 AND source = 'wordpress'", room.site)


async def test_a_file_that_is_not_what_it_was_said_to_be_changes_nothing(room: Desk) -> None:
    page = await room.page(await room.member("Olga", Role.OWNER))
    await page.goto("/desk/imports")
    await page.get_by_label("It comes from").select_option("disqus")
    await page.get_by_label("File").set_input_files(FILES / "wordpress.xml")
    await page.get_by_role("button", name="Bring it in").click()
    await expect(page.locator("#progress")).to_contain_text("Failed", timeout=30_000)
    assert await faults(page) == []
    assert await room.db.fetch_value("SELECT count(*) FROM comment WHERE site = $1", room.site) == 0


async def test_a_webhook_is_added_with_a_secret_shown_once_and_its_deliveries_are_seen(room: Desk) -> None:
    page = await room.page(await room.member("Olga", Role.OWNER), script=False)
    await page.goto("/desk/webhooks")
    await page.get_by_label("Address", exact=True).fill("https://cms.invalid/paddock")
    await page.get_by_label("comment.held.v1").check()
    await page.get_by_role("button", name="Add").click()
    secret = await page.locator(".copy pre").inner_text()
    assert len(secret) > 40
    await page.goto("/desk/webhooks")
    assert secret not in await page.content()
    await room.comment("Told to the publisher")
    await page.get_by_role("link", name="https://cms.invalid/paddock").click()
    await expect(page.locator(".list > li")).to_contain_text(["comment.held.v1"])
    await page.get_by_role("button", name="Switch off").click()
    await expect(page.get_by_role("status")).to_contain_text("It is told nothing.")
    await page.get_by_role("button", name="Take away").click()
    await expect(page.get_by_role("status")).to_contain_text("The webhook is gone")


async def test_a_reader_is_told_what_is_known_and_forgotten_with_a_receipt(room: Desk) -> None:
    kept = await room.comment("Mine", name="Ben")
    page = await room.page(await room.member("Olga", Role.OWNER))
    await page.goto("/desk/rights")
    await page.get_by_label("The reader's address").fill("ben@reader.example")
    async with page.expect_download() as given:
        await page.get_by_role("button", name="Give out what is known").click()
    assert '"Mine"' in (await (await given.value).path()).read_text()
    await page.get_by_role("button", name="Forget this address").click()
    await expect(page.get_by_text("tick this first")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_label("I am sure").check()
    await page.get_by_role("button", name="Forget this address").click()
    await expect(page.locator("#receipt")).to_contain_text("Comments", timeout=20_000)
    assert await faults(page) == []
    assert (await room.stored(kept.id)).text != "Mine"


async def test_a_secret_goes_in_and_never_comes_out(room: Desk) -> None:
    page = await room.page(await room.member("Olga", Role.OWNER))
    await page.goto("/desk/settings")
    await page.get_by_role("link", name="Checks and sign-on").click()
    own = page.locator("#external")
    await own.get_by_label("Address").fill("https://check.magazine.example/comment")
    await own.get_by_role("button", name="Save").click()
    await expect(own.get_by_text("fill this in")).to_be_visible()
    assert await faults(page) == []
    await own.get_by_label("Secret").fill("a very secret word")
    await own.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("Your own check: saved.")
    assert "a very secret word" not in await page.content()
    await own.get_by_label("Time to answer").fill("1.5")
    await own.get_by_role("button", name="Save").click()
    await expect(own.get_by_label("Time to answer")).to_have_value("1.5")
    site = await sites.find_site(room.db, room.site)
    assert site is not None
    assert site.settings.external is not None
    assert (site.settings.external.secret, site.settings.external.timeout) == ("a very secret word", 1.5)
    await own.get_by_role("button", name="Switch off").click()
    await expect(page.get_by_role("status")).to_contain_text("switched off")
    mo = await room.page(await room.member("Eva", Role.EDITOR))
    answer = await mo.goto("/desk/settings/outside")
    assert answer is not None
    assert answer.status == 403
