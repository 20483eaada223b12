"""What an operator does from a terminal: sites and their staff. Each command may be repeated.

In: parsed arguments. Out: a line a thing, to be printed.
"""

import argparse
import json
from typing import Any
from uuid import UUID

from services.comments import transfer_commands
from services.comments.actions.change_moderator import change_moderator
from services.comments.actions.change_site import add_site, change_site
from services.comments.actions.enforce_retention import enforce_retention
from services.comments.actions.erase_subject import request_erasure, show_receipt
from services.comments.actions.export_subject import export_subject
from services.comments.config import Config
from services.comments.domain import Role, Site
from services.comments.keys import Keys
from services.comments.store import sites, staff
from shared.clock import SystemClock
from shared.codec import encode
from shared.errors import Malformed
from shared.events import Actor
from shared.postgres import Database

OPERATOR = Actor(kind="system", name="operator", via="api")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m services.comments", description="Comments: the service and its desk.")
    verbs = top.add_subparsers(dest="verb", required=True)
    verbs.add_parser("serve", help="run the service")
    verbs.add_parser("check-config", help="say what is wrong with the settings, if anything")
    site = verbs.add_parser("site", help="sites").add_subparsers(dest="noun", required=True)
    add = site.add_parser("add", help="add a site, or bring it to these values")
    add.add_argument("--key", required=True, help="its name in the script tag: a-z, 0-9 and -")
    add.add_argument("--name", required=True)
    add.add_argument("--origin", action="append", default=[], help="https://host; may be repeated")
    add.add_argument("--language", default="en")
    add.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting; may be repeated")
    site.add_parser("list", help="list the sites and their settings")
    change = site.add_parser("set", help="change settings of a site: NAME=VALUE …")
    change.add_argument("key")
    change.add_argument(
        "settings", nargs="+", metavar="NAME=VALUE", help="name, language, active, origins or a setting"
    )
    person = verbs.add_parser("moderator", help="staff").add_subparsers(dest="noun", required=True)
    join = person.add_parser("add", help="add a member of staff, or bring it to these values")
    join.add_argument("--site", required=True)
    join.add_argument("--name", required=True)
    join.add_argument("--email", required=True)
    join.add_argument("--role", required=True, choices=[role.value for role in Role])
    join.add_argument("--subjects", default="", help="an expert's subjects, between commas; none means all")
    join.add_argument("--language", default="en")
    join.add_argument("--alerts", default="every", choices=["every", "digest", "none"])
    join.add_argument("--timezone", default="UTC")
    join.add_argument("--quiet", default="", help="HH:MM-HH:MM")
    join.add_argument("--inactive", action="store_true", help="takes part no more")
    listing = person.add_parser("list", help="list a site's staff")
    listing.add_argument("--site", required=True)
    subject = verbs.add_parser("subject", help="one person's rights").add_subparsers(dest="noun", required=True)
    for noun, about in (("export", "print all that comments knows of an address"), ("erase", "forget it everywhere")):
        right = subject.add_parser(noun, help=about)
        right.add_argument("--site", required=True)
        right.add_argument("--email", required=True)
    subject.add_parser("receipt", help="how far an erasure is").add_argument("request", type=UUID)
    verbs.add_parser("retention", help="forget now what has been kept long enough")
    transfer_commands.add_to(verbs)
    return top


async def run(config: Config, asked: argparse.Namespace) -> list[str]:
    """Run a command against the database; its answer in lines. Raises what its action raises."""
    db = await Database.open(config.common.database_url, application="comments command", size=2)
    keys = Keys(secret=config.secret, address_key=config.address_key, notify_public_key=config.notify_public_key)
    try:
        if asked.verb == "site":
            return await _site(db, asked)
        if asked.verb == "moderator":
            return await _moderator(db, keys, asked)
        if asked.verb == "retention":
            counts = await enforce_retention(db, SystemClock())
            return [f"{kind}: {count}" for kind, count in counts.items()]
        return [await _subject(db, keys, asked)]
    finally:
        await db.close()


async def _subject(db: Database, keys: Keys, asked: argparse.Namespace) -> str:
    if asked.noun == "export":
        return encode(await export_subject(db, keys, site=asked.site, email=asked.email)).decode()
    request = asked.request if asked.noun == "receipt" else None
    if request is None:
        request = await request_erasure(db, SystemClock(), keys, site=asked.site, email=asked.email)
    receipt = await show_receipt(db, request=request)
    return encode(receipt).decode()


async def _site(db: Database, asked: argparse.Namespace) -> list[str]:
    clock = SystemClock()
    if asked.noun == "list":
        return [_line(site) for site in await sites.list_sites(db)]
    if asked.noun == "add":
        site = await add_site(
            db,
            clock,
            key=asked.key,
            name=asked.name,
            origins=tuple(asked.origin),
            language=asked.language,
            settings=_settings(asked.set),
            actor=OPERATOR,
        )
    else:
        given = _settings(asked.settings)
        origins = given.pop("origins", None)
        site = await change_site(
            db,
            clock,
            key=asked.key,
            actor=OPERATOR,
            name=given.pop("name", None),
            language=given.pop("language", None),
            active=given.pop("active", None),
            origins=tuple(origins) if origins is not None else None,
            settings=given,
        )
    return [_line(site)]


async def _moderator(db: Database, keys: Keys, asked: argparse.Namespace) -> list[str]:
    if asked.noun == "list":
        members = await staff.list_moderators(db, asked.site)
        return [f"{one.id} {one.name} {one.role}{'' if one.active else ' (inactive)'}" for one in members]
    quiet_from, _, quiet_to = asked.quiet.partition("-")
    member = await change_moderator(
        db,
        SystemClock(),
        keys,
        site=asked.site,
        name=asked.name,
        email=asked.email,
        role=Role(asked.role),
        actor=OPERATOR,
        language=asked.language,
        alerts=asked.alerts,
        subjects=[subject.strip() for subject in asked.subjects.split(",") if subject.strip()],
        timezone=asked.timezone,
        quiet=(quiet_from, quiet_to),
        active=not asked.inactive,
    )
    return [f"{member.id} {member.name} {member.role}"]


def _settings(pairs: list[str]) -> dict[str, Any]:
    """NAME=VALUE, where the value is JSON or else a text."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Malformed(f"{pair} is not NAME=VALUE")
        try:
            found[name] = json.loads(value)
        except json.JSONDecodeError:
            found[name] = value
    return found


def _line(site: Site) -> str:
    origins = ", ".join(site.origins) or "any origin"
    return f"{site.key} (version {site.version}): {site.name}, {origins}, {site.settings.policy}"
