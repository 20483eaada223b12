"""The commands that bring conversations in and take them out: import and export.

In: parsed arguments. Out: an exit code; the report on standard output, the progress on standard error.
"""

import argparse
import gzip
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import msgspec

from services.comments.config import Config
from services.comments.domain import Site
from services.comments.keys import Keys
from services.comments.store import sites
from shared.clock import SystemClock
from shared.errors import Malformed, NotFound
from shared.postgres import Database

if TYPE_CHECKING:  # what only these commands need is 2 MB, and stays out of a service that runs
    from services.comments.actions.import_comments import Outcome
    from services.comments.importing.opening import Source
    from services.comments.importing.spool import Remark

VERBS = ("import", "export")
FORMATS = ("wordpress", "disqus", "isso", "remark42", "commento", "paddock")
"""What `importing.pipeline` has a reader for."""
SHOW_SECONDS = 0.5
_print: Callable[..., None] = print


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to a service's command line."""
    bring = verbs.add_parser("import", help="bring in the comments of another system; a repeat adds only what is new")
    bring.add_argument("format", choices=FORMATS)
    bring.add_argument("file", help="the export, gzip or not; - reads standard input")
    bring.add_argument("--site", required=True, help="the key of the site they become part of")
    bring.add_argument("--dry-run", action="store_true", help="change nothing, report everything")
    bring.add_argument("--json", action="store_true", help="report as JSON Lines, the counts last")
    bring.add_argument("--origin", default="", help="where bare paths are (default: the site's first origin)")
    bring.add_argument(
        "--moved", action="append", default=[], metavar="OLD=NEW", help="the beginning of URLs that changed"
    )
    bring.add_argument("--source", default="", help="a name for these ids, when two exports of one kind come in")
    take = verbs.add_parser("export", help="write down everything of a site's conversation")
    take.add_argument("--site", required=True)
    take.add_argument("--format", choices=["jsonl", "wxr"], default="jsonl")
    take.add_argument("--output", default="-", help="a file (.gz packs it); - is standard output")


async def run(config: Config, asked: argparse.Namespace) -> int:
    """Do it; 0 when it is done. Raises FileError, NotFound, Unavailable."""
    db = await Database.open(config.common.database_url, application="comments command", size=2)
    keys = Keys(secret=config.secret, address_key=config.address_key, notify_public_key=config.notify_public_key)
    try:
        site = await sites.find_site(db, asked.site)
        if site is None:
            raise NotFound(f"there is no site with the key {asked.site}", code="site_not_found")
        return await (_import(db, keys, site, asked) if asked.verb == "import" else _export(db, site, asked))
    finally:
        await db.close()


async def _import(db: Database, keys: Keys, site: Site, asked: argparse.Namespace) -> int:
    from services.comments.actions.import_comments import ImportComments, Wish  # noqa: PLC0415
    from services.comments.importing.opening import opened  # noqa: PLC0415
    from services.comments.importing.pipeline import Addresses  # noqa: PLC0415

    plain = next((origin for origin in site.origins if "*" not in origin), "")
    wish = Wish(
        format=asked.format,
        source=asked.format if asked.format == "paddock" else asked.source or asked.format,
        addresses=Addresses(origin=asked.origin or plain, moves=tuple(_move(text) for text in asked.moved)),
        dry_run=asked.dry_run,
    )
    with opened(asked.file) as file:
        progress = _Progress(file)
        bringing = ImportComments(db, SystemClock(), keys, site=site, wish=wish, progress=progress.show)
        reasons: Counter[str] = Counter()

        def tell(remark: "Remark") -> None:
            reasons[remark.words] += remark.left_out
            _print(msgspec.json.encode(remark).decode() if asked.json else line(remark))

        outcome = await bringing.run(file, tell)
    if asked.json:
        _print(msgspec.json.encode({**msgspec.to_builtins(outcome), "reasons": dict(+reasons)}).decode())
    else:
        _print("\n".join(summary(outcome, reasons)))
    return 0


def _move(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not (old and equals):
        raise Malformed("--moved wants OLD=NEW, as http://old.example=https://new.example")
    return old, new


def line(remark: "Remark") -> str:
    """A row that was left out or changed, in words; the desk has them in its languages."""
    what = "left out" if remark.left_out else "note"
    return f"{what}: {remark.id or '(no id)'} on {remark.page or '(no page)'}: {remark.words}"


def summary(outcome: "Outcome", reasons: Counter[str]) -> list[str]:
    """What became of the file, in lines; the desk has them in its languages."""
    done = "would be added" if outcome.dry_run else "added"
    first = (
        f"{outcome.rows} rows read, {outcome.pages} pages: {outcome.added} comments {done},"
        f" {outcome.known} were there already, {outcome.skipped} left out, {outcome.changed} with a note."
    )
    return [
        first,
        *(f"  {count} left out: {words}" for words, count in reasons.most_common() if count),
        *(["This import was interrupted before and has now been finished."] if outcome.resumed else []),
        *(["Nothing was changed: this was a dry run."] if outcome.dry_run else []),
    ]


async def _export(db: Database, site: Site, asked: argparse.Namespace) -> int:
    from services.comments.actions.export_comments import export_comments, export_wxr  # noqa: PLC0415

    write = export_comments if asked.json or asked.format == "jsonl" else export_wxr
    with _output(asked.output) as out:
        async for piece in write(db, SystemClock(), site=site):
            out.write(piece)
    return 0


@contextmanager
def _output(path: str) -> Iterator[IO[bytes]]:
    """A file that has its name only when it is whole; `-` is standard output."""
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = Path(f"{path}.part")
    with part.open("wb") as out:
        if path.endswith(".gz"):
            with gzip.GzipFile(filename="", fileobj=out, mode="wb") as packed:
                yield cast("IO[bytes]", packed)
        else:
            yield out
    part.replace(path)


class _Progress:
    """A line on standard error, made anew twice a second on a terminal, every ten seconds in a log."""

    def __init__(self, file: "Source") -> None:
        self._file = file
        self._live = sys.stderr.isatty()
        self._next = time.monotonic()

    def show(self, outcome: "Outcome") -> None:
        """How far it is."""
        now = time.monotonic()
        if now < self._next and outcome.stage != "done":
            return
        self._next = now + (SHOW_SECONDS if self._live else 20 * SHOW_SECONDS)
        if outcome.stage == "reading":
            part = f"{100 * self._file.position // self._file.size} % of the file, " if self._file.size else ""
            text = f"reading: {part}{outcome.rows} rows"
        else:
            text = f"{outcome.stage}: {outcome.added + outcome.known} of {outcome.rows} rows, {outcome.pages} pages"
        _print(f"\r\x1b[K{text}" if self._live else text, end="" if self._live else "\n", file=sys.stderr, flush=True)
        if self._live and outcome.stage == "done":
            _print(file=sys.stderr)
