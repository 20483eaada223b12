"""Refuses forms that another site made the browser send.

Two checks, either of which would do: what the browser says of the form's origin, and a token only our pages know.
"""

import hmac
from urllib.parse import urlsplit

from aiohttp import web

from shared.desk.fields import Fields
from shared.errors import Forbidden
from shared.staff import Staff
from shared.web.application import COMMON

FIELD = "csrf"


def refuse_forgery(request: web.Request, form: Fields | None = None, staff: Staff | None = None) -> None:
    """Pass when the form came from a page of ours. Raises Forbidden. Without `staff` only the origin is checked."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site not in {None, "same-origin", "none"} or (origin is not None and origin not in _ours(request)):
        raise Forbidden("this form was not sent from the desk", code="forged")
    if site is None and origin is None:
        raise Forbidden("your browser does not say where this form comes from", code="forged")
    if staff is not None:
        token = form.text(FIELD) if form is not None else request.headers.get("X-CSRF", "")
        if not staff.csrf or not hmac.compare_digest(token.encode(), staff.csrf.encode()):
            raise Forbidden("this page has been open for too long; load it again", code="forged")


def _ours(request: web.Request) -> set[str]:
    parts = urlsplit(request.app[COMMON].public_url)
    return {f"{parts.scheme}://{parts.netloc}"}
