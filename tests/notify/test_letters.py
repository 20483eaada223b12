"""Every kind of mail in every language: both forms say the same, headers are right, and no GET of any link acts."""

import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from services.images.rendering.naming import spot_name
from services.images.rendering.order import Spot
from services.notify.domain import KINDS, SUPPORTED_LANGUAGES, Kind
from services.notify.mailer import message
from services.notify.mailer.plan import REASONS
from services.notify.templates.compile_layout import LAYOUT, compiled
from services.notify.templates.parts import harmless, shortened
from services.notify.templates.render import Drawn
from services.notify.templates.subject_matter import CommentMatter
from services.notify.templates.words import words
from shared import events
from shared.ids import uuid7
from tests.notify import makings
from tests.notify.conftest import House, links_in
from tests.notify.smtp_server import Mail, SmtpServer
from tests.support.clock import FakeClock

SPOT = events.Region(x=0.4, y=0.6, w=0.04, h=0.06)


async def every_mail(house: House, smtp: SmtpServer, language: str) -> dict[str, Mail]:
    """One mail of each kind, sent."""
    staff = {"language": language}
    olga = makings.moderator("Olga", role="owner", alerts="none", **staff)
    anna, elena = makings.moderator("Anna", **staff), makings.moderator("Elena", role="expert", **staff)
    held = makings.comment("Held: è la più bella? <b>bold</b> http://spam.example/x")
    root = makings.comment("What is that red beauty?", state="published", language=language)
    await house.tell(makings.site(), olga, anna, elena, events.CommentPublished(comment=root))
    await house.tell(makings.subscription("answer", root, "asker@reader.example", language=language))
    await house.send()
    confirm = links_in(smtp.to("asker@reader.example")[0].text)[0]
    token = confirm.rsplit("/", 1)[1]
    from services.notify.actions.confirm_subscription import confirm_subscription
    from services.notify.store import links

    link = await links.find_link(house.database, token)
    assert link is not None
    async with house.database.transaction() as tx:
        await confirm_subscription(tx, link, now=house.clock.now())
    for kind in ("replies", "thread"):
        await house.tell(makings.subscription(kind, root, f"{kind}@reader.example", language=language))
        await house.confirm(kind, root, f"{kind}@reader.example")
    archive = events.Person(name="The archive", kind="archive")
    answer = makings.comment("It is a Fiat 508 S.", author=archive, parent=root.id, answers=uuid7(), state="published")
    reply = makings.comment("I saw it too.", parent=root.id)
    await house.tell(
        events.CommentPublished(comment=answer),
        events.CommentEdited(
            comment=makings.changed(answer, text="It is a Fiat 508 C."),
            edited_by=events.Actor(kind="expert", name="Elena", via="mail"),
        ),
        makings.published(reply),
        makings.held(held),
        events.CommentReported(comment=makings.changed(reply, version=3, state="published"), reason="x", reports=1),
        makings.signin("anna@staff.example", house.clock.now()),
    )
    context = {
        "comment": str(root.id), "asker": "Carla", "text": root.text, "page_title": makings.TITLE,
        "page_url": makings.PAGE, "notes": ["the plate has no match"], "draft": "Maybe a Fiat.",
        "candidates": [{"number": 1, "label": "Fiat 508 S", "evidence": ["plate MI 18 3385"]}],
    }  # fmt: skip
    to = f"moderator:{elena.moderator}"
    for kind in ("question", "reminder", "escalation"):
        await house.queue(kind, f"question:{uuid7()}", to, context, language=language)
    await house.queue(
        "draft", f"draft:{uuid7()}", to, {"draft": str(uuid7()), "about": f"question:{uuid7()}", "text": "A"}
    )
    await house.queue("reply_refused", "reply:1", to, {"reason": "empty", "comment": str(root.id)})
    decided = {"decision": "spam", "by": "Bruno", "at": "10:32", "comment": str(root.id)}
    await house.queue("decided", "decision:1", f"moderator:{anna.moderator}", decided)
    await house.queue("bounce_alarm", "moderator:1", f"moderator:{olga.moderator}", {"name": "Anna", "detail": "550"})
    await house.queue(
        "erased", "erasure:1", f"staff:{makings.address('asker@reader.example').digest}", {"request": "R1"}
    )
    await house.queue("digest", "waiting:1", f"moderator:{olga.moderator}", {})
    digest = (await house.row("kind = 'digest'"))["id"]
    await house.database.execute("UPDATE delivery SET merged_into = $1, state = 'merged' WHERE kind = 'held'", digest)
    await house.send()
    again = makings.comment("Held: è la più bella? <b>bold</b> http://spam.example/x")
    await house.tell(makings.held(again))
    await house.send()
    sent: dict[str, Mail] = {}
    for mail in smtp.mails:
        identity = re.match(r"<d\.([^@]+)@", str(mail.message["Message-ID"]))
        assert identity is not None
        kind = await house.database.fetch_value("SELECT kind FROM delivery WHERE id = $1::text::uuid", identity[1])
        sent.setdefault(kind, mail)
    return sent


