"""The inbox's pages and its JSON API.

In: HTTP. Out: lists, mails, replies; a mail's HTML is shown in a sandbox that runs no script.
"""

import re
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from dev.inbox.mails import Mail, Mails
from dev.inbox.reply import Refusal, compose, send

_PAGES = Path(__file__).with_name("pages")
_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
_MAIL_CSP = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' http: https: data:"
)


def application(mails: Mails, *, reply_host: str, reply_port: int) -> web.Application:
    """The inbox as an aiohttp application; replies go to this SMTP listener."""
    door = _Door(mails, reply_host, reply_port)
    app = web.Application(client_max_size=1 << 20)
    app.add_routes(
        [
            web.get("/", door.page),
            web.get("/messages/{number:\\d+}", door.page),
            web.post("/messages/{number:\\d+}/reply", door.reply_form),
            web.post("/clear", door.clear_form),
            web.get("/messages/{number:\\d+}/html", door.mail_html),
            web.get("/messages/{number:\\d+}/raw", door.raw),
            web.get("/messages/{number:\\d+}/parts/{cid}", door.part),
            web.get("/api/messages", door.list),
            web.delete("/api/messages", door.clear),
            web.get("/api/messages/{number:\\d+}", door.show),
            web.post("/api/messages/{number:\\d+}/reply", door.reply),
            web.get("/health/ready", door.health),
            web.static("/pages", _PAGES),
        ]
    )
    return app


class _Door:
    def __init__(self, mails: Mails, reply_host: str, reply_port: int) -> None:
        self._mails = mails
        self._listener = (reply_host, reply_port)
        self._templates = Environment(loader=FileSystemLoader(_PAGES), autoescape=True)

    async def page(self, request: web.Request) -> web.Response:
        """The list, and beside it the mail that was chosen."""
        to = request.query.get("to", "")
        mail = self._mail(request) if "number" in request.match_info else None
        template = self._templates.get_template("inbox.html")
        text = template.render(mails=self._mails.list(to=to), mail=mail, to=to, said=request.query.get("said", ""))
        return web.Response(
            text=text, content_type="text/html", headers={"Content-Security-Policy": _CSP, "Cache-Control": "no-store"}
        )

    async def reply_form(self, request: web.Request) -> web.Response:
        """The Reply box."""
        form = await request.post()
        mail = self._mail(request)
        try:
            await send(compose(mail, str(form.get("text", ""))), *self._listener)
            said = "Your reply was accepted."
        except Refusal as refusal:
            said = f"Your reply was refused: {refusal.code} {refusal.reason}"
        raise web.HTTPSeeOther(request.rel_url.with_path(f"/messages/{mail.number}").with_query(said=said))

    async def clear_form(self, _request: web.Request) -> web.Response:
        """Forget all mails."""
        self._mails.clear()
        raise web.HTTPSeeOther("/")

    async def mail_html(self, request: web.Request) -> web.Response:
        """A mail's HTML for the sandboxed frame: links open in a new tab, inline pictures come from here."""
        mail = self._mail(request)
        text = re.sub(r"cid:([^\"'\s)>]+)", rf"/messages/{mail.number}/parts/\1", mail.html)
        text = f'<base target="_blank">{text}'
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": _MAIL_CSP})

    async def raw(self, request: web.Request) -> web.Response:
        """The message as it came over the wire."""
        return web.Response(
            body=self._mail(request).raw,
            content_type="text/plain",
            charset="utf-8",
            headers={"X-Content-Type-Options": "nosniff"},
        )

    async def part(self, request: web.Request) -> web.Response:
        """One inline picture."""
        part = self._mail(request).part(request.match_info["cid"])
        if part is None or part.get_content_maintype() != "image":
            raise web.HTTPNotFound
        return web.Response(
            body=part.get_payload(decode=True),
            content_type=part.get_content_type(),
            headers={"X-Content-Type-Options": "nosniff"},
        )

    async def list(self, request: web.Request) -> web.Response:
        """`GET /api/messages?to=ADDRESS&after=ID`: newest first, whole with `whole=1`."""
        after = int(request.query.get("after", 0))
        found = self._mails.list(to=request.query.get("to", ""), after=after)
        return web.json_response({"messages": [mail.as_json(whole="whole" in request.query) for mail in found]})

    async def show(self, request: web.Request) -> web.Response:
        """`GET /api/messages/{id}`: the whole mail."""
        return web.json_response(self._mail(request).as_json(whole=True))

    async def reply(self, request: web.Request) -> web.Response:
        """`POST /api/messages/{id}/reply {"text": …, "from": …}`: 202, or 502 with what the listener said."""
        body: dict[str, Any] = await request.json()
        try:
            await send(
                compose(self._mail(request), str(body["text"]), sender=str(body.get("from", ""))), *self._listener
            )
        except Refusal as refusal:
            return web.json_response({"code": refusal.code, "reason": refusal.reason}, status=502)
        return web.json_response({}, status=202)

    async def clear(self, _request: web.Request) -> web.Response:
        """`DELETE /api/messages`: forget all of them."""
        self._mails.clear()
        return web.Response(status=204)

    async def health(self, _request: web.Request) -> web.Response:
        """Ready as soon as it answers."""
        return web.json_response({"status": "ok"})

    def _mail(self, request: web.Request) -> Mail:
        mail = self._mails.find(int(request.match_info["number"]))
        if mail is None:
            raise web.HTTPNotFound(text="There is no such mail.")
        return mail
