"""The bodies that the desk and the staff's API take and give."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct


class DecisionBody(Struct, frozen=True, kw_only=True):
    """What a moderator wants. `version` is the one the moderator saw; without it any is meant."""

    decision: Annotated[str, Meta(pattern="^(approve|reject|spam|remove|hold|undo)$")]
    version: Annotated[int, Meta(ge=1)] | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


class Decided(Struct, frozen=True, kw_only=True):
    """Where a comment stands after a decision, and who decided."""

    id: UUID
    state: str
    version: int
    decided_by: str
    decided_at: datetime
    changed: bool


class SigninBody(Struct, frozen=True, kw_only=True):
    """Who wants to sign in."""

    email: Annotated[str, Meta(max_length=400)]


class SessionBody(Struct, frozen=True, kw_only=True):
    """The mailed link's token, or the code of the same mail."""

    token: Annotated[str, Meta(max_length=100)] = ""
    code: Annotated[str, Meta(max_length=20)] = ""


class SessionView(Struct, frozen=True, kw_only=True):
    """An open session of a member of staff."""

    id: UUID
    browser: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class BulkBody(Struct, frozen=True, kw_only=True):
    """One decision about many comments."""

    comments: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=200)]
    decision: Annotated[str, Meta(pattern="^(approve|reject|spam|remove|hold)$")]
    reason: Annotated[str, Meta(max_length=500)] = ""


class StandingBody(Struct, frozen=True, kw_only=True):
    """What the moderators think of an author, perhaps until a day."""

    standing: Annotated[str, Meta(pattern="^(none|trusted|held|banned)$")]
    until: datetime | None = None
    note: Annotated[str, Meta(max_length=500)] = ""


class MarksBody(Struct, frozen=True, kw_only=True):
    """Marks of a comment; what is left out stays."""

    pinned: bool | None = None
    pick: bool | None = None


class ThreadBody(Struct, frozen=True, kw_only=True):
    """Changes of a thread: open or closed, another page, or part of another thread."""

    open: bool | None = None
    url: Annotated[str, Meta(max_length=8000)] = ""
    merge: bool = False
    into: UUID | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


class AnswerBody(Struct, frozen=True, kw_only=True):
    """The editors' answer to a comment."""

    body: Annotated[str, Meta(min_length=1, max_length=60_000)]


class SiteBody(Struct, frozen=True, kw_only=True):
    """Changes of a site; `settings` are merged by name."""

    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    language: Annotated[str, Meta(max_length=35, pattern="^[A-Za-z0-9-]+$")] | None = None
    origins: Annotated[tuple[Annotated[str, Meta(max_length=300)], ...], Meta(max_length=50)] | None = None
    settings: dict[str, Any] = {}


class WebhookBody(Struct, frozen=True, kw_only=True):
    """A URL that shall be told; without event types of all that happens to comments."""

    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    events: Annotated[tuple[Annotated[str, Meta(max_length=100)], ...], Meta(max_length=20)] = ()


class WebhookSwitch(Struct, frozen=True, kw_only=True):
    """On or off."""

    active: bool


class ErasureBody(Struct, frozen=True, kw_only=True):
    """Whose traces shall go."""

    email: Annotated[str, Meta(max_length=400)]
