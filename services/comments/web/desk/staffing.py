"""The staff of a site: added by address, changed without it being read, sent away."""

import re
from typing import Any

from aiohttp import web

from services.comments.actions.change_member import change_member
from services.comments.actions.change_moderator import change_moderator
from services.comments.domain import Role
from services.comments.store import staff
from services.comments.web.desk import wording
from services.comments.web.desk.trying import faults, refusal
from services.comments.web.desk.visit import OWNS, Visit, id_in, visit
from shared import desk
from shared.desk import Fields, Flash, later
from shared.errors import Field, Invalid, NotFound, Refused

PATH = "/desk/staff"
ALERTS = (("every", later("Every held comment")), ("digest", later("A digest")), ("none", later("Nothing")))
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


async def show_staff(request: web.Request) -> web.StreamResponse:
    """Everybody, and a form for one more."""
    return await _list(await visit(request, *OWNS))


async def add_member(request: web.Request) -> web.StreamResponse:
    """Add somebody by their address."""
    here = await visit(request, *OWNS)
    try:
        role, values = _read(here.form)
        member = await change_moderator(
            here.rooms.db,
            here.rooms.clock,
            here.rooms.keys,
            site=here.site,
            email=here.form.text("email"),
            actor=here.actor,
            role=role,
            **values,
        )
    except Invalid as refused:
        return await _list(here, fault=faults(here.t, refused))
    return desk.look_there(
        here.address(PATH), Flash(text=here.t("{name} can sign in now with that address.", name=member.name))
    )


async def show_member(request: web.Request) -> web.StreamResponse:
    """One member, to change."""
    return await _one(await visit(request, *OWNS))


async def save_member(request: web.Request) -> web.StreamResponse:
    """Change one."""
    here = await visit(request, *OWNS)
    try:
        role, values = _read(here.form)
        member = await change_member(
            here.rooms.db,
            here.rooms.clock,
            site=here.site,
            member=id_in(request, "member"),
            actor=here.actor,
            role=role,
            active=here.form.flag("active"),
            **values,
        )
    except Invalid as refused:
        return await _one(here, fault=faults(here.t, refused))
    except Refused as refused:
        return await _one(here, said=refusal(here.t, refused))
    return desk.look_there(here.address(PATH), Flash(text=here.t("{name} is changed.", name=member.name)))


def _read(form: Fields) -> tuple[Role, dict[str, Any]]:
    """The role and the other values of a form. Raises Invalid."""
    from zoneinfo import available_timezones  # noqa: PLC0415 - half a megabyte, for one form

    zone, quiet = form.text("timezone") or "UTC", (form.text("quiet_from"), form.text("quiet_to"))
    wrong = []
    if form.text("role") not in set(Role):
        wrong.append(Field(pointer="/role", detail="choose a role"))
    if zone not in available_timezones():
        wrong.append(Field(pointer="/timezone", detail="write it as Europe/Rome"))
    if any(time and not _CLOCK.fullmatch(time) for time in quiet) or bool(quiet[0]) != bool(quiet[1]):
        wrong.append(Field(pointer="/quiet_from", detail="write both times as 22:00, or none"))
    if form.text("alerts") not in dict(ALERTS) or form.text("language") not in desk.LANGUAGES:
        wrong.append(Field(pointer="/alerts", detail="choose one of the list"))
    if wrong:
        raise Invalid("some fields need a change", fields=tuple(wrong))
    subjects = [part.strip().lower() for part in re.split(r"[,\n]", form.text("subjects")) if part.strip()]
    return Role(form.text("role")), {
        "name": form.text("name"),
        "language": form.text("language"),
        "alerts": form.text("alerts"),
        "subjects": subjects,
        "timezone": zone,
        "quiet": quiet,
    }


async def _list(here: Visit, fault: dict[str, str] | None = None) -> web.Response:
    return here.page(
        "staff.html",
        status=422 if fault else 200,
        people=await staff.list_moderators(here.rooms.db, here.site),
        form=here.form,
        fault=fault or {},
        **_choices(here),
    )


async def _one(here: Visit, fault: dict[str, str] | None = None, said: str = "") -> web.Response:
    wanted = id_in(here.request, "member")
    people = await staff.list_moderators(here.rooms.db, here.site)
    member = next((one for one in people if one.id == wanted), None)
    if member is None:
        raise NotFound("there is no such member of staff", code="member_not_found")
    status = 422 if fault else 409 if said else 200
    return here.page(
        "member.html", status=status, member=member, form=here.form, fault=fault or {}, said=said, **_choices(here)
    )


def _choices(here: Visit) -> dict[str, object]:
    return {
        "roles": [(role, here.t(words)) for role, words in wording.ROLES.items()],
        "alerts": [(name, here.t(words)) for name, words in ALERTS],
        "languages": tuple(desk.LANGUAGES.items()),
    }


ROUTES = (
    web.get(PATH, show_staff),
    web.post(PATH, add_member),
    web.get(f"{PATH}/{{member}}", show_member),
    web.post(f"{PATH}/{{member}}", save_member),
)
