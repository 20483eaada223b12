"""The operator's commands about mail: deliveries, mail in, suppressions, address keys.

In: parsed arguments. Out: an exit code, answers on standard output.
"""

import argparse
from pathlib import Path
from uuid import UUID

from msgspec import to_builtins

from services.notify.actions.explain_delivery import explain_delivery, name_recipient, sentence_of
from services.notify.actions.export_subject import export_subject
from services.notify.actions.send_again import send_again
from services.notify.config import Config
from services.notify.store import ledger, mail_in, readers
from services.notify.store.address_book import AddressBook, new_key
from shared import rehearsal
from shared.clock import SystemClock
from shared.codec import encode
from shared.commands import Voice
from shared.errors import NotFound
from shared.messaging import outbox_command
from shared.postgres import Database

CHANGING = {"deliveries again", "mail-in release", "suppressions lift", "address-keys rotate"}


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands' words."""
    deliveries = verbs.add_parser("deliveries", help="what happened to every mail").add_subparsers(
        dest="deliveries", required=True
    )
    listing = deliveries.add_parser("list", help="newest first")
    listing.add_argument("--site", default="")
    listing.add_argument("--state", default="", help="waiting, sent, uncertain, failed, skipped or merged")
    listing.add_argument("--comment", type=UUID, help="every mail about this comment")
    listing.add_argument("--limit", type=int, default=50)
    deliveries.add_parser("counts", help="how many are in each state")
    deliveries.add_parser("why", help="why a mail was or was not sent").add_argument("delivery", type=UUID)
    deliveries.add_parser("again", help="send it once more").add_argument("delivery", type=UUID)
    inbound = verbs.add_parser("mail-in", help="mail that came in").add_subparsers(dest="mail_in", required=True)
    inbound.add_parser("list").add_argument("--state", default="", help="new, done, ignored, held or failed")
    show = inbound.add_parser("show", help="the mail as it came")
    show.add_argument("mail", type=UUID)
    show.add_argument("--to", type=Path, required=True, help="the file to write it to")
    inbound.add_parser("release", help="read a held mail after all").add_argument("mail", type=UUID)
    suppressed = verbs.add_parser("suppressions", help="addresses that get nothing").add_subparsers(
        dest="suppressions", required=True
    )
    suppressed.add_parser("list")
    suppressed.add_parser("lift", help="mail to this address again").add_argument("digest")
    export = verbs.add_parser("subject", help="one person's rights").add_subparsers(dest="subject", required=True)
    right = export.add_parser("export", help="print all that notify keeps of an address")
    right.add_argument("--site", required=True)
    right.add_argument("--digest", required=True, help="as `services.comments subject export` names it")
    keys = verbs.add_parser("address-keys", help="keys for addresses at rest").add_subparsers(
        dest="keys", required=True
    )
    keys.add_parser("new", help="print a fresh key; put it in front of the old ones")
    keys.add_parser("rotate", help="put every address under the first key")
    outbox_command.add_to(verbs)


async def run(asked: argparse.Namespace, config: Config, voice: Voice) -> int:
    """Do what was asked. Raises NotFound, Conflict and Unavailable."""
    if asked.verb == "address-keys" and asked.keys == "new":
        key = new_key()
        voice.say(key, key=key)
        return 0
    dry_run = getattr(asked, "dry_run", False)
    database = await rehearsal.opened(config.common.database_url, application="notify command", dry_run=dry_run)
    try:
        if asked.verb == "deliveries":
            await _deliveries(database, asked, voice)
        elif asked.verb == "mail-in":
            return await _mail_in(database, asked, voice)
        elif asked.verb == "outbox":
            await outbox_command.run(database, voice, service="notify")
        elif asked.verb == "suppressions":
            await _suppressions(database, asked, voice)
        else:
            book = AddressBook(config.private_key, config.address_keys)
            if asked.verb == "subject":
                known = await export_subject(database, book=book, site=asked.site, digest=asked.digest)
                voice.say(encode(known).decode(), **to_builtins(known))
            else:
                done = await book.rotate(database)
                voice.say(f"{done} addresses are under the newest key.", rotated=done)
        return voice.end()
    finally:
        await database.close()


