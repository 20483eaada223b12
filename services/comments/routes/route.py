"""One route as the table lists it: what it takes, what it gives, what may go wrong."""

from typing import Any

from msgspec import Struct, field

from shared.web.application import Handler


class Query(Struct, frozen=True, kw_only=True):
    """A query parameter."""

    name: str
    about: str
    required: bool = False
    many: bool = False
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


class Route(Struct, frozen=True, kw_only=True):
    """One method of one path. `key` is edit (Edit-Key), staff (the desk's session) or nothing."""

    method: str
    path: str
    handler: Handler
    about: str
    tag: str
    body: Any = None
    answers: dict[int, Any] = field(default_factory=lambda: {200: None})
    media: str = "application/json"
    query: tuple[Query, ...] = ()
    problems: tuple[int, ...] = ()
    key: str = ""
    idempotent: bool = False


SITE = Query(name="site", about="the site's key", required=True)
URL = Query(name="url", about="the page's URL in any of its forms", required=True)
SORT = Query(
    name="sort", about="the order of the thread", schema={"type": "string", "enum": ["oldest", "newest", "pick"]}
)
CURSOR = Query(name="cursor", about="where the page before ended")