@pytest.mark.parametrize("language", SUPPORTED_LANGUAGES)
async def test_every_kind_of_mail_has_both_forms_and_right_headers(
    house: House, smtp: SmtpServer, language: str
) -> None:
    sent = await every_mail(house, smtp, language)
    assert set(sent) == set(Kind)
    for kind, mail in sent.items():
        message, rule = mail.message, KINDS[Kind(kind)]
        assert not [defect for part in message.walk() for defect in part.defects], kind
        assert [part.get_content_type() for part in message.walk()][:2] == ["multipart/alternative", "text/plain"], kind
        assert str(message["From"]) == "Sports Car Digest Demo <comments@mail.example>"
        assert len(message["To"].addresses) == 1
        assert re.fullmatch(r"b\+[a-z2-7]{24}@mail\.example", mail.sender), kind
        assert re.fullmatch(r"<d\.[0-9a-f-]{36}@mail\.example>", str(message["Message-ID"]))
        assert re.fullmatch(r"<q\..+@mail\.example>", str(message["References"]))
        assert parsedate_to_datetime(str(message["Date"])) - house.clock.now() < timedelta(seconds=1)
        assert str(message["Auto-Submitted"]) == "auto-generated"
        assert str(message["X-Auto-Response-Suppress"]) == "All"
        assert ("Reply-To" in message) == rule.reply, kind
        assert ("List-Unsubscribe" in message) == rule.reader, kind
        if rule.reader:
            assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
            assert re.fullmatch(
                r"<http://127\.0\.0\.1:8080/mail/unsubscribe/[a-z2-7]{24}>", str(message["List-Unsubscribe"])
            )
            assert "sportscar.mail.example" in str(message["List-Id"])
        if rule.reply:
            assert mail.sender.replace("b+", "r+") in str(message["Reply-To"])
            assert words(language)("sentinel") in mail.text
            assert words(language)("sentinel") in mail.html
        assert all(len(line) <= 998 for line in mail.raw.split(b"\r\n"))
        assert f'lang="{language}"' in mail.html or kind in {"erased", "signin"}
        assert "prefers-color-scheme: dark" in mail.html
        assert "{{" not in mail.html + mail.text
        assert "{%" not in mail.html + mail.text
        assert not re.search(r"\{[a-z_]+\}", mail.text), kind
        shown = visible(mail.html)
        for line in filter(None, (" ".join(line.split()) for line in mail.text.split("\n"))):
            plain = re.sub(r":? ?http\S+$", "", line).strip("*- ").removesuffix(":").strip()
            assert plain in shown or plain.startswith("http") or not plain or set(plain) == {"-"}, (kind, plain)


async def test_a_mail_of_each_kind_reads_in_the_recipients_language(house: House, smtp: SmtpServer) -> None:
    sent = await every_mail(house, smtp, "it")
    assert sent["question"].message["Subject"].startswith("Sa rispondere?")
    assert sent["answered"].message["Subject"].startswith("La Sua domanda ha una risposta")
    assert "Approva" in sent["held"].text


def test_every_sentence_is_there_in_all_four_languages_with_the_same_gaps() -> None:
    english = words("en")
    for language in SUPPORTED_LANGUAGES[1:]:
        theirs = words(language)
        assert theirs.keys() == english.keys(), language
        for key in english.keys():  # noqa: SIM118 - its own method
            assert gaps(english(key)) == gaps(theirs(key)), (language, key)


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{[a-z_]+\}", text))


