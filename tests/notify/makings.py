"""Events as comments would send them, with addresses that only notify can open."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared import events, sealing
from shared.ids import uuid7

PRIVATE_KEY, PUBLIC_KEY = sealing.new_keys()
DIGEST_KEY = "a key of comments"
SITE = "sportscar"
PAGE = "http://127.0.0.1:8090/2012/05/mille-miglia-2012-behind-the-scenes/"
TITLE = "Behind the scenes at the 2012 Mille Miglia"
WRITTEN = datetime(2012, 5, 21, 8, 55, tzinfo=UTC)
THREAD = UUID("018f0000-0000-7000-8000-00000000aaaa")


def address(text: str) -> events.Address:
    """A digest and a sealed copy."""
    digest = sealing.digest(DIGEST_KEY, sealing.normalised(text))
    return events.Address(digest=digest, sealed=sealing.seal(PUBLIC_KEY, text))


def site(**changes: Any) -> events.SiteChanged:
    """The demo's site."""
    given = {"site": SITE, "name": "Sports Car Digest Demo", "origins": ("http://127.0.0.1:8090",), "language": "en"}
    return events.SiteChanged(**{**given, **changes})


def moderator(name: str = "Anna", **changes: Any) -> events.ModeratorChanged:
    """A member of staff with an address of their own."""
    given = {
        "moderator": uuid7(),
        "site": SITE,
        "name": name,
        "role": "moderator",
        "address": address(f"{name.lower()}@staff.example"),
    }
    return events.ModeratorChanged(**{**given, **changes})


def comment(text: str = "Who drove the red car?", **changes: Any) -> events.Comment:
    """A reader's comment."""
    identity = changes.pop("id", None) or uuid7()
    given: dict[str, Any] = {
        "id": identity,
        "site": SITE,
        "thread": THREAD,
        "page_url": PAGE,
        "page_title": TITLE,
        "number": 1,
        "state": "held",
        "version": 1,
        "author": events.Person(name="Carla", address=address("carla@reader.example")),
        "text": text,
        "html": f"<p>{text}</p>",
        "created_at": WRITTEN,
        "path": f"/t/{THREAD}#c-1",
    }
    return events.Comment(**{**given, **changes})


def held(comment_: events.Comment) -> events.CommentHeld:
    """It waits."""
    reason = events.Reason(code="first", words="The first comment from this address.")
    return events.CommentHeld(comment=comment_, reasons=(reason,))


def changed(comment_: events.Comment, **changes: Any) -> events.Comment:
    """The same comment, one version on."""
    given = {name: getattr(comment_, name) for name in comment_.__struct_fields__}
    return events.Comment(**{**given, "version": comment_.version + 1, **changes})


def published(comment_: events.Comment, by: events.Actor | None = None, **changes: Any) -> events.CommentPublished:
    """It is public now."""
    return events.CommentPublished(comment=changed(comment_, state="published", **changes), decided_by=by)


def staff_actor(who: events.ModeratorChanged, via: str = "mail") -> events.Actor:
    """A moderator as an event's actor."""
    return events.Actor(kind="staff", name=who.name, via=via, id=str(who.moderator))


def subscription(kind: str, about: events.Comment, reader: str, **changes: Any) -> events.SubscriptionRequested:
    """A reader's wish to be told."""
    given = {
        "subscription": uuid7(),
        "site": SITE,
        "thread": about.thread,
        "page_url": PAGE,
        "page_title": TITLE,
        "kind": kind,
        "address": address(reader),
        "comment": None if kind == "thread" else about.id,
        "language": "en",
    }
    return events.SubscriptionRequested(**{**given, **changes})


def signin(reader: str, now: datetime) -> events.SigninRequested:
    """A member of staff wants to sign in."""
    return events.SigninRequested(
        request=uuid7(),
        site=SITE,
        name="Anna",
        address=address(reader),
        sealed_token=sealing.seal(PUBLIC_KEY, "signintoken"),
        sealed_code=sealing.seal(PUBLIC_KEY, "314159"),
        path="/desk/signin/",
        expires_at=now + timedelta(minutes=15),
    )
