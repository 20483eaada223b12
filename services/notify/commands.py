"""The operator's commands about mail: deliveries, mail in, suppressions, address keys.

In: parsed arguments. Out: an exit code, answers on standard output.
"""

import argparse
import sys
from pathlib import Path
from uuid import UUID

from services.notify.actions.explain_delivery import explain_delivery, name_recipient, sentence_of
from services.notify.actions.export_subject import export_subject
from services.notify.actions.send_again import send_again
from services.notify.app import House
from services.notify.config import Config
from services.notify.store import ledger, mail_in, readers
from services.notify.store.address_book import new_key
from shared.codec import encode


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


async def run(asked: argparse.Namespace, config: Config) -> int:
    """Do what was asked. Raises NotFound, Conflict and Unavailable."""
    if asked.verb == "address-keys" and asked.keys == "new":
        return _say(new_key())
    house = await House.build(config)
    try:
        if asked.verb == "deliveries":
            return await _deliveries(house, asked)
        if asked.verb == "mail-in":
            return await _mail_in(house, asked)
        if asked.verb == "subject":
            known = await export_subject(house.database, book=house.book, site=asked.site, digest=asked.digest)
            return _say(encode(known).decode())
        if asked.verb == "suppressions":
            return await _suppressions(house, asked)
        done = await house.book.rotate(house.database)
        return _say(f"{done} addresses are under the newest key.")
    finally:
        await house.close()


async def _deliveries(house: House, asked: argparse.Namespace) -> int:
    database = house.database
    if asked.deliveries == "counts":
        counts = await ledger.count_deliveries(database, None)
        return _say("\n".join(f"{state:10} {total}" for state, total in sorted(counts.items())) or "no deliveries")
    if asked.deliveries == "again":
        async with database.transaction() as tx:
            await send_again(tx, asked.delivery, sites=None, now=house.clock.now())
        return _say("It will be sent again.")
    if asked.deliveries == "why":
        explained = await explain_delivery(database, asked.delivery)
        lines = [f"{explained.delivery['kind']} to {explained.who}: {explained.sentence}"]
        for row in explained.attempts:
            said = f"{row['step']} {row['outcome']} {row['code'] or ''} {row['answer']}"
            lines.append(f"  {row['at']:%Y-%m-%d %H:%M:%S} {row['relay']} {said}")
        return _say("\n".join(lines))
    rows = await ledger.list_deliveries(
        database,
        sites=[asked.site] if asked.site else None,
        state=asked.state,
        comment=asked.comment,
        limit=asked.limit,
    )
    for row in rows:
        who = await name_recipient(database, row["recipient"], row["site"])
        _say(f"{row['id']}  {row['created_at']:%Y-%m-%d %H:%M}  {row['kind']:12} {who:24} {sentence_of(row)}")
    return 0


async def _mail_in(house: House, asked: argparse.Namespace) -> int:
    if asked.mail_in == "release":
        async with house.database.transaction() as tx:
            released = await mail_in.release_raw_mail(tx, asked.mail, house.clock.now())
        return _say("It will be read now." if released else "It was not held.")
    if asked.mail_in == "show":
        row = await mail_in.find_raw_mail(house.database, asked.mail)
        if row is None or row["raw"] is None:
            return _say("There is no such mail, or its content was deleted.")
        asked.to.write_bytes(row["raw"])
        return _say(f"{len(row['raw'])} bytes in {asked.to}")
    for row in await mail_in.list_raw_mail(house.database, sites=None, state=asked.state):
        _say(f"{row['id']}  {row['received_at']:%Y-%m-%d %H:%M}  {row['state']:8} {row['verdict']:10} {row['detail']}")
    return 0


async def _suppressions(house: House, asked: argparse.Namespace) -> int:
    if asked.suppressions == "lift":
        async with house.database.transaction() as tx:
            lifted = await readers.lift_suppression(tx, asked.digest)
        return _say("It gets mail again." if lifted else "It was not suppressed.")
    for row in await readers.list_suppressions(house.database):
        _say(f"{row['digest']}  {row['since']:%Y-%m-%d}  {row['reason']:10} {row['detail']}")
    return 0


def _say(text: str) -> int:
    sys.stdout.write(f"{text}\n")
    return 0
