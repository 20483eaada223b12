"""The desk's table of contents: which pages there are, and who sees them.

In: the path asked for and the roles on the chosen site. Out: groups of links, one of them current.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from msgspec import Struct

from shared.desk.words import Words, later

ROLES = {
    "owner": later("Owner|role"),
    "editor": later("Editor|role"),
    "moderator": later("Moderator|role"),
    "expert": later("Expert|role"),
}
"""Role → what it is called."""

ALL = ("owner", "editor", "moderator", "expert")
DECIDES = ("owner", "editor", "moderator")
ARRANGES = ("owner", "editor")
OWNS = ("owner",)


class Place(Struct, frozen=True, kw_only=True):
    """One page of the desk."""

    path: str
    label: str
    icon: str
    roles: tuple[str, ...]


class Link(Struct, frozen=True, kw_only=True):
    """One page as it stands in the navigation; `count` is shown when it isn't 0."""

    href: str
    label: str
    icon: str
    current: bool
    count: int


CONTENTS = (
    (
        later("Conversation"),
        (
            Place(path="/desk", label=later("Comments"), icon="comment", roles=DECIDES),
            Place(path="/desk/questions", label=later("Questions"), icon="question", roles=ALL),
            Place(path="/desk/threads", label=later("Threads"), icon="thread", roles=DECIDES),
            Place(path="/desk/history", label=later("History"), icon="history", roles=DECIDES),
        ),
    ),
    (
        later("Material"),
        (
            Place(path="/desk/galleries", label=later("Galleries"), icon="picture", roles=ARRANGES),
            Place(path="/desk/archive", label=later("Archive"), icon="archive", roles=("owner", "editor", "expert")),
            Place(path="/desk/imports", label=later("Imports"), icon="import", roles=OWNS),
        ),
    ),
    (
        later("This site"),
        (
            Place(path="/desk/start", label=later("Quick start"), icon="start", roles=ARRANGES),
            Place(path="/desk/settings", label=later("Settings"), icon="settings", roles=ARRANGES),
            Place(path="/desk/staff", label=later("Staff"), icon="staff", roles=OWNS),
            Place(path="/desk/deliveries", label=later("Deliveries"), icon="mail", roles=ARRANGES),
            Place(path="/desk/webhooks", label=later("Webhooks"), icon="hook", roles=OWNS),
            Place(path="/desk/rights", label=later("Readers' rights"), icon="lock", roles=OWNS),
            Place(path="/desk/dead-letters", label=later("Dead letters"), icon="dead", roles=OWNS),
        ),
    ),
)


def contents(
    t: Words, path: str, role: str, query: Mapping[str, str], counts: Mapping[str, int]
) -> list[tuple[str, list[Link]]]:
    """The groups that somebody with this role sees; `query` is added to each link."""
    tail = f"?{urlencode(query)}" if query else ""
    places = [place for _, group in CONTENTS for place in group]
    here = max((place.path for place in places if _holds(place.path, path)), key=len, default="")
    groups = []
    for title, group in CONTENTS:
        links = [
            Link(
                href=f"{place.path}{tail}",
                label=t(place.label),
                icon=place.icon,
                current=place.path == here,
                count=counts.get(place.path, 0),
            )
            for place in group
            if role in place.roles
        ]
        if links:
            groups.append((t(title), links))
    return groups


def _holds(place: str, path: str) -> bool:
    if place == "/desk":
        return path == "/desk" or path.startswith(("/desk/comments", "/desk/authors"))
    return path == place or path.startswith(f"{place}/")
