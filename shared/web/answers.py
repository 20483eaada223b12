"""Answers in the three forms that doors give: JSON, a page, and "look over there"."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from shared.codec import encode

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def json(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """The value as `application/json`; not to be stored unless `headers` say otherwise."""
    return web.Response(
        body=encode(value),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def html(text: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """A page of ours: no inline script or style, no frame, never stored unless `headers` say otherwise."""
    return web.Response(
        text=text,
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": PAGE_POLICY,
            "Referrer-Policy": "same-origin",
            **(headers or {}),
        },
    )


def see_other(location: str, *, headers: Mapping[str, str] | None = None) -> web.Response:
    """303: the form was taken, read the page at `location`."""
    return web.Response(status=303, headers={"Location": location, "Cache-Control": "no-store", **(headers or {})})