def test_the_committed_layout_is_the_compiled_one() -> None:
    assert LAYOUT.read_text() == compiled()


def test_a_readers_links_and_images_are_words_in_a_mail() -> None:
    say = words("en")
    links = "[this](https://spam.example/a?b) ![x](http://i.example/x.png) <http://a.example> www.b.example/c"
    shown = harmless(f"See {links} fine.example", say)
    assert "http" not in shown
    assert "www." not in shown
    assert "this [link: spam․example]" in shown
    assert "[picture: x]" in shown
    assert shortened("one two three", 9) == "one two…"


def test_why_a_comment_waits_is_said_in_the_recipients_language() -> None:
    comment = CommentMatter(
        id=uuid7(), name="C", text="x", title="t", page_url="", url="", state="held",
        reasons=(
            events.Reason(code="too_quick", words="sent 1.2 s after the form was opened"),
            events.Reason(code="words", words="word list: rust, scrap: heap"),
            events.Reason(code="check_held", words="wordcheck asks to look: odd"),
        ),
    )  # fmt: skip
    assert comment.why(words("de")) == (
        "1.2 s nach dem Öffnen des Formulars abgeschickt",
        "Wortliste: rust, scrap: heap",
        "Wordcheck asks to look: odd",
    )


def test_every_reason_is_a_sentence() -> None:
    assert all(" " in words_ and not words_.endswith(".") for words_ in REASONS.values())


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_scanner_that_opens_every_link_of_every_mail_changes_nothing(
    house: House, smtp: SmtpServer, web_client: Any, language: str
) -> None:
    await every_mail(house, smtp, language)
    before = await everything(house)
    found = set()
    for mail in smtp.mails:
        found |= set(links_in(mail.text)) | {match.rstrip('"') for match in links_in(mail.html.replace('"', ' "'))}
        found |= set(links_in(str(mail.message.get("List-Unsubscribe", "")).replace(">", " ")))
    assert {path.split("/")[2] for path in found} == {"decide", "confirm", "manage", "unsubscribe", "answer"}
    for path, method in itertools.product(sorted(found), ("GET", "HEAD")):
        answer = await web_client.request(method, path)
        assert answer.status in {200, 404}, path
    assert await everything(house) == before


async def everything(house: House) -> dict[str, list[Any]]:
    tables = ("comment", "decision", "delivery", "draft", "link", "outbox", "subscription", "confirmation", "raw_mail")
    return {
        table: [tuple(row) for row in await house.database.fetch(f"SELECT * FROM {table} ORDER BY 1")]
        for table in tables
    }


@asynccontextmanager
async def beside_images(
    with_settings: Any, picture: Callable[[web.Request], Awaitable[web.Response]]
) -> AsyncIterator[House]:
    """notify, and a server that answers for images' files."""
    app = web.Application()
    app.router.add_get("/pictures/{tail:.*}", picture)
    async with TestServer(app) as server:
        house = with_settings(pictures_url=str(server.make_url("")).rstrip("/"))
        yield house
        await house.pictures.close()


async def test_the_picture_asked_about_is_in_the_mail_as_a_small_file_of_its_own(
    with_settings: Any, smtp: SmtpServer
) -> None:
    jpeg = b"\xff\xd8\xff\xe0" + b"x" * 900 + b"\xff\xd9"

    async def picture(request: web.Request) -> web.Response:
        if "large" in request.path:
            return web.Response(body=b"x" * 70_000, content_type="image/jpeg")
        return web.Response(body=jpeg, content_type="image/jpeg")

    async with beside_images(with_settings, picture) as house:
        await house.tell(makings.site(), makings.moderator("Anna"))
        for name in ("small.jpg", "large.jpg", "../etc"):
            ready = events.PictureReady(
                picture=name, site=makings.SITE, owner="gallery", width=800, height=600, colour="#000000",
                renditions=(), gallery="mm2012", number=3, caption="The red car", mail=f"/pictures/{name}",
            )  # fmt: skip
            await house.tell(ready)
            about = events.PictureReference(gallery="mm2012", number=3, picture=name, region=SPOT)
            await house.tell(makings.held(makings.comment(f"On {name}", picture=about)))
            await house.send()
        with_picture, *without = smtp.mails
        assert _types(with_picture) == [
            "multipart/alternative",
            "text/plain",
            "multipart/related",
            "text/html",
            "image/jpeg",
        ]
        image = next(part for part in with_picture.message.walk() if part.get_content_type() == "image/jpeg")
        assert image.get_content() == jpeg
        assert f"cid:{str(image['Content-ID']).strip('<>')}" in with_picture.html
        assert "on picture 3 · The red car" in with_picture.text
        assert "The place meant: 42 % from the left, 63 % from the top" in with_picture.text
        assert f"See picture 3 on the page\n{makings.PAGE}#picture-3\n" in with_picture.text
        assert all("image/jpeg" not in _types(mail) for mail in without)


