"""What an operator does from a terminal: sites, their staff, one person's rights, the outbox. Each may be repeated.

In: parsed arguments. Out: a line a thing.
"""

import argparse
from uuid import UUID

from msgspec import to_builtins

from services.comments import site_commands, staff_commands, transfer_commands
from services.comments.actions.enforce_retention import enforce_retention
from services.comments.actions.erase_subject import request_erasure, show_receipt
from services.comments.actions.export_subject import export_subject
from services.comments.config import Config
from services.comments.keys import Keys
from shared import commands, rehearsal
from shared.clock import SystemClock
from shared.codec import encode
from shared.commands import Voice
from shared.messaging import outbox_command
from shared.postgres import Database

CHANGING = {"subject erase", "retention", "import"}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m services.comments", description="Comments: the service and its desk.")
    verbs = top.add_subparsers(dest="verb", required=True)
    verbs.add_parser("serve", help="run the service")
    verbs.add_parser("check-config", help="say what is wrong with the settings, if anything")
    site_commands.add_to(verbs)
    staff_commands.add_to(verbs)
    subject = verbs.add_parser("subject", help="one person's rights").add_subparsers(dest="noun", required=True)
    for noun, about in (("export", "print all that comments knows of an address"), ("erase", "forget it everywhere")):
        right = subject.add_parser(noun, help=about)
        right.add_argument("--site", required=True)
        right.add_argument("--email", required=True)
    subject.add_parser("receipt", help="how far an erasure is").add_argument("request", type=UUID)
    verbs.add_parser("retention", help="forget now what has been kept long enough")
    outbox_command.add_to(verbs)
    transfer_commands.add_to(verbs)
    return commands.finish(top, changing=CHANGING | site_commands.CHANGING | staff_commands.CHANGING)


async def run(config: Config, asked: argparse.Namespace, voice: Voice) -> int:
    """Run a command against the database. Raises what its action raises."""
    dry_run = getattr(asked, "dry_run", False)
    db = await rehearsal.opened(config.common.database_url, application="comments command", dry_run=dry_run)
    keys = Keys(secret=config.secret, address_key=config.address_key, notify_public_key=config.notify_public_key)
    try:
        if asked.verb == "site":
            await site_commands.run(db, asked, voice)
        elif asked.verb == "moderator":
            await staff_commands.run(db, keys, config.common.public_url, asked, voice)
        elif asked.verb == "outbox":
            await outbox_command.run(db, voice, service="comments")
        elif asked.verb == "retention":
            for kind, count in (await enforce_retention(db, SystemClock())).items():
                voice.say(f"{kind}: {count}", kind=kind, count=count)
        else:
            await _subject(db, keys, asked, voice)
        return voice.end()
    finally:
        await db.close()


async def _subject(db: Database, keys: Keys, asked: argparse.Namespace, voice: Voice) -> None:
    if asked.noun == "export":
        known = await export_subject(db, keys, site=asked.site, email=asked.email)
        voice.say(encode(known).decode(), **to_builtins(known))
        return
    if asked.noun == "erase":
        request = await request_erasure(db, SystemClock(), keys, site=asked.site, email=asked.email)
    else:
        request = asked.request
    receipt = await show_receipt(db, request=request)
    voice.say(encode(receipt).decode(), **to_builtins(receipt))
