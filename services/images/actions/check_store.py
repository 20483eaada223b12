"""Compare rows with files: what is missing is rendered anew or reported, what nobody knows is deleted.

In: the store and the tables. Out: a report; with `repair` also jobs and deletions.

A file without a row may belong to a rendition that is being committed: only files of pictures that no row knows,
or of removed ones, are litter.
"""

from dataclasses import dataclass, field

from services.images.blobs.shelf import Blobs
from services.images.domain import ID, Kind, Rendition, State, original_key, rendition_key
from services.images.store import jobs, pictures
from shared.clock import Clock
from shared.postgres import Database

_PAGE = 500


@dataclass(slots=True, kw_only=True)
class Findings:
    """What was found. `originals` are pictures that can't be rendered again."""

    pictures: int = 0
    originals: list[str] = field(default_factory=list)
    renditions: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """True when rows and files agree."""
        return not (self.originals or self.renditions or self.strangers)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStore:
    """Reads everything once; safe while the service runs."""

    database: Database
    blobs: Blobs
    clock: Clock

    async def run(self, *, repair: bool = False) -> Findings:
        """Compare, and put right what can be. Raises Unavailable."""
        findings = Findings()
        files = {key: size async for key, size in self.blobs.keys("original")}
        for prefix in ("public/pictures", "held"):
            files |= {key: size async for key, size in self.blobs.keys(prefix)}
        known: set[str] = set()
        shown: set[str] = set()
        after = ""
        while page := await pictures.stored_pictures(self.database, after, _PAGE):
            after = page[-1].id
            known |= {row.id for row in page if row.state is not State.REMOVED}
            shown |= {row.id for row in page if not row.held}
            findings.pictures += len(page)
            rows = await pictures.renditions_of(self.database, [row.id for row in page])
            for picture in page:
                if picture.state is not State.REMOVED:
                    await self._compare(picture, rows.get(picture.id, []), files, findings, repair=repair)
        for key in sorted(files):
            if _owner(key) not in known or (key.startswith("held/") and _owner(key) in shown):
                findings.strangers.append(key)
                if repair:
                    await self.blobs.delete(key)
        return findings

    async def _compare(
        self,
        picture: pictures.Stored,
        rows: list[Rendition],
        files: dict[str, int],
        findings: Findings,
        *,
        repair: bool,
    ) -> None:
        if original_key(picture.id) not in files:
            findings.originals.append(picture.id)
        missing = [
            row for row in rows if files.get(rendition_key(picture.id, row.file, held=picture.held)) != row.bytes
        ]
        findings.renditions += [f"{picture.id}/{row.file}" for row in missing]
        if not (missing and repair) or original_key(picture.id) not in files:
            return
        async with self.database.transaction() as tx:
            await pictures.forget_renditions(tx, picture.id, missing)
            # another recipe's file is on its way out: made anew, that recipe would be the picture's again
            if any(row.recipe == picture.recipe for row in missing):
                await jobs.add_job(tx, picture.id, Kind.FULL, recipe=picture.recipe, at=self.clock.now(), again=True)


def _owner(key: str) -> str:
    """The picture that a file belongs to; empty for what has no picture's name."""
    parts = key.split("/")
    name = parts[-1] if parts[0] == "original" else parts[-2] if len(parts) > 1 else ""
    return name if ID.match(name) else ""
