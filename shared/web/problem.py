"""The one map from our errors to HTTP: RFC 9457 problems, with a JSON Pointer for each faulty field.

In: any exception of a handler. Out: `Problem`, as `application/problem+json` or as a small page for a browser.
"""

import html
import math
from dataclasses import dataclass

from aiohttp import web

from shared.codec import encode
from shared.errors import (
    Conflict,
    Field,
    Forbidden,
    Gone,
    Invalid,
    Malformed,
    NotFound,
    PaddockError,
    TooLarge,
    TooMany,
    Unauthorised,
    Unavailable,
    UnsupportedType,
)

STATUS: dict[type[PaddockError], int] = {
    Malformed: 400,
    Unauthorised: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    UnsupportedType: 415,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
}

TITLES = {
    400: "The request can't be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not done this way",
    408: "The request took too long",
    409: "It has changed meanwhile",
    410: "Gone",
    413: "Too large",
    415: "Wrong media type",
    422: "Some fields need a change",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Try again in a moment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One failed request, as its sender sees it."""

    status: int
    code: str
    detail: str
    fields: tuple[Field, ...] = ()
    retry_after: float | None = None
    allow: str = ""

    @property
    def title(self) -> str:
        """The sentence that all problems of this status share."""
        return TITLES.get(self.status, "The request failed")


def problem_of(error: BaseException) -> Problem:
    """The problem an exception stands for; an unknown one is a fault of ours and tells nothing."""
    if isinstance(error, PaddockError):
        status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
        return Problem(
            status=status,
            code=error.code,
            detail=error.message,
            fields=getattr(error, "fields", ()),
            retry_after=getattr(error, "retry_after", None),
        )
    if isinstance(error, web.HTTPException):
        code = "_".join(error.reason.lower().split())
        allow = error.headers.get("Allow", "")
        detail = f"use {allow}" if allow else f"{error.reason}."
        return Problem(status=error.status, code=code, detail=detail, allow=allow)
    return Problem(status=500, code="fault", detail="Something went wrong on our side; it has been noted.")


def as_json(problem: Problem, public_url: str) -> web.Response:
    """RFC 9457; `type` leads to the documentation of the code."""
    content = {
        "type": f"{public_url}/v1/docs#problem-{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
    }
    if problem.fields:
        content["errors"] = [{"pointer": field.pointer, "detail": field.detail} for field in problem.fields]
    return web.Response(
        body=encode(content),
        status=problem.status,
        content_type="application/problem+json",
        headers=_headers(problem),
    )


def as_page(problem: Problem) -> web.Response:
    """The same for somebody who sent a form or followed a link."""
    faults = "".join(f"<li>{html.escape(field.detail)}</li>" for field in problem.fields)
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{html.escape(problem.title)}</title><main><h1>{html.escape(problem.title)}</h1>"
        f"<p>{html.escape(problem.detail)}</p>{f'<ul>{faults}</ul>' if faults else ''}</main></html>"
    )
    return web.Response(
        text=page,
        status=problem.status,
        content_type="text/html",
        charset="utf-8",
        headers={**_headers(problem), "Content-Security-Policy": "default-src 'none'"},
    )


def _headers(problem: Problem) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(problem.retry_after)))
    if problem.allow:
        headers["Allow"] = problem.allow
    return headers
