"""The path that must work, as its people walk it: reader, moderator, expert, in a real browser."""

import io
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image
from playwright.async_api import BrowserContext, Locator, Page, expect

from dev.demo.surroundings import GALLERY, SITE
from tests.e2e.world import World
from tests.support.waiting import until

pytestmark = pytest.mark.browser
MODERATOR, EXPERT = "anna@strada.example", "teresa@strada.example"


def link(mail: dict[str, Any], path: str) -> str:
    """The first link to this path in a mail."""
    found = re.search(rf"https?://\S*{re.escape(path)}\S*", mail["text"])
    assert found, mail["text"]
    return found[0]


def somebody(name: str) -> tuple[str, str]:
    """A reader that nobody knows yet: a name and an address."""
    rare = word()
    return f"{name} {rare.title()}", f"{name.lower()}.{rare}@readers.example"


def word() -> str:
    """A word that is nowhere else; letters only, since digits may be taken for a telephone number."""
    return "".join(secrets.choice("bdfgklmnprst") + secrets.choice("aeiou") for _ in range(5))


async def open_thread(page: Page, world: World) -> None:
    """The article with its comments shown."""
    await page.goto(world.page)
    await page.get_by_role("button", name=re.compile(r"Show Comments")).click()
    await expect(page.get_by_role("button", name=re.compile(r"Hide Comments \(\d+\)"))).to_be_visible()


async def write(page: Page, text: str, name: str, email: str, *, mail_me: bool = False) -> None:
    """Fill in the form and send it."""
    form = page.locator("paddock-comments form").last
    await form.get_by_label("Comment").fill(text)
    await form.get_by_label("Name").fill(name)
    await form.get_by_label("Email").fill(email)
    if mail_me:
        await form.get_by_label(re.compile("Mail me")).check()
    await form.get_by_role("button", name="Post comment").click()


async def decide(context: BrowserContext, world: World, text: str, button: str, artifacts: Path | None = None) -> None:
    """A moderator opens the mailed link and presses a button."""
    mail = await world.mail(MODERATOR, text)
    page = await context.new_page()
    if artifacts:
        await page.goto(f"{world.inbox}/messages/{mail['id']}")
        await page.screenshot(path=artifacts / "mail.png", full_page=True)
    await page.goto(link(mail, "/mail/decide/"))
    await page.get_by_role("button", name=button).click()
    await expect(page.get_by_text(re.compile("by you|kept"))).to_be_visible()
    if artifacts:
        await page.screenshot(path=artifacts / "decided.png", full_page=True)
    await page.close()


async def confirm(context: BrowserContext, world: World, email: str) -> None:
    """A reader confirms the address."""
    mail = await world.mail(email, "/mail/confirm/")
    page = await context.new_page()
    await page.goto(link(mail, "/mail/confirm/"))
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_text("Your address is confirmed.")).to_be_visible()
    await page.close()


async def reveal(page: Page, wanted: Locator) -> None:
    """Show what has arrived, once this is among it."""
    arrived = page.locator("paddock-comments").get_by_role(
        "button", name=re.compile("new comment|answer to your comment")
    )

    async def seen() -> bool:
        if await wanted.count():
            return True
        if await arrived.is_visible():
            await arrived.click()
        return False

    await until(seen, seconds=90, what="the answer to arrive without a reload")


async def test_a_stranger_sees_the_article_with_its_gallery_and_three_comments(
    world: World, reader: BrowserContext, artifacts: Path
) -> None:
    page = await reader.new_page()
    await page.goto(world.page)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Behind the scenes at the 2012 Mille Miglia")
    assert await page.locator("paddock-gallery a[data-picture]").count() == 160
    await page.screenshot(path=artifacts / "article.png")
    await until(lambda: _at_least(world, 3), what="the archive to answer the first question")
    await open_thread(page, world)
    answer = page.get_by_role("article").filter(has_text="From the archive").first
    await expect(answer).to_contain_text("MI 18 3385")
    await page.locator("paddock-comments").screenshot(path=artifacts / "thread.png")


async def _at_least(world: World, count: int) -> bool:
    return int((await world.thread())["thread"]["count"]) >= count


async def test_a_held_comment_is_mailed_decided_and_appears_without_a_reload(
    world: World, reader: BrowserContext, artifacts: Path
) -> None:
    name, email = somebody("Harald")
    text = f"I drove behind number 104 for an hour and heard nothing else. {word()}"
    page = await reader.new_page()
    await open_thread(page, world)
    before = (await world.thread())["thread"]["count"]
    form = page.locator("paddock-comments form").last
    email_field = form.get_by_label("Email")
    await expect(email_field).to_have_accessible_description("Your email address will not be published.")
    await write(page, text, name, email)
    mine = page.get_by_role("article").filter(has_text=text)
    await expect(mine).to_contain_text("Waiting for a moderator")
    await page.screenshot(path=artifacts / "held.png")
    assert text not in str(await world.comments())
    await decide(reader, world, text, "Approve this comment", artifacts)
    await expect(mine).not_to_contain_text("Waiting for a moderator", timeout=20_000)
    await expect(page.get_by_role("button", name=f"Hide Comments ({before + 1})")).to_be_visible()
    assert text in str(await world.comments())
    for moderator in (MODERATOR, "marc@strada.example"):
        assert len(await world.mails(moderator, text)) == 1
    assert email not in str(await world.thread())
    await page.screenshot(path=artifacts / "published.png")


