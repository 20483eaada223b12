"""Reads which comments a page of the desk is about from its address, so that every view can be kept and sent.

In: the query of an address. Out: a tab, a filter for the store, and where to go on.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from services.comments.actions.list_queue import TABS as FILTERS
from services.comments.keys import Keys, valid_email
from services.comments.store.desk import BEGINNING, END, Filter
from shared.desk import later
from shared.errors import Invalid, Malformed

TABS = (
    ("pending", later("Needs a decision"), "held"),
    ("reported", later("Reported|tab"), "reported"),
    ("questions", later("Unanswered questions"), "questions"),
    ("published", later("Published|tab"), ""),
    ("rejected", later("Rejected|tab"), ""),
    ("spam", later("Spam"), ""),
    ("bin", later("Bin|place"), ""),
    ("all", later("All"), ""),
)
"""(name in the address, words, name of its count)."""

NAMES = ("q", "thread", "picture", "reason", "level", "author", "by", "from", "to", "sort")


class View(Struct, frozen=True, kw_only=True):
    """What an address asks for. `query` holds the filters as they were written, `by` a comment of the author."""

    tab: str
    query: dict[str, str]
    wanted: Filter
    by: UUID | None
    cursor: str


def read_view(query: Mapping[str, str], keys: Keys) -> View:
    """The view of this address. Raises Malformed for what can't be read."""
    tab = query.get("tab", "pending")
    if tab not in FILTERS:
        raise Malformed("there is no such tab", code="bad_parameter")
    given = {name: value for name in NAMES if (value := query.get(name, "").strip())}
    gallery, _, number = given.get("picture", "").rpartition(":")
    try:
        wanted = Filter(
            states=FILTERS[tab].states,
            thread=UUID(given["thread"]) if "thread" in given else None,
            gallery=gallery or number,
            picture=int(number) if gallery else 0,
            reason=given.get("reason", ""),
            level=int(given.get("level", "0")),
            author=_digest(given.get("author", ""), keys),
            since=_day(given.get("from", "")) or BEGINNING,
            until=until + timedelta(days=1) if (until := _day(given.get("to", ""))) else END,
            words=given.get("q", ""),
            oldest=given.get("sort") == "oldest",
        )
        by = UUID(given["by"]) if "by" in given else None
    except (ValueError, OverflowError) as error:
        raise Malformed("this address has a filter that can't be read", code="bad_parameter") from error
    return View(tab=tab, query=given, wanted=wanted, by=by, cursor=query.get("after", ""))


def _digest(author: str, keys: Keys) -> str:
    """The digest of an address that was typed; of nobody when it is none."""
    if not author:
        return ""
    try:
        return keys.digest(valid_email(author))
    except Invalid:
        return "nobody"


def _day(text: str) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) if text else None


def read_mark(text: str) -> tuple[datetime, UUID] | None:
    """Where a page of a list by age goes on, written `time~id`. Raises Malformed."""
    if not text:
        return None
    moment, _, id = text.partition("~")
    try:
        return (datetime.fromisoformat(moment).astimezone(UTC), UUID(id))
    except (ValueError, OverflowError) as error:
        raise Malformed("this page can't be found; start again", code="bad_cursor") from error
