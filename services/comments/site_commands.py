"""The operator's commands for sites. Each may be repeated.

In: parsed arguments. Out: a line a site.
"""

import argparse
import json
from typing import Any

from services.comments.actions.change_site import add_site, change_site
from services.comments.actions.rotate_sign_on_key import rotate_sign_on_key
from services.comments.domain import Site
from services.comments.store import sites
from shared.clock import SystemClock
from shared.commands import Voice
from shared.errors import Malformed
from shared.events import Actor
from shared.postgres import Database

OPERATOR = Actor(kind="system", name="operator", via="api")
CHANGING = {"site add", "site set", "site set-origins", "site rotate-key"}


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands' words."""
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
    origins = site.add_parser("set-origins", help="where the site's pages are; replaces the list")
    origins.add_argument("key")
    origins.add_argument("origins", nargs="+", metavar="ORIGIN", help="https://host or https://*.host")
    rotate = site.add_parser("rotate-key", help="a fresh secret for the site's own sign-on, shown once")
    rotate.add_argument("key")


async def run(db: Database, asked: argparse.Namespace, voice: Voice) -> None:
    """Do what was asked. Raises what the action raises."""
    clock = SystemClock()
    if asked.noun == "list":
        for site in await sites.list_sites(db):
            _tell(voice, site)
    elif asked.noun == "rotate-key":
        secret = await rotate_sign_on_key(db, clock, key=asked.key, actor=OPERATOR)
        voice.say(f"The sign-on secret of {asked.key}, shown this once: {secret}", site=asked.key, secret=secret)
    elif asked.noun == "add":
        added = await add_site(
            db,
            clock,
            key=asked.key,
            name=asked.name,
            origins=tuple(asked.origin),
            language=asked.language,
            settings=_settings(asked.set),
            actor=OPERATOR,
        )
        _tell(voice, added)
    else:
        given = _settings(asked.settings) if asked.noun == "set" else {"origins": asked.origins}
        origins = given.pop("origins", None)
        changed = await change_site(
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
        _tell(voice, changed)


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


def _tell(voice: Voice, site: Site) -> None:
    policy = site.settings.policy
    voice.say(
        f"{site.key} (version {site.version}): {site.name}, {', '.join(site.origins) or 'any origin'}, {policy}",
        key=site.key,
        name=site.name,
        origins=site.origins,
        language=site.language,
        policy=policy,
        active=site.active,
        version=site.version,
    )