async def test_the_archive_answers_a_plate_and_the_asker_gets_one_mail(
    world: World, reader: BrowserContext, artifacts: Path
) -> None:
    name, email = somebody("Iris")
    text = f"Hi - what is that stunning one-taillighted red beauty (Rego Mi-18 3385)? Asks {name}"
    page = await reader.new_page()
    await open_thread(page, world)
    await write(page, text, name, email, mail_me=True)
    await expect(page.get_by_role("article").filter(has_text=text)).to_contain_text("Waiting for a moderator")
    await confirm(reader, world, email)
    await decide(reader, world, text, "Approve this comment")

    async def answered() -> list[dict[str, Any]]:
        questions = [one for one in await world.comments() if name in one["html"]]
        return [reply for one in questions for reply in one["replies"] if reply["answer"]]

    [answer] = await until(answered, seconds=40, what="the archive's answer")
    assert answer["answer"]["kind"] == "archive"
    assert "18 3385" in str(answer["answer"]["evidence"])
    question = page.locator("paddock-comments [part=list] > li").filter(has_text=name)
    await reveal(page, question.get_by_text("Why we are certain"))
    await question.screenshot(path=artifacts / "answered.png")
    await world.mail(email, "104")
    assert len(await world.mails(email)) == 2, "the confirmation and the answer, nothing else"


async def test_an_expert_answers_by_replying_to_the_mail(world: World, reader: BrowserContext, artifacts: Path) -> None:
    name, email = somebody("Jonas")
    mark = word()
    text = f"Does anybody know which workshop rebuilt the gearbox of the car on picture 9? {mark}"
    page = await reader.new_page()
    await open_thread(page, world)
    await write(page, text, name, email, mail_me=True)
    await confirm(reader, world, email)
    await decide(reader, world, mark, "Approve this comment")
    mail = await world.mail(EXPERT, mark, seconds=40)
    inbox = await reader.new_page()
    await inbox.goto(f"{world.inbox}/messages/{mail['id']}")
    known = f"The Rovetta brothers in Gardone did it in 1998, they still have the drawings. It was the {mark} workshop."
    await inbox.get_by_label(re.compile("Reply as")).fill(known)
    await inbox.screenshot(path=artifacts / "expert.png", full_page=True)
    await inbox.get_by_role("button", name="Send reply").click()
    await expect(inbox.get_by_text("Your reply was accepted.")).to_be_visible()
    answer = page.get_by_role("article").filter(has_text=known)
    await reveal(page, answer)
    await expect(answer).to_contain_text("Expert’s answer")
    await answer.screenshot(path=artifacts / "expert-answer.png")
    await world.mail(email, known)
    assert len(await world.mails(email)) == 2, "the confirmation and the answer, nothing else"


async def test_an_editors_picture_has_its_renditions_upright_and_without_metadata(world: World) -> None:
    async def rendered() -> list[dict[str, Any]]:
        async with world.client.get(f"{world.edge}/v1/galleries/{GALLERY}", params={"site": SITE}) as answer:
            pictures: list[dict[str, Any]] = (await answer.json())["pictures"]
        whole = [one for one in pictures if len(one["renditions"]) >= 6]
        turned = [one for one in whole if one["height"] > one["width"]]
        return [whole[0], turned[0]] if turned else []

    for picture in await until(rendered, seconds=240, what="the gallery's renditions, one of a turned picture"):
        await check_renditions(world, picture)


async def check_renditions(world: World, picture: dict[str, Any]) -> None:
    """At least three widths in two formats, each upright, sized as told and without any metadata."""
    renditions = picture["renditions"]
    for kind in ("image/avif", "image/jpeg"):
        assert len({one["width"] for one in renditions if one["media_type"] == kind}) >= 3
    for one in renditions:
        async with world.client.get(world.edge + one["path"]) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == one["media_type"]
            body = await answer.read()
        image = Image.open(io.BytesIO(body))
        assert image.size == (one["width"], one["height"])
        assert (image.width > image.height) == (picture["width"] > picture["height"])
        exif = image.getexif()
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
        assert exif.get(ExifTags.Base.Orientation, 1) == 1
        assert exif.get(ExifTags.Base.Model) is None


async def test_a_readers_picture_is_shown_in_the_comment_once_it_is_approved(
    world: World, reader: BrowserContext, artifacts: Path, tmp_path: Path
) -> None:
    name, email = somebody("Karin")
    mark = word()
    file = tmp_path / "from-my-album.jpg"
    taken = Image.effect_noise((1700, 1100), 60).convert("RGB").rotate(90, expand=True)
    exif = taken.getexif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    taken.save(file, exif=exif)
    page = await reader.new_page()
    await open_thread(page, world)
    form = page.locator("paddock-comments form").last
    async with page.expect_file_chooser() as chooser:
        await form.get_by_role("button", name="Add pictures").click()
    await (await chooser.value).set_files(file)
    await expect(page.get_by_text("✓ Uploaded")).to_be_visible(timeout=20_000)
    await write(page, f"My own picture from the kerb. {mark}", name, email)
    await expect(page.get_by_role("article").filter(has_text=mark)).to_contain_text("Waiting for a moderator")
    await decide(reader, world, mark, "Approve this comment")

    async def shown() -> list[dict[str, Any]]:
        comments = [one for one in await world.comments() if mark in one["html"]]
        return [picture for one in comments for picture in one["attachments"] if len(picture["renditions"]) >= 6]

    [attachment] = await until(shown, seconds=60, what="the attachment's public renditions")
    assert (attachment["width"], attachment["height"]) == (1700, 1100)
    await check_renditions(world, attachment)
    await open_thread(page, world)
    picture = page.get_by_role("article").filter(has_text=mark).locator("img")
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("image => image.naturalWidth") > 0
    await page.get_by_role("article").filter(has_text=mark).screenshot(path=artifacts / "attachment.png")
