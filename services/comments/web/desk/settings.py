"""How the site wants its conversation: one form, in groups; only what is changed is told to the others."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from msgspec import Struct, to_builtins

from services.comments.actions.change_site import change_site
from services.comments.domain import BOUNDS, Site
from services.comments.web.desk.trying import faults
from services.comments.web.desk.visit import ARRANGES, Visit, visit
from shared import desk
from shared.desk import Fields, Flash, later
from shared.errors import Field, Invalid

PATH = "/desk/settings"


class Wish(Struct, frozen=True, kw_only=True):
    """One setting in the form. `kind` is choice, number, fraction, tick, lines or text."""

    name: str
    label: str
    kind: str = "number"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


GROUPS: tuple[tuple[str, str, tuple[Wish, ...]], ...] = (
    (
        later("What waits for a moderator"),
        later("Rules hold, they never drop: what a rule catches is shown here with the rule's name."),
        (
            Wish(
                name="policy",
                label=later("Comments that no rule holds"),
                kind="choice",
                options=(
                    ("hold_first", later("wait from a new address")),
                    ("hold_all", later("wait, all of them")),
                    ("by_rule", later("are published")),
                    ("publish_all", later("are published, and rules hold nothing")),
                ),
            ),
            Wish(name="links_to_hold", label=later("Links that hold a comment"), hint=later("0 switches the rule off")),
            Wish(
                name="reports_to_hold",
                label=later("Reports that hold a comment"),
                hint=later("From different networks"),
            ),
            Wish(name="hold_edited", label=later("Hold what is changed after it was published"), kind="tick"),
            Wish(
                name="hold_after_days",
                label=later("Hold in threads older than (days)"),
                hint=later("0 switches the rule off"),
            ),
            Wish(
                name="close_after_days",
                label=later("Close threads older than (days)"),
                hint=later("0 leaves them open"),
            ),
            Wish(
                name="words",
                label=later("Word list"),
                kind="lines",
                hint=later("One word or phrase a line. A star at the end takes every ending: idiot*"),
            ),
        ),
    ),
    (
        later("Writing"),
        later("Limits for readers. The staff are not limited."),
        (
            Wish(name="edit_minutes", label=later("Time to change one's comment (minutes)")),
            Wish(name="shortest", label=later("Shortest comment (characters)")),
            Wish(name="longest", label=later("Longest comment (characters)")),
            Wish(name="page_size", label=later("Comments on a page")),
            Wish(
                name="flood_interval",
                label=later("Seconds between two comments"),
                hint=later("Per network and address; 0 lifts it"),
            ),
            Wish(name="flood_burst", label=later("Comments in a row"), hint=later("In the time below; 0 lifts it")),
            Wish(name="flood_window", label=later("Time for those in a row (seconds)")),
            Wish(name="form_seconds", label=later("Shortest time in the form (seconds)"), kind="fraction"),
        ),
    ),
    (
        later("Readers' questions"),
        later("What the archive may do by itself."),
        (
            Wish(name="answers", label=later("Recognise questions and answer them"), kind="tick"),
            Wish(
                name="shadow",
                label=later("Show answers to the staff first"),
                kind="tick",
                hint=later("The archive publishes nothing by itself while this is on"),
            ),
        ),
    ),
    (
        later("How long things are kept"),
        later("A job removes them when their time is over."),
        (
            Wish(name="networks_days", label=later("Hashes of networks (days)")),
            Wish(name="spam_days", label=later("Spam (days)")),
            Wish(name="bin_days", label=later("The bin (days)")),
        ),
    ),
)
"""The settings that an editor sees, in their groups."""


async def show_settings(request: web.Request) -> web.StreamResponse:
    """The form as it stands."""
    here = await visit(request, *ARRANGES)
    return await _page(here)


async def save_settings(request: web.Request) -> web.StreamResponse:
    """Change what was changed."""
    here = await visit(request, *ARRANGES)
    form = here.form
    try:
        site = await change_site(
            here.rooms.db,
            here.rooms.clock,
            key=here.site,
            actor=here.actor,
            name=_named(form),
            origins=tuple(form.lines("origins")),
            language=form.text("language") or "en",
            settings=_read(form, await here.rooms.sites.find(here.site)),
        )
    except Invalid as refused:
        return await _page(here, faults(here.t, refused))
    here.rooms.sites.forget()
    here.rooms.changes.stir()
    return desk.look_there(here.address(PATH), Flash(text=here.t("Saved. {site} uses it at once.", site=site.name)))


def _named(form: Fields) -> str:
    name = form.text("name")
    if not 1 <= len(name) <= 200:
        raise Invalid("a site needs a name", fields=(Field(pointer="/name", detail="write 1 to 200 characters"),))
    return name


def _read(form: Fields, site: Site) -> dict[str, Any]:
    readers: dict[str, Callable[[str], Any]] = {
        "number": form.integer,
        "fraction": form.number,
        "tick": form.flag,
        "lines": form.lines,
        "choice": form.text,
        "text": form.text,
    }
    given: dict[str, Any] = {wish.name: readers[wish.kind](wish.name) for _, _, wishes in GROUPS for wish in wishes}
    known = to_builtins(site.settings)
    return {name: value for name, value in given.items() if known.get(name) != value}


async def _page(here: Visit, fault: dict[str, str] | None = None) -> web.Response:
    site = await here.rooms.sites.find(here.site)
    values = to_builtins(site.settings)
    return here.page(
        "settings.html",
        status=422 if fault else 200,
        about=site,
        groups_of_settings=GROUPS,
        values=values,
        bounds=BOUNDS,
        languages=tuple(desk.LANGUAGES.items()),
        form=here.form if fault else None,
        fault=fault or {},
    )


ROUTES = (web.get(PATH, show_settings), web.post(PATH, save_settings))
