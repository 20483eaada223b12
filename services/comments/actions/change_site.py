"""Adds a site, or changes what it says of itself and how it wants its conversation.

In: a key and what shall change. Out: the site; the other services are told when something did.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from services.comments import page_urls, telling
from services.comments.domain import BOUNDS, Settings, Site
from services.comments.store import audit, sites
from shared.clock import Clock
from shared.codec import encode
from shared.errors import Field, Invalid, Malformed, NotFound
from shared.events import Actor
from shared.postgres import Database, Transaction


async def add_site(
    db: Database,
    clock: Clock,
    *,
    key: str,
    name: str,
    origins: tuple[str, ...] = (),
    language: str = "en",
    settings: Mapping[str, Any] | None = None,
    actor: Actor,
) -> Site:
    """The site, added or brought to these values; a repeat changes and tells nothing. Raises Invalid."""
    wanted = Site(
        key=key,
        name=name,
        origins=_origins(origins),
        language=language,
        settings=merged(Settings(), settings or {}),
        active=True,
        version=1,
    )
    async with db.transaction() as tx:
        if await sites.insert_site(tx, wanted, clock.now()):
            await tx.emit(telling.tell_site(wanted))
            await audit.insert_audit(tx, site=key, action="add_site", actor=actor, now=clock.now())
            return wanted
        known = await sites.lock_site(tx, key)
        assert known is not None  # noqa: S101 - sites are never deleted
        changed = replace(wanted, version=known.version, settings=merged(known.settings, settings or {}))
        return await _store(tx, clock, known, changed, actor)


async def change_site(
    db: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    name: str | None = None,
    origins: tuple[str, ...] | None = None,
    language: str | None = None,
    active: bool | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Site:
    """Change what is given; `settings` are merged by name. Raises NotFound, and Invalid with the setting's pointer."""
    async with db.transaction() as tx:
        known = await sites.lock_site(tx, key)
        if known is None:
            raise NotFound("there is no site with this key", code="site_not_found")
        changed = replace(
            known,
            name=known.name if name is None else name,
            origins=known.origins if origins is None else _origins(origins),
            language=known.language if language is None else language,
            active=known.active if active is None else active,
            settings=merged(known.settings, settings or {}),
        )
        return await _store(tx, clock, known, changed, actor)


def merged(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings with changes by name. Raises Invalid at `/settings/<name>`."""
    for name in changes:
        if name not in Settings.__struct_fields__:
            detail = f"there is no setting {name}"
            raise Invalid(detail, fields=(Field(pointer=f"/settings/{name}", detail=detail),))
    value = msgspec.to_builtins(settings) | dict(changes)
    try:
        wanted = msgspec.convert(value, Settings, strict=False)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        pointer = "/settings/" + where.rstrip("`").replace(".", "/")
        raise Invalid(what, fields=(Field(pointer=pointer, detail=what),)) from error
    fields = tuple(
        Field(pointer=f"/settings/{name}", detail=f"write a number from {least} to {most}")
        for name, (least, most) in BOUNDS.items()
        if name in changes and not least <= getattr(wanted, name) <= most
    )
    if not fields and {"shortest", "longest"} & changes.keys() and wanted.shortest > wanted.longest:
        fields = (Field(pointer="/settings/shortest", detail="write no more than the longest comment may have"),)
    if fields:
        raise Invalid("a number is too small or too large", fields=fields)
    return wanted


async def _store(tx: Transaction, clock: Clock, known: Site, changed: Site, actor: Actor) -> Site:
    if encode(known) == encode(changed):
        return known
    stored = replace(changed, version=await sites.update_site(tx, changed))
    await tx.emit(telling.tell_site(stored))
    await audit.insert_audit(tx, site=known.key, action="change_site", actor=actor, now=clock.now())
    return stored


def _origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for origin in origins:
        try:
            link = page_urls.link(origin.replace("*.", "any.", 1))
        except (Invalid, Malformed) as error:
            detail = f"“{origin}” is not an origin: write https://host or https://*.host"
            raise Invalid(detail, fields=(Field(pointer="/origins", detail=detail),)) from error
        scheme, _, host = link.split("/")[:3]
        found.append(f"{scheme.lower()}//{host.lower().replace('any.', '*.', 1) if '*.' in origin else host.lower()}")
    return tuple(dict.fromkeys(found))
