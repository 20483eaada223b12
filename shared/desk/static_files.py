"""The frame's style, script and marks, under names that carry a digest of what is in them.

In: a plain name (`desk.css`). Out: its address for a page, and the file for whoever asks.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from aiohttp import web

from shared.errors import NotFound

FOLDER = Path(__file__).parent / "static"
PREFIX = "/desk/static"
_SAID = re.compile(r'\bt\("([^"]+)"')
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def asset(name: str) -> str:
    """The address of a static file: it changes with the file, so it may be kept for ever."""
    return f"{PREFIX}/{_named(name)}"


def static_routes() -> list[web.RouteDef]:
    """The route that serves them; comments has it, the others may for their own tests."""
    return [web.get(f"{PREFIX}/{{name}}", _serve)]


@cache
def script_words() -> tuple[str, ...]:
    """What the scripts say: each `t("…")` in them."""
    found = [words for path in FOLDER.glob("*.js") for words in _SAID.findall(path.read_text())]
    return tuple(sorted(set(found)))


async def _serve(request: web.Request) -> web.Response:
    path = _files().get(request.match_info["name"])
    if path is None:
        raise NotFound("there is no such file")
    return web.Response(
        body=path.read_bytes(),
        content_type=TYPES[path.suffix],
        charset="utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@cache
def _files() -> dict[str, Path]:
    return {_named(path.name): path for path in FOLDER.iterdir() if path.suffix in TYPES}


@cache
def _named(name: str) -> str:
    path = FOLDER / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{path.stem}-{digest}{path.suffix}"
