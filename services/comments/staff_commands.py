"""The operator's commands for staff. Each may be repeated.

In: parsed arguments. Out: a line a member; addresses are read and never printed.
"""

import argparse
from datetime import timedelta

from services.comments.actions.change_moderator import change_moderator
from services.comments.actions.make_signin_link import make_signin_link
from services.comments.actions.remove_moderator import remove_moderator
from services.comments.domain import Role
from services.comments.keys import Keys
from services.comments.site_commands import OPERATOR
from services.comments.store import staff
from services.comments.store.records import Moderator
from shared.clock import SystemClock
from shared.commands import Voice
from shared.postgres import Database

CHANGING = {"moderator add", "moderator remove", "moderator login-link"}


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands' words."""
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
    leave = person.add_parser("remove", help="take somebody from a site's staff; the history keeps the name")
    leave.add_argument("--site", required=True)
    leave.add_argument("--email", required=True)
    link = person.add_parser("login-link", help="print a link that signs somebody in once, without a mail")
    link.add_argument("--email", required=True)
    link.add_argument("--hours", type=_hours, default=24, help="how long it works (24; at most 168)")


async def run(db: Database, keys: Keys, public_url: str, asked: argparse.Namespace, voice: Voice) -> None:
    """Do what was asked. Raises what the action raises."""
    clock = SystemClock()
    if asked.noun == "list":
        for one in await staff.list_moderators(db, asked.site):
            _tell(voice, one)
    elif asked.noun == "login-link":
        path, until = await make_signin_link(db, clock, keys, email=asked.email, lifetime=timedelta(hours=asked.hours))
        link = f"{public_url}{path}"
        voice.say(f"{link}\nIt works once, until {until:%Y-%m-%d %H:%M} UTC.", link=link, expires_at=until)
    elif asked.noun == "remove":
        gone = await remove_moderator(db, clock, keys, site=asked.site, email=asked.email, actor=OPERATOR)
        _tell(voice, gone)
    else:
        quiet_from, _, quiet_to = asked.quiet.partition("-")
        member = await change_moderator(
            db,
            clock,
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
        _tell(voice, member)


def _tell(voice: Voice, one: Moderator) -> None:
    words = f"{one.id} {one.name} {one.role}{'' if one.active else ' (inactive)'}"
    voice.say(words, id=one.id, site=one.site, name=one.name, role=one.role, active=one.active)


def _hours(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 168:
        raise argparse.ArgumentTypeError("a number from 1 to 168")
    return int(text)
