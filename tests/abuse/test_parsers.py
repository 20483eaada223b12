"""What strangers send to be read, damaged in every way: read or refused in words, and in time.

The importers' own are in tests/comments/importing, the Markdown's and cursors' in tests/comments/test_properties.py.
"""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from hypothesis import example, given, strategies as st

from services.images.routes import incoming
from services.notify.inbound.judge import Facts, judge
from services.notify.inbound.listener import LARGEST_TEXT
from services.notify.inbound.parse import parse, text_size
from services.notify.routes import archive
from shared import staff
from shared.errors import Refused, Unauthorised
from tests.support.fuzzing import damaged, examples

NOW = datetime(2012, 5, 21, 9, 0, tzinfo=UTC)
KEY = "a key of the staff"
SIGNED = staff.sign(
    KEY, staff.Staff(id="1", name="Anna", roles={"s": "owner"}, csrf="c", expires=NOW + timedelta(seconds=9))
)
HEAD = b"From: Anna <anna@staff.example>\r\nSubject: Re: a car\r\nMIME-Version: 1.0\r\n"
MAILS = [
    HEAD
    + b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n"
    + b"It is a Lancia. \r\n\r\n-- \r\nAnna\r\n"
    b"On Mon, 21 May 2012, Paddock wrote:\r\n> Which car is this?\r\n>> the red one\r\n",
    HEAD + b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nYes.\r\n'
    b'--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<div style="display:none">x</div><ol start="2"><li>Yes.'
    b'<br></ol><!-- a --><blockquote class="gmail_quote">Which?</blockquote>\r\n--b--\r\n',
    HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nYXBwcm92ZQ==\r\n",
    (
        b"From: MAILER-DAEMON@relay.example\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/plain\r\n\r\n"
        b"No.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; r.example\r\n\r\n"
        b"Final-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
    ),
]
MAIL_JUNK = [
    b"\r\n--b\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", b"(", b"<!--", b"=?x?q?", b"<![CDATA[",
    b"<blockquote>", b"<ol start='\xc2\xb2'><li>", b"charset=unknown-8bit", b"charset=utf-7",
    b"=?utf-16?b?/w==?=", b"\0", b"From: b@c.example\r\n", b"\xff", b"*0*=",
    b"Content-Transfer-Encoding: quoted-printable\r\n", b"=\r\n", b"> ", b"Am schrieb:\r\n",
]  # fmt: skip
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="site"\r\n\r\nopen-road\r\n--b\r\n'
    b'Content-Disposition: form-data; name="file"; filename="a.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG and more\r\n--b--\r\n"
)
FORM_JUNK = [
    b"--b\r\n", b"--b--", b"\r\n\r\n", b"Content-Length: 4\r\n", b"Content-Length: -1\r\n",
    b"Content-Length: x\r\n", b"\r", b"\n", b"\0", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: x\r\n",
    b"Content-Type: multipart/mixed; boundary=c\r\n", b"Content-Type: multipart/mixed\r\n", b"_charset_",
    b"filename*=utf-8''%ff", b"\xff",
]  # fmt: skip


@given(damaged(MAILS, MAIL_JUNK))
@example(HEAD + b'Content-Type: text/plain; charset="utf\0-8"\r\n\r\nIt is a Lancia.\r\n')
@examples(80)
def test_any_mail_is_judged(raw: bytes) -> None:
    if text_size(raw) <= LARGEST_TEXT:
        verdict = judge(parse(raw), Facts(expected="anna@staff.example", domain="mail.example"))
        assert "\0" not in (verdict.rest + verdict.command + (verdict.extract.text if verdict.extract else ""))


def _filled(piece: bytes, kind: bytes = b"html", whole: int = 100_000) -> bytes:
    return b"From: a@b.example\nContent-Type: text/" + kind + b"\n\n" + piece * (whole // len(piece))


@pytest.mark.parametrize(
    "raw",
    {
        "comments that end nowhere": _filled(b"<!--"),
        "comments and brackets": _filled(b"<!-- x>"),
        "marked sections": _filled(b"<![CDATA["),
        "tags that end nowhere": _filled(b"<a "),
        "quotes in quotes, with text": _filled(b"<blockquote>x<br>"),
        "lists in lists": _filled(b"<ul><li>x"),
        "much quoted": _filled(b"> ", b"plain"),
        "parts in parts": b"From: a@b.example\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1_000)),
        "mails in mails": b"From: a@b.example\n" + b"Content-Type: message/rfc822\n\n" * 3_000,
        "a million parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 900_000,
        "a million headers": b"X: y\n" * 900_000,
        "comments in an address": b"From: " + b"(" * 20_000 + b"\n\nhi",
        "a number that is none": _filled("<ol start='²'><li>x".encode(), whole=1_000),
    }.items(),
    ids=lambda case: case[0],
)
def test_a_mail_built_to_cost_much_is_refused_or_read_in_time(raw: tuple[str, bytes]) -> None:
    begun = time.process_time()
    if text_size(raw[1]) <= LARGEST_TEXT:
        judge(parse(raw[1]), Facts())
    assert time.process_time() - begun < 5


@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionHeader", "ignore::aiohttp.BadContentDispositionParam")
@given(damaged([FORM], FORM_JUNK), st.sampled_from(["b", "b", "b", "c", "", None]))
@examples(100)
def test_any_form_is_read_or_refused_in_words(raw: bytes, boundary: str | None) -> None:
    async def picture(request: Any) -> None:
        async for part in incoming.parts(request):
            async for _ in incoming.chunks(part):
                pass

    async def run() -> None:
        for read in (picture, archive.read_upload):
            payload = StreamReader(BaseProtocol(asyncio.get_running_loop()), 65_536)
            payload.feed_data(raw)
            payload.feed_eof()
            kind = "multipart/form-data" + ("" if boundary is None else f"; boundary={boundary}")
            request = make_mocked_request("POST", "/", {"Content-Type": kind}, payload=payload)
            with suppress(Refused):
                await asyncio.wait_for(read(request), 5)

    asyncio.run(run())


@given(damaged([SIGNED.encode()], [SIGNED.encode(), b".", b"=", b"\xff", b"\xed\xb2\x80"]))
@examples(80)
def test_no_changed_assertion_of_staff_is_believed(raw: bytes) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    if text == SIGNED:
        assert staff.verify(KEY, text, NOW).name == "Anna"
        return
    with pytest.raises(Unauthorised):
        staff.verify(KEY, text, NOW)
