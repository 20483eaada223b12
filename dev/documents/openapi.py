"""The whole API that the edge shows, of all three services, as one OpenAPI document (docs/openapi.json).

In: the services' own route tables. Out: the document. Pages for people (/desk, /mail, /t) and feeds are no API.
"""

from typing import Any

from services.comments.routes.table import ROUTES as COMMENTS
from services.images.routes.described import ROUTES as IMAGES
from services.notify.routes.described import ROUTES as NOTIFY
from shared.web.openapi import describe

SERVICES = {"comments": COMMENTS, "notify": NOTIFY, "images": IMAGES}


def document(public_url: str) -> dict[str, Any]:
    """Comments first, then what notify and images add."""
    about = (
        "Comments, pictures and questions for publishers: read, write, decide. Problems are RFC 9457. "
        "One origin leads to three services; a running one describes its comments at /v1/openapi.json."
    )
    return describe((*COMMENTS, *NOTIFY, *IMAGES), public_url, title="Paddock", about=about)
