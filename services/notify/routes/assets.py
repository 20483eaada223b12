"""/mail/assets/mail.css: the one style sheet of the pages behind mailed links."""

from pathlib import Path

from aiohttp import web

STYLE = (Path(__file__).parent.parent / "assets" / "mail.css").read_text()


def routes() -> list[web.RouteDef]:
    """The style sheet."""

    async def get(_request: web.Request) -> web.Response:
        return web.Response(text=STYLE, content_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    return [web.get("/mail/assets/mail.css", get)]
