"""Readers' questions: wrong, right and abstained answers, coverage, recall, false questions, milliseconds.

In: nothing (our own evaluation, with 100,000 other entries in the archive), or `--set DIR` with entries.csv,
captions.csv, earlier_answers.jsonl and questions.jsonl. Out: a table; with `--predictions OUT.jsonl` a line a question.
The set is imported by the ordinary import into a real schema of a scratch database, and the ordinary code answers.
"""

import argparse
import asyncio
import json
import random
import re
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from bench._answer_figures import Outcome, figures, table
from dev.surroundings import asked
from services.notify.actions.ask_question import ask_question
from services.notify.actions.import_archive import Report, import_archive
from services.notify.answering.nouns import Verdict
from services.notify.store.people import keep_site
from shared import migrations
from shared.clock import SystemClock
from shared.errors import Invalid
from shared.events import Comment, CommentPublished, Person, PictureReference, SiteChanged
from shared.ids import uuid7
from shared.postgres import Database

OWN = Path(__file__).parent / "answer_sets"
MIGRATIONS = Path(__file__).parent.parent / "services" / "notify" / "migrations"
SITE = "bench"
TABLES = (("entries", "entries.csv"), ("captions", "captions.csv"), ("answers", "earlier_answers.jsonl"))


def main(argv: list[str]) -> int:
    """Measure; 1 when our own evaluation misses a goal."""
    parser = argparse.ArgumentParser(prog="./paddock bench answers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", type=Path, metavar="DIR", help="a set of the documented form instead of our own")
    parser.add_argument("--predictions", type=Path, metavar="OUT.jsonl", help="write a line a question")
    parser.add_argument(
        "--pad", type=int, metavar="N", help="N further entries of other events (100000 for our own set)"
    )
    parser.add_argument("--show", action="store_true", help="our own set: show what the development part got wrong")
    options = parser.parse_args(argv)
    url = asked("PADDOCK_ADMIN_DATABASE_URL") or asked("PADDOCK_TEST_DATABASE_URL")
    if not url:
        print("PADDOCK_ADMIN_DATABASE_URL or PADDOCK_TEST_DATABASE_URL must name a Postgres server", file=sys.stderr)
        return 2
    folder = options.set or OWN
    missing = [name for _, name in TABLES[:1] if not (folder / name).exists()]
    if missing:
        print(f"{folder} has no {missing[0]}", file=sys.stderr)
        return 2
    pad = options.pad if options.pad is not None else (0 if options.set else 100_000)
    parts = [folder / "questions.jsonl"] if options.set else [OWN / "development.jsonl", OWN / "held.jsonl"]
    outcomes = asyncio.run(_measure(url, folder, parts, pad))
    if options.predictions:
        lines = [
            json.dumps(outcome.prediction(), ensure_ascii=False) for found in outcomes.values() for outcome in found
        ]
        options.predictions.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    good = True
    for part, found in outcomes.items():
        counted = figures(found)
        print(table(part, counted))
        if options.show and part == "development":
            print("\n".join(line for outcome in found if (line := outcome.complaint())))
        good = good and (bool(options.set) or counted.good)
    return 0 if good else 1


async def _measure(url: str, folder: Path, parts: list[Path], pad: int) -> dict[str, list[Outcome]]:
    async with scratch(url) as db:
        await furnish(db, folder, pad=pad)
        outcomes = {}
        for part in parts:
            lines = [json.loads(line) for line in part.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
            outcomes[part.stem] = [await ask(db, line) for line in lines]
        return outcomes


async def furnish(db: Database, folder: Path, *, pad: int) -> None:
    """The set's archive by the ordinary import, with further entries of other events."""
    async with db.transaction() as tx:
        await keep_site(
            tx,
            SiteChanged(site=SITE, name="Bench", origins=(), settings={"shadow": False}, version=1),
        )
    for kind, name in TABLES:
        if (folder / name).exists():
            with (folder / name).open(encoding="utf-8-sig", newline="") as source:
                try:
                    _say(name, await import_archive(db, source, site=SITE, kind=kind, skip_faulty=True))
                except Invalid as error:
                    print(f"{name}: {error.message}", file=sys.stderr)
    if pad:
        await _pad(db, pad)
    await db.execute("ANALYZE")


async def ask(db: Database, line: dict[str, Any]) -> Outcome:
    """The verdict on one line of a set, by the ordinary action, with the time that its transaction took."""
    number = _picture(line.get("picture"))
    event = CommentPublished(
        comment=Comment(
            id=uuid7(),
            site=SITE,
            thread=uuid4(),
            page_url=str(line.get("article") or ""),
            page_title="",
            number=1,
            state="published",
            version=1,
            author=Person(name="Reader"),
            text=str(line.get("text") or ""),
            html="",
            created_at=SystemClock().now(),
            path="/t/bench#c-1",
            language=str(line.get("lang") or ""),
            picture=PictureReference(gallery="", number=number) if number else None,
        )
    )
    started = time.perf_counter()
    async with db.transaction() as tx:
        verdict = await ask_question(tx, event, now=event.comment.created_at)
    milliseconds = (time.perf_counter() - started) * 1000
    if not isinstance(verdict, Verdict):
        raise TypeError("every question of a set is considered")
    return Outcome(
        id=line["id"], text=event.comment.text, verdict=verdict, ms=milliseconds, expected=line.get("expect")
    )


def _picture(given: object) -> int | None:
    """The picture's number, however the set writes it."""
    found = re.findall(r"\d+", str(given or ""))
    return int(found[0]) if found and int(found[0]) > 0 else None


def _say(name: str, report: Report) -> None:
    print(f"{name}: {report.kept} of {report.rows} rows", file=sys.stderr)
    for fault in (*report.faults, *report.warnings)[:20]:
        print(f"  row {fault.row}, {fault.column}: {fault.detail}", file=sys.stderr)


async def _pad(db: Database, count: int) -> None:
    """Entries of other events, so that look-ups meet an archive of real size."""
    chance = random.Random(1)
    makes = ["Alfa Romeo", "Ferrari", "Fiat", "Lancia", "Maserati", "Porsche", "BMW", "Jaguar", "Bugatti", "OSCA"]
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as source:
        source.write("entry_id,event,start_no,make,model,year,plate,driver,colour\n")
        for number in range(count):
            plate = f"{chance.choice('ABCEHK')}{chance.choice('JQWXYZ')} {chance.randint(100000, 999999)}"
            source.write(
                f"pad-{number},pad-{number // 400},{number % 400 + 1},{chance.choice(makes)},Model {number % 90},"
                f"{1927 + number % 30},{plate},Driver {chance.randint(1, 9999)},red\n"
            )
        source.seek(0)
        _say("padding", await import_archive(db, source, site=SITE, kind="entries"))


@asynccontextmanager
async def scratch(url: str) -> AsyncIterator[Database]:
    """A database of this run alone, with notify's schema; dropped at the end."""
    name = f"paddock_bench_{secrets.token_hex(5)}"
    server = await asyncpg.connect(url, timeout=10)
    try:
        await server.execute(f"CREATE DATABASE {name}")
        await server.execute(f"ALTER DATABASE {name} SET search_path = notify, extensions")
        inside = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        connection = await asyncpg.connect(inside, timeout=10)
        await connection.execute("CREATE SCHEMA notify; CREATE SCHEMA extensions")
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions")
        await migrations.migrate(connection, migrations.of_service("notify", MIGRATIONS))
        await connection.close()
        db = await Database.open(inside, application="bench", size=2)
        try:
            yield db
        finally:
            await db.close()
    finally:
        await server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await server.close()
