"""One route as a table lists it for OpenAPI: what it takes, what it gives, what may go wrong."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct, field


class Query(Struct, frozen=True, kw_only=True):
    """A parameter in the query, or a header."""

    name: str
    about: str
    required: bool = False
    many: bool = False
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


class Route(Struct, frozen=True, kw_only=True):
    """One method of one path.

    `key` names who may: edit (Edit-Key), upload (Upload-Key), staff (the desk's session) or nobody in particular;
    with a question mark it may be left out. `takes` are bodies that are no JSON, by media type. `name` is the
    operation's, where the handler's own says too little.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    about: str
    tag: str
    name: str = ""
    body: Any = None
    takes: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[int, Any] = field(default_factory=lambda: {200: None})
    media: str = "application/json"
    query: tuple[Query, ...] = ()
    headers: tuple[Query, ...] = ()
    problems: tuple[int, ...] = ()
    key: str = ""
    csrf: bool = True
    idempotent: bool = False
