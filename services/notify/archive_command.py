"""The operator's commands for the archive and the questions.

In: parsed arguments. Out: what happened, on standard output; an exit code.
"""

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TextIO

from services.notify.actions.export_archive import COLUMNS, export_archive
from services.notify.actions.import_archive import import_archive
from services.notify.answering.columns import KINDS, kind_of_table
from services.notify.config import Config
from services.notify.store import questions
from services.notify.store.statements import SQL
from shared.commands import Voice
from shared.errors import Malformed
from shared.postgres import Database

SHOWN = 50
CHANGING = {"archive import"}


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `archive import|export|events` and `questions` to the service's commands."""
    archive = verbs.add_parser("archive", help="what the publisher knows").add_subparsers(dest="archive", required=True)
    bring = archive.add_parser("import", help="import a CSV or JSON file; a repeat changes nothing")
    bring.add_argument("file", type=Path)
    bring.add_argument("--kind", choices=KINDS, help="what the file holds; told by its name if left out")
    bring.add_argument("--event", default="", help="the event of rows that name none")
    bring.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
    bring.add_argument("--skip-faulty", action="store_true", help="keep the good rows of a file with faulty ones")
    export = archive.add_parser("export", help="print a table as CSV or JSON lines")
    export.add_argument("--kind", choices=KINDS, default="entries")
    export.add_argument("--event", default="")
    export.add_argument("--json", action="store_true", help="JSON lines instead of CSV")
    listing = archive.add_parser("events", help="a site's events, with counts")
    for verb in (bring, export, listing):
        verb.add_argument("--site", required=True)
    waiting = verbs.add_parser("questions", help="questions that wait for an answer")
    waiting.add_argument("--site", required=True)


async def run(args: argparse.Namespace, config: Config, voice: Voice) -> int:
    """Run the command that `add_to` parsed; 1 when it can't be done. Raises what the action raises."""
    database = await Database.open(config.common.database_url, application="notify command", size=2)
    try:
        if args.verb == "questions":
            return await _questions(database, args, voice)
        if args.archive == "import":
            return await _import(database, args, voice)
        if args.archive == "export":
            return await _export(database, args, sys.stdout)
        for row in await database.fetch(SQL.count_archive, args.site):
            words = f"{row['key']}: {row['name']}, {row['entries']} entries, {row['pictures']} pictures"
            voice.say(words, **{name: row[name] for name in ("key", "name", "entries", "pictures")})
        return 0
    finally:
        await database.close()


async def _import(database: Database, args: argparse.Namespace, voice: Voice) -> int:
    kind = args.kind or kind_of_table(args.file.name)
    if not kind or not args.file.exists():
        way_out = "say what it holds with --kind" if args.file.exists() else "there is no such file"
        raise Malformed(f"{args.file}: {way_out}")
    with args.file.open(encoding="utf-8-sig", newline="") as source:
        report = await import_archive(
            database,
            source,
            site=args.site,
            kind=kind,
            event=args.event,
            dry_run=args.dry_run,
            skip_faulty=args.skip_faulty,
        )
    for word, faults in (("fault", report.faults), ("note", report.warnings)):
        for fault in faults[:SHOWN]:
            where = {"row": fault.row, "column": fault.column, "detail": fault.detail}
            voice.say(f"{word}: row {fault.row}, {fault.column}: {fault.detail}", kind=word, **where)
        if len(faults) > SHOWN:
            voice.say(f"{word}: and {len(faults) - SHOWN} more", kind=word, more=len(faults) - SHOWN)
    would = "would be " if args.dry_run else ""
    words = f"{kind}: {report.rows} rows read, {report.kept} {would}kept, {report.new} {would}new"
    voice.say(words, kind=kind, rows=report.rows, kept=report.kept, new=report.new)
    return 1 if report.faults and not args.skip_faulty else 0


async def _export(database: Database, args: argparse.Namespace, target: TextIO) -> int:
    writer = csv.DictWriter(target, COLUMNS[args.kind], lineterminator="\n")
    if not args.json:
        writer.writeheader()
    async for row in export_archive(database, site=args.site, kind=args.kind, event=args.event):
        if args.json:
            target.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            writer.writerow(row)
    return 0


async def _questions(database: Database, args: argparse.Namespace, voice: Voice) -> int:
    for row in await questions.rows(database, "list_waiting_questions", args.site, 500):
        head = f"{row['asked_at']:%Y-%m-%d %H:%M} {row['state']:9} {row['kind']:15} {row['experts'] or '-'}"
        facts = {name: row[name] for name in ("asked_at", "state", "kind", "experts", "text")}
        voice.say(f"{head}: {row['text'][:80]}", **facts)
    return 0
