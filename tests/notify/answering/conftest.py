"""A site with an expert and a small archive: one event, two years, a handful of cars."""

import io
from typing import Any
from uuid import UUID

import pytest

from services.notify.actions.import_archive import Report, import_archive
from services.notify.actions.take_expert_reply import take_expert_reply
from services.notify.domain import ReplyMail
from shared import events
from shared.codec import decode
from shared.ids import uuid7
from shared.postgres import Row
from tests.notify import makings

ENTRIES = """entry_id,event,start_no,make,model,year,plate,driver,co_driver,colour
E1,mille-miglia-2012,112,Alfa Romeo,6C 1750 Gran Sport,1930,MI 18 3385,Aldo Gallinari,Oreste Valgrana,red
E2,mille-miglia-2012,126,Bugatti,Type 40,1929,BS 16891,Henri Fauchery,,blue
E3,mille-miglia-2012,328,Fiat,1100 S MM,1948,659 PT 74,Olga Nodari,Claire Ossoli,grey
E4,mille-miglia-2012,204,Jaguar,XK 120,1952,,Fabio Salodini,Piero Lonatelli,white
E5,mille-miglia-2011,112,Ferrari,166 MM,1949,PD 48 4968,Nino Toscolani,,yellow
"""
CAPTIONS = f"""article,event,pictures,picture,caption,entry_ids
{makings.PAGE},mille-miglia-2012,160,3,A lady in a hat,
{makings.PAGE},mille-miglia-2012,160,12,At the start,E2
{makings.PAGE},mille-miglia-2012,160,13,Two at the ramp,E3;E4
"""


class Archive:
    """The house of notify with the archive in it, and what a test does with both."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.database = house.database
        self.erna = makings.moderator("Erna", role="expert")
        self.otto = makings.moderator("Otto", role="expert")
        self.edith = makings.moderator("Edith", role="editor")

    async def furnish(self, *, shadow: bool = False, experts: int = 1) -> "Archive":
        """The site, its staff and the archive."""
        await self.house.tell(makings.site(settings={"shadow": shadow}))
        await self.house.tell(*(self.erna, self.otto)[:experts], self.edith)
        await self.bring("entries", ENTRIES)
        await self.bring("captions", CAPTIONS)
        return self

    async def bring(self, kind: str, text: str, **options: Any) -> Report:
        """Import a table."""
        source = io.StringIO(text, newline="")
        return await import_archive(self.database, source, site=makings.SITE, kind=kind, **options)

    async def ask(self, text: str, *, picture: int | None = None, **changes: Any) -> events.Comment:
        """A reader's question, as comments publishes it."""
        reference = events.PictureReference(gallery="mm2012", number=picture) if picture else None
        comment = makings.comment(text, picture=reference, **changes)
        event = makings.published(comment)
        await self.house.tell(event)
        return event.comment

    async def question(self, comment: events.Comment) -> Row:
        """The stored question of a comment."""
        row = await self.database.fetch_row(
            "SELECT *, vetoes::text AS vetoes_json, candidates::text AS candidates_json FROM question"
            " WHERE comment = $1",
            comment.id,
        )
        assert row is not None
        found: Row = row
        return found

    async def vetoes(self, comment: events.Comment) -> set[str]:
        """The codes of the vetoes of a comment's question."""
        row = await self.question(comment)
        return {veto["code"] for veto in decode(row["vetoes_json"].encode(), list[dict[str, str]])}

    async def replies(self) -> list[events.ReplyRequested]:
        """The answers that comments was asked to post, oldest first."""
        rows = await self.database.fetch("SELECT * FROM outbox ORDER BY seq")
        payloads = [decode(bytes(row["payload"]), dict[str, Any]) for row in rows]
        return [
            decode(_json(payload["data"]), events.ReplyRequested)
            for payload in payloads
            if payload["type"] == events.ReplyRequested.type
        ]

    async def withdrawn(self) -> list[UUID]:
        """The answers that comments was asked to remove."""
        rows = await self.database.fetch("SELECT * FROM outbox ORDER BY seq")
        payloads = [decode(bytes(row["payload"]), dict[str, Any]) for row in rows]
        return [UUID(p["data"]["answer"]) for p in payloads if p["type"] == events.ReplyWithdrawn.type]

    async def reply(
        self, comment: events.Comment, who: events.ModeratorChanged, text: str = "", command: str = ""
    ) -> str:
        """An expert's reply as mail-in gives it to answering."""
        row = await self.question(comment)
        mail = ReplyMail(
            question=row["id"],
            moderator=who.moderator,
            name=who.name,
            command=command,
            text=text,
            received_at=self.house.clock.now(),
            raw=uuid7(),
        )
        async with self.database.transaction() as tx:
            return await take_expert_reply(tx, mail, now=self.house.clock.now())


def _json(value: Any) -> bytes:
    from shared.codec import encode

    return encode(value)


@pytest.fixture
async def archive(house: Any) -> Archive:
    return await Archive(house).furnish()


@pytest.fixture
def unfurnished(house: Any) -> Archive:
    return Archive(house)