async def _deliveries(database: Database, asked: argparse.Namespace, voice: Voice) -> None:
    if asked.deliveries == "counts":
        counts = await ledger.count_deliveries(database, None)
        for state, total in sorted(counts.items()):
            voice.say(f"{state:10} {total}", state=state, count=total)
        return
    if asked.deliveries == "again":
        async with database.transaction() as tx:
            await send_again(tx, asked.delivery, sites=None, now=SystemClock().now())
        voice.say("It will be sent again.", delivery=asked.delivery)
        return
    if asked.deliveries == "why":
        explained = await explain_delivery(database, asked.delivery)
        lines = [f"{explained.delivery['kind']} to {explained.who}: {explained.sentence}"]
        for row in explained.attempts:
            said = f"{row['step']} {row['outcome']} {row['code'] or ''} {row['answer']}"
            lines.append(f"  {row['at']:%Y-%m-%d %H:%M:%S} {row['relay']} {said}")
        attempts = [dict(row) for row in explained.attempts]
        kind = explained.delivery["kind"]
        voice.say("\n".join(lines), kind=kind, who=explained.who, says=explained.sentence, attempts=attempts)
        return
    rows = await ledger.list_deliveries(
        database,
        sites=[asked.site] if asked.site else None,
        state=asked.state,
        comment=asked.comment,
        limit=asked.limit,
    )
    for row in rows:
        who = await name_recipient(database, row["recipient"], row["site"])
        said = sentence_of(row)
        voice.say(
            f"{row['id']}  {row['created_at']:%Y-%m-%d %H:%M}  {row['kind']:12} {who:24} {said}",
            id=row["id"],
            created_at=row["created_at"],
            kind=row["kind"],
            who=who,
            says=said,
        )


async def _mail_in(database: Database, asked: argparse.Namespace, voice: Voice) -> int:
    if asked.mail_in == "release":
        async with database.transaction() as tx:
            released = await mail_in.release_raw_mail(tx, asked.mail, SystemClock().now())
        voice.say("It will be read now." if released else "It was not held.", mail=asked.mail, released=bool(released))
    elif asked.mail_in == "show":
        row = await mail_in.find_raw_mail(database, asked.mail)
        if row is None or row["raw"] is None:
            raise NotFound("there is no such mail, or its content was deleted", code="mail_not_found")
        asked.to.write_bytes(row["raw"])
        voice.say(f"{len(row['raw'])} bytes in {asked.to}", mail=asked.mail, bytes=len(row["raw"]), file=str(asked.to))
    else:
        for row in await mail_in.list_raw_mail(database, sites=None, state=asked.state):
            said = f"{row['state']:8} {row['verdict']:10} {row['detail']}"
            facts = {name: row[name] for name in ("id", "received_at", "state", "verdict", "detail")}
            voice.say(f"{row['id']}  {row['received_at']:%Y-%m-%d %H:%M}  {said}", **facts)
    return voice.end()


async def _suppressions(database: Database, asked: argparse.Namespace, voice: Voice) -> None:
    if asked.suppressions == "lift":
        async with database.transaction() as tx:
            lifted = await readers.lift_suppression(tx, asked.digest)
        words = "It gets mail again." if lifted else "It was not suppressed."
        voice.say(words, digest=asked.digest, lifted=bool(lifted))
        return
    for row in await readers.list_suppressions(database):
        facts = {name: row[name] for name in ("digest", "since", "reason", "detail")}
        voice.say(f"{row['digest']}  {row['since']:%Y-%m-%d}  {row['reason']:10} {row['detail']}", **facts)
