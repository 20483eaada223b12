"""What the site asks others for: its own check, Akismet, and sign-on by the publisher's tokens; for owners.

Secrets go in and never come out: an empty field keeps the one that is there.
"""

from typing import Any

from aiohttp import web
from msgspec import Struct, to_builtins

from services.comments.actions.change_site import change_site
from services.comments.web.desk.trying import faults
from services.comments.web.desk.visit import OWNS, Visit, visit
from shared import desk
from shared.desk import Flash, later
from shared.errors import Field, Invalid

PATH = "/desk/settings/outside"


class Part(Struct, frozen=True, kw_only=True):
    """One setting with fields of its own. Each field is (name, label, hint, kind); kind secret is not shown."""

    name: str
    title: str
    about: str
    fields: tuple[tuple[str, str, str, str], ...]


PARTS = (
    Part(
        name="external",
        title=later("Your own check"),
        about=later("A signed POST of each comment to your server. What it doesn't answer in time is held."),
        fields=(
            ("url", later("Address"), "", "url"),
            ("secret", later("Secret"), later("Signs each call (HMAC-SHA256)"), "secret"),
            ("timeout", later("Time to answer (seconds)"), "", "number"),
        ),
    ),
    Part(
        name="akismet",
        title=later("Akismet"),
        about=later("Texts, names and addresses of pages are sent to Akismet; say so in your privacy notice."),
        fields=(
            ("key", later("Key"), "", "secret"),
            ("blog", later("Blog it was made for"), "https://www.magazine.example", "url"),
        ),
    ),
    Part(
        name="sign_on",
        title=later("Your readers' sign-on"),
        about=later("A short-lived token (JWT) from your site names the reader, so that nobody types an address."),
        fields=(
            (
                "algorithm",
                later("Algorithm"),
                later("HS256 with a shared secret, EdDSA with your public key"),
                "algorithm",
            ),
            ("key", later("Secret or public key"), "", "secret"),
            ("audience", later("Audience"), later("What the token's aud says"), "text"),
        ),
    ),
)


async def show_outside(request: web.Request) -> web.StreamResponse:
    """The three parts as they stand."""
    return await _page(await visit(request, *OWNS))


async def save_outside(request: web.Request) -> web.StreamResponse:
    """Switch one part on with its values, or off."""
    here = await visit(request, *OWNS)
    part = next((one for one in PARTS if one.name == here.form.text("part")), None)
    if part is None:
        raise Invalid("say which part", fields=(Field(pointer="/part", detail="there is no such part"),))
    off = here.form.text("act") == "off"
    try:
        value = None if off else await _read(here, part)
        await change_site(here.rooms.db, here.rooms.clock, key=here.site, actor=here.actor, settings={part.name: value})
    except Invalid as refused:
        return await _page(here, part.name, faults(here.t, refused))
    here.rooms.sites.forget()
    said = f"{here.t(part.title)}: {here.t('switched off' if off else 'saved')}."
    return desk.look_there(here.address(PATH), Flash(text=said))


async def _read(here: Visit, part: Part) -> dict[str, Any]:
    known = await _known(here)
    value: dict[str, Any] = {}
    for name, _, _, kind in part.fields:
        given: Any = here.form.number(name) if kind == "number" else here.form.text(name)
        if kind == "secret" and not given:
            given = (known.get(part.name) or {}).get(name, "")
        if not given or (kind == "url" and not str(given).startswith(("https://", "http://"))):
            raise Invalid("a field is missing", fields=(Field(pointer=f"/{name}", detail="fill this in"),))
        value[name] = given
    return value


async def _known(here: Visit) -> dict[str, Any]:
    site = await here.rooms.sites.find(here.site)
    known: dict[str, Any] = to_builtins(site.settings)
    return known


async def _page(here: Visit, part: str = "", fault: dict[str, str] | None = None) -> web.Response:
    return here.page(
        "outside.html",
        status=422 if fault else 200,
        parts=PARTS,
        known=await _known(here),
        sent=part,
        form=here.form,
        fault=fault or {},
    )


ROUTES = (web.get(PATH, show_outside), web.post(PATH, save_outside))
