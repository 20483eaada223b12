"""Describes this service in OpenAPI 3.1; how, stands in shared/web.

In: routes. Out: the document, ready to be encoded.
"""

from collections.abc import Sequence
from typing import Any

from services.comments.problems import PROBLEMS
from shared.web import openapi
from shared.web.route import Route


def describe(routes: Sequence[Route], public_url: str) -> dict[str, Any]:
    """The whole document."""
    about = "Comments for publishers: read, write, decide. Problems are RFC 9457."
    return openapi.describe(routes, public_url, title="Paddock: comments", about=about)


__all__ = ["PROBLEMS", "describe"]
