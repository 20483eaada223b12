"""The nouns of a conversation and their rules, pure.

In: nothing. Out: states, policies, site settings, and what a decision makes of a comment.
"""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct

from shared.errors import Conflict, Invalid


class State(StrEnum):
    """Where a comment stands; only `published` is shown, the rest as a tombstone while replies are shown."""

    HELD = "held"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    REMOVED = "removed"


class Policy(StrEnum):
    """Which comments wait for a moderator when nothing in them is suspicious."""

    HOLD_ALL = "hold_all"
    HOLD_FIRST = "hold_first"
    BY_RULE = "by_rule"
    PUBLISH_ALL = "publish_all"


class Standing(StrEnum):
    """What the moderators think of an author."""

    NONE = "none"
    TRUSTED = "trusted"
    HELD = "held"
    BANNED = "banned"


class Role(StrEnum):
    """What a member of staff may do on a site: an expert reads, a moderator decides, an editor also arranges."""

    OWNER = "owner"
    EDITOR = "editor"
    MODERATOR = "moderator"
    EXPERT = "expert"


class Sort(StrEnum):
    """The three orders of a thread; pinned comments come first in each."""

    OLDEST = "oldest"
    NEWEST = "newest"
    PICK = "pick"


class Decision(StrEnum):
    """What a moderator may do with a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    REMOVE = "remove"
    HOLD = "hold"
    UNDO = "undo"


OUTCOME: Final = {
    Decision.APPROVE: State.PUBLISHED,
    Decision.REJECT: State.REJECTED,
    Decision.SPAM: State.SPAM,
    Decision.REMOVE: State.REMOVED,
    Decision.HOLD: State.HELD,
}
"""The state that each decision leads to; `undo` leads back to where the last one came from."""

DEEPEST: Final = 2
"""The depth of the third and last level; deeper replies join it and name whom they answer."""


class ExternalCheck(Struct, frozen=True, kw_only=True):
    """A publisher's own check: a signed POST to `url`; it holds what it doesn't answer in `timeout` seconds."""

    url: str
    secret: str
    timeout: float = 2.0


class Akismet(Struct, frozen=True, kw_only=True):
    """Akismet's spam check, with the publisher's key and the blog it was made for."""

    key: str
    blog: str
    url: str = "https://rest.akismet.com/1.1/comment-check"
    timeout: float = 2.0


class SignOn(Struct, frozen=True, kw_only=True):
    """The publisher's own users, named by short-lived JWTs: HS256 with `key` a secret, EdDSA with a public PEM."""

    algorithm: str
    key: str
    audience: str = "paddock"


class Settings(Struct, frozen=True, kw_only=True):
    """How one site wants its conversation. Every field has the default of the product page."""

    policy: Policy = Policy.HOLD_FIRST
    links_to_hold: int = 2
    words: tuple[str, ...] = ()
    hold_edited: bool = True
    reports_to_hold: int = 3
    close_after_days: int = 0
    hold_after_days: int = 0
    edit_minutes: int = 15
    flood_interval: int = 15
    flood_burst: int = 5
    flood_window: int = 600
    form_seconds: float = 2.0
    shortest: int = 2
    longest: int = 10_000
    page_size: int = 50
    networks_days: int = 30
    bin_days: int = 30
    spam_days: int = 30
    keep_url_parameters: tuple[str, ...] = ()
    external: ExternalCheck | None = None
    akismet: Akismet | None = None
    sign_on: SignOn | None = None
    answers: bool = True
    shadow: bool = True
    mail_from: str = ""
    uncertain: str = "hold"
    renditions_webp: bool = False
    article_events: dict[str, str] = {}


BOUNDS: Final = {
    "links_to_hold": (0, 100),
    "reports_to_hold": (0, 1_000),
    "close_after_days": (0, 36_500),
    "hold_after_days": (0, 36_500),
    "edit_minutes": (0, 1_440),
    "flood_interval": (0, 86_400),
    "flood_burst": (0, 10_000),
    "flood_window": (0, 86_400),
    "form_seconds": (0, 600),
    "shortest": (0, 1_000),
    "longest": (1, 50_000),
    "page_size": (1, 200),
    "networks_days": (0, 3_650),
    "bin_days": (0, 3_650),
    "spam_days": (0, 3_650),
}
"""Setting → its least and its greatest value."""


PUBLIC_SETTINGS: Final = ("answers", "shadow", "mail_from", "uncertain", "renditions_webp", "article_events")
"""What the other services are told of a site's settings."""


SECRET_SETTINGS: Final = ("external", "akismet", "sign_on")
"""What no answer shows: keys of others."""


class Site(Struct, frozen=True, kw_only=True):
    """One publisher's site."""

    key: str
    name: str
    origins: tuple[str, ...]
    language: str
    settings: Settings
    active: bool
    version: int


class Reason(Struct, frozen=True, kw_only=True):
    """Why a comment waits: a stable code, one sentence for the desk, and how serious it is (1 to 3)."""

    code: str
    words: str
    level: int = 1


class Parent(Struct, frozen=True, kw_only=True):
    """The comment that a reply answers, as far as its place in the thread needs it."""

    id: UUID
    author_name: str
    number: int
    depth: int
    path: tuple[int, ...]
    parent: UUID | None
    state: State


class Place(Struct, frozen=True, kw_only=True):
    """Where a comment goes in its thread; `reply_to` names whom it answers when it sits beside, not below."""

    parent: UUID | None
    reply_to: UUID | None
    depth: int
    prefix: tuple[int, ...]


def place_of(parent: Parent | None) -> Place:
    """Three levels are shown: a reply to the third joins it."""
    if parent is None:
        return Place(parent=None, reply_to=None, depth=0, prefix=())
    if parent.depth < DEEPEST:
        return Place(parent=parent.id, reply_to=None, depth=parent.depth + 1, prefix=parent.path)
    return Place(parent=parent.parent, reply_to=parent.id, depth=DEEPEST, prefix=parent.path[:-1])


@lru_cache(4096)
def thread_id(site: str, url: str) -> UUID:
    """The id of the thread of a canonical page URL: known before anybody has written there."""
    return uuid5(NAMESPACE_URL, f"paddock:{site}:{url}")


def after(state: State, decision: Decision) -> State:
    """The state after a decision. Raises Conflict when the comment is there already, or gone for good."""
    if decision is Decision.UNDO:
        raise Invalid("an undo needs the history; use undo_decision")
    outcome = OUTCOME[decision]
    if state is outcome:
        raise Conflict(f"this comment is {state} already", code="already_decided")
    return outcome


def editable_until(created: datetime, now: datetime, until: datetime | None) -> bool:
    """Whether its author may still change a comment."""
    return until is not None and created <= now <= until
