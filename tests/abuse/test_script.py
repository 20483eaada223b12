"""Whatever is written into a field, no page, desk, mail, feed or JSON runs it: parsed, and looked at in a browser."""

import io
import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp
import pytest
from playwright.async_api import Browser, Page

from tests.abuse.ground import HELD, OWNER, Ground
from tests.abuse.poison import dangers, markup, poison
from tests.images import drawing
from tests.support.waiting import until

GALLERY = "poisoned"

ATOM = "{http://www.w3.org/2005/Atom}"
DESK = (
    "/desk",
    "/desk?tab=published",
    "/desk?q={q}",
    "/desk/comments/{comment}",
    "/desk/authors/{comment}",
    "/desk/threads",
    "/desk/threads/{thread}",
    "/desk/history",
    "/desk/staff",
    "/desk/settings",
    "/desk/webhooks",
    "/desk/rights",
    "/desk/outside",
    "/desk/account",
    "/desk/start",
    "/desk/galleries",
    "/desk/galleries/" + GALLERY,
    "/desk/questions",
    "/desk/archive",
    "/desk/deliveries",
    "/desk/deliveries/{q}",
    "/desk/sign-in?next={q}",
)


@dataclass(slots=True)
class Poisoned:
    """One comment and one picture with a payload in every field, and where they show."""

    comment: str
    thread: str
    page: str
    mail: dict[str, Any]
    decide: str
    seen: list[str] = field(default_factory=list)

    def desk(self) -> list[str]:
        """Every page of the desk."""
        q = "%22'%3E%3Csvg%20onload=alert('query')%3E"
        paths = [path.format(q=q, comment=self.comment, thread=self.thread) for path in DESK]
        return [path + ("&" if "?" in path else "?") + f"site={HELD}" for path in paths]


@pytest.fixture(scope="module")
async def poisoned(ground: Ground) -> Poisoned:
    """Posted, mailed, approved, answered and reported."""
    said = await ground.order(
        "PUT",
        f"/v1/galleries/{GALLERY}?site={HELD}",
        json={"title": poison("gallery"), "url": ground.publisher + "/g/"},
    )
    assert said.status == 201, said.text
    form = aiohttp.FormData(quote_fields=True)
    for name in ("caption", "alt", "credit"):
        form.add_field(name, poison(name))
    form.add_field("file", _jpeg(), filename=f"{poison('file')}.jpg", content_type="image/jpeg")
    said = await ground.order("POST", f"/v1/galleries/{GALLERY}/pictures?site={HELD}", data=form)
    assert said.status in {201, 202}, said.text
    page = "/poison/?q=%22%3E%3Csvg%20onload=alert('url')%3E"
    await until(lambda: _countable(ground), what="comments to know the gallery's picture")
    made = await ground.post(
        markup("body"),
        site=HELD,
        page=page,
        name=poison("name"),
        title=poison("title"),
        email="mallory@reader.example",
        picture={"gallery": GALLERY, "number": 1},
    )
    comment = made["comment"]["id"]
    mail = await ground.world.mail(OWNER, "alert('body')")
    said = await ground.order(
        "PUT", f"/v1/comments/{comment}/decision", json={"decision": "approve", "reason": poison("reason")}
    )
    assert said.status == 200, said.text
    said = await ground.order("POST", f"/v1/comments/{comment}/answers", json={"body": markup("answer")})
    assert said.status in {200, 201}, said.text
    said = await ground.ask("POST", f"/v1/comments/{comment}/reports", json={"reason": poison("report")})
    assert said.status < 300, said.text
    url = ground.publisher + page
    thread = (await ground.ask("GET", "/v1/threads", params={"site": HELD, "url": url})).said
    assert thread["thread"]["count"] == 2
    link = re.search(r"https?://\S*/mail/decide/\S*", mail["text"])
    assert link
    return Poisoned(comment, thread["thread"]["id"], url, mail, link[0])


async def _countable(ground: Ground) -> bool:
    body = ground.written("Just a look.", site=HELD, picture={"gallery": GALLERY, "number": 1})
    return (await ground.ask("POST", "/v1/comments", json=body)).status == 202


def _jpeg() -> bytes:
    made = io.BytesIO()
    drawing.scene().save(made, "JPEG")
    return made.getvalue()


def test_the_check_itself_sees_what_a_browser_would_run() -> None:
    assert len(dangers(f'<p title="{poison("x")}">{poison("y")}</p><a href="&#106;avascript:x">z</a>')) == 3
    for bad in ("<script>1</script>", '<img src=x onerror="1">', "<iframe>"):
        assert dangers(bad)
    assert not dangers('<script src="/a.js"></script><a href="https://x.example/?javascript:">x</a>')


