"""Give a gallery's pictures their words and order from a table, as an editor's spreadsheet saves it.

In: a CSV (file, caption, alt, credit). Out: words, order and one `gallery.changed`; what fitted no picture is named.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.images.actions.tell_ready import tell_ready
from services.images.domain import Picture, State, Words
from services.images.links import HeldLinks
from services.images.store import galleries
from shared.clock import Clock
from shared.errors import Invalid, NotFound, Refused
from shared.postgres import Database, Transaction

MOST_BYTES = 4_000_000
UNREADABLE = "unreadable_table"


@dataclass(slots=True, kw_only=True)
class Captioned:
    """What came of a table: how many pictures changed, which names fit none, which rows were refused and why."""

    described: int = 0
    missing: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionGallery:
    """One table for one gallery; a repeat changes nothing."""

    database: Database
    clock: Clock
    links: HeldLinks

    async def now(self, site: str, key: str, table: bytes) -> Captioned:
        """Do it; the pictures that the table names come first, in its order. Raises NotFound, Invalid."""
        words = read_captions(table)
        done = Captioned()
        for name, said in list(words.items()):
            try:
                said.check()
            except Refused as refusal:
                done.refused.append((name, refusal.message))
                words[name] = Words()
        async with self.database.transaction() as tx:
            if await galleries.lock_gallery(tx, site, key) is None:
                raise NotFound("there is no such gallery", code="no_such_gallery")
            there = await galleries.pictures(tx, site, key)
            changed = await self._describe(tx, there, words)
            done.described = len(changed)
            done.missing = [name for name in words if name not in {picture.file_name for picture in there}]
            moved = await _arrange(tx, there, list(words))
            if changed or moved:
                await tx.emit(await galleries.changed(tx, site, key))
            for id in changed:
                await tell_ready(tx, id, self.links, self.clock.now())
        return done

    async def _describe(self, tx: Transaction, there: list[Picture], words: Mapping[str, Words]) -> list[str]:
        now = self.clock.now()
        named = [(picture.id, words[picture.file_name]) for picture in there if picture.file_name in words]
        return [id for id, said in named if await galleries.describe_picture(tx, id, said, now)]


def read_captions(content: bytes) -> dict[str, Words]:
    """The table's rows by file name, in order; comma, semicolon or tab, UTF-8, UTF-16 or Windows' Latin.

    Raises Invalid for a table that can't be read or has no column named file.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("the table of captions is too large", code=UNREADABLE)
    text = _text(content)
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        if "file" not in columns:
            raise Invalid("the table of captions has no column named file", code=UNREADABLE)
        found = [dict(zip(columns, row, strict=False)) for row in rows]
    except csv.Error as error:
        raise Invalid("the table of captions can't be read", code=UNREADABLE) from error
    return {
        row["file"].strip(): Words(caption=row.get("caption", ""), alt=row.get("alt", ""), credit=row.get("credit", ""))
        for row in found
        if row.get("file", "").strip()
    }


def _text(content: bytes) -> str:
    codec = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\0", "")


async def _arrange(tx: Transaction, there: list[Picture], wanted: list[str]) -> bool:
    """The named ones first, then the others as they stood; False when that is how they stand."""
    place = {name: number for number, name in enumerate(wanted)}
    shown = [picture for picture in there if picture.state is not State.FAILED]
    order = sorted(shown, key=lambda picture: place.get(picture.file_name, len(place)))
    if order == shown:
        return False
    failed = [picture.id for picture in there if picture.state is State.FAILED]
    await galleries.place_pictures(tx, [*(picture.id for picture in order), *failed])
    return True