async def test_a_mail_waits_a_moment_for_the_place_to_be_drawn_on_its_picture_and_goes_without_it_then(
    with_settings: Any, smtp: SmtpServer, clock: FakeClock
) -> None:
    plain, marked = b"\xff\xd8 as it is", b"\xff\xd8 with a ring"
    there = {"/pictures/p/1-mail.jpg": plain}

    async def picture(request: web.Request) -> web.Response:
        found = there.get(request.path)
        return web.Response(body=found, content_type="image/jpeg") if found else web.Response(status=404)

    async with beside_images(with_settings, picture) as house:
        await house.tell(makings.site(), makings.moderator("Anna"))
        ready = events.PictureReady(
            picture="p", site=makings.SITE, owner="gallery", width=800, height=600, colour="#000000", renditions=(),
            gallery="mm2012", number=3, mail="/pictures/p/1-mail.jpg",
        )  # fmt: skip
        await house.tell(ready)

        async def comment_on(region: events.Region) -> None:
            about = events.PictureReference(gallery="mm2012", number=3, picture="p", region=region)
            await house.tell(makings.held(makings.comment("On it", picture=about)))
            await house.send()

        await comment_on(SPOT)
        assert (await house.row())["reason"] == "picture"
        assert smtp.mails == []
        box = Spot(x=SPOT.x, y=SPOT.y, w=SPOT.w, h=SPOT.h)
        there[f"/pictures/p/1-{spot_name(box)}"] = marked  # the name that images gives it
        clock.advance(seconds=1)
        await house.send()
        assert _pictures(smtp.mails[0]) == [marked]

        await comment_on(events.Region(x=0.1, y=0.1))
        clock.advance(seconds=14)
        await house.send()
        assert len(smtp.mails) == 1
        clock.advance(seconds=1)
        await house.send()
        assert _pictures(smtp.mails[1]) == [plain]


def _types(mail: Mail) -> list[str]:
    return [part.get_content_type() for part in mail.message.walk()]


def _pictures(mail: Mail) -> list[bytes]:
    return [part.get_content() for part in mail.message.walk() if part.get_content_type() == "image/jpeg"]


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        self._silent += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)


def visible(html: str) -> str:
    reader = _Visible()
    reader.feed(html)
    return " ".join(" ".join(reader.text).split())


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_a_line_end_in_what_others_wrote_begins_no_header(line_end: str) -> None:
    evil = f"Anna{line_end}Bcc: victim@evil.example{line_end}{line_end}<b>"
    raw = message.build(
        Drawn(subject=evil, text="t", html="h"),
        message.Envelope(
            delivery="1", kind="held", thread="2", recipient="anna@staff.example", recipient_name=evil, token="k",
            answerable=True, language="en", sent_at=makings.WRITTEN, unsubscribe_url="https://x.example/u",
        ),
        message.Sender(site_key="s", site_name=evil, address="paddock@mail.example", domain="mail.example"),
    )  # fmt: skip
    headers = [line.partition(b":")[0] for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if line[:1] != b" "]
    assert headers == sorted(set(headers), key=headers.index), "none twice"
    assert not {b"Bcc", b"bcc"} & set(headers)
    assert b"Content-Type" in headers, "and none is cut off"
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert not any(re.match(rb"(?i)bcc", line) for line in re.split(rb"[\r\n\x0b\x0c\x1c\x85]+", raw))