async def test_pages_and_json_for_readers_hold_nothing_that_runs(ground: Ground, poisoned: Poisoned) -> None:
    thread = await ground.ask("GET", "/v1/threads", params={"site": HELD, "url": poisoned.page})
    assert thread.headers["Content-Type"].startswith("application/json")
    assert thread.headers["X-Content-Type-Options"] == "nosniff"
    waiting = list(thread.said["comments"])
    assert "alert('name')" in thread.text
    for one in waiting:
        assert not dangers(one["html"]), one["html"]
        assert not _links(one["body"])
        waiting += one["replies"]
    for path in (f"/t/{poisoned.thread}", f"/v1/threads/{poisoned.thread}/fragment", "/v1/docs"):
        page = await ground.ask("GET", path)
        assert page.status == 200
        text = page.said["html"] if "json" in page.headers["Content-Type"] else page.text
        assert not dangers(text, own=ground.origin), path
    preview = await ground.ask("POST", "/v1/preview", json={"body": markup("preview")})
    assert not dangers(preview.said["html"])


def _links(nodes: Any) -> list[str]:
    """The addresses in a node tree that are no web address and no mail's."""
    found: list[str] = []
    for node in nodes if isinstance(nodes, list) else []:
        if isinstance(node, dict):
            if "href" in node and not re.match(r"(https?://|mailto:)", node["href"]):
                found.append(node["href"])
            found += _links(node.get("c"))
    return found


async def test_feeds_are_xml_whose_html_runs_nothing(ground: Ground, poisoned: Poisoned) -> None:
    for path in (f"/feeds/{HELD}.atom", f"/feeds/threads/{poisoned.thread}.atom"):
        feed = ET.fromstring((await ground.ask("GET", path)).text)
        texts = [node for node in feed.iter() if node.text and "alert" in node.text]
        assert texts, path
        for node in feed.iter():
            assert node.tag.startswith(("{http://www.w3.org/", "{http://purl.org/")), node.tag
            if node.get("type") == "html":
                assert not dangers(node.text or ""), node.text
            assert not (node.get("href") or "").lower().startswith(("javascript:", "data:"))


async def test_a_mail_runs_nothing_and_has_no_header_of_the_sender(ground: Ground, poisoned: Poisoned) -> None:
    html = await ground.ask("GET", f"/messages/{poisoned.mail['id']}/html", url=ground.world.inbox)
    assert "alert" in html.text
    assert not dangers(html.text.replace('<base target="_blank">', ""), own=ground.origin)
    for path in (poisoned.decide, poisoned.decide.replace("/decide/", "/confirm/")):
        page = await ground.ask("GET", path.removeprefix(ground.origin))
        assert not dangers(page.text, own=ground.origin)


async def test_no_page_of_the_desk_runs_anything(ground: Ground, poisoned: Poisoned) -> None:
    found = {}
    shown = ""
    for path in poisoned.desk():
        page = await ground.order("GET", path, headers={"Accept": "text/html"})
        assert page.status in {200, 303, 404}, (path, page.text[:500])
        shown += page.text
        if what := dangers(page.text, own=ground.origin):
            found[path] = what
    assert not found
    for name in ("site", "owner", "gallery", "caption", "credit", "name", "title", "body", "reason", "report"):
        assert re.search(rf"alert\((&#39;|&#x27;|'){name}(&#39;|&#x27;|')\)", shown), f"{name} is not shown anywhere"


def _watched(page: Page, seen: list[str]) -> None:
    async def dismiss(dialog: Any) -> None:
        seen.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: seen.append(f"error {error}"))
    page.on(
        "console",
        lambda said: (
            seen.append(said.text) if re.search("Content Security Policy|Trusted", said.text, re.IGNORECASE) else None
        ),
    )


@pytest.mark.browser
async def test_a_browser_runs_nothing_of_it_in_pages_widget_desk_or_mail(
    ground: Ground, poisoned: Poisoned, browser: Browser
) -> None:
    seen: list[str] = []
    context = await browser.new_context(base_url=ground.origin)
    await context.add_cookies([{"name": "paddock", "value": ground.cookie, "url": ground.origin}])
    page = await context.new_page()
    _watched(page, seen)
    await page.goto(f"{poisoned.page}&site={HELD}")
    await page.get_by_role("button", name=re.compile("Show Comments")).click()
    await page.get_by_text("alert('body')").first.wait_for()
    for path in (f"/t/{poisoned.thread}", poisoned.decide, *poisoned.desk()):
        await page.goto(path)
    mail = await ground.ask("GET", f"/messages/{poisoned.mail['id']}/html", url=ground.world.inbox)
    await page.goto("about:blank")  # the desk's policy would forbid to write a page
    await page.set_content(mail.text)
    assert not seen
    await page.set_content(f"<p>{poison('control')}</p>")
    await until(lambda: _true(bool(seen)), what="the browser to run what is not escaped")
    await context.close()


async def _true(value: bool) -> bool:
    return value
