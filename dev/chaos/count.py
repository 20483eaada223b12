"""Counts, from outside and in the database, whether what was promised is there: once, and nothing else.

In: the ledger and the world at rest. Out: rows of (what, promised, found, is it right).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg

from dev import settings
from dev.chaos.ledger import Ledger
from dev.chaos.world import World
from shared.messaging import dead_letters
from shared.migrate import SERVICES

WISHES = {"approve": "published", "reject": "rejected", "spam": "spam"}


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison."""

    what: str
    promised: object
    found: object

    @property
    def right(self) -> bool:
        """They are the same."""
        return self.promised == self.found


async def compare(world: World, ledger: Ledger) -> list[Line]:
    """Every promise."""
    connection = await asyncpg.connect(world.admin_url, timeout=5)
    try:
        lines = [
            *await _comments(connection, ledger, await _uncertain(connection)),
            *await _events(connection),
            *await _mails(connection, ledger),
            *await _answers(connection, ledger),
            *await _pictures(connection, ledger, settings.pictures(world.instance)),
        ]
    finally:
        await connection.close()
    for service in SERVICES:
        letters = await dead_letters.letters(world.amqp_url, service)
        lines.append(Line(f"dead letters of {service}", [], [f"{item.type}: {item.reason[:80]}" for item in letters]))
    lines.append(Line("requests refused or never answered", [], ledger.refused[:5]))
    lines.append(await _served(world, connection_rows=await _shown(world)))
    return lines


async def _comments(connection: asyncpg.Connection, ledger: Ledger, uncertain: set[str]) -> list[Line]:
    rows = await connection.fetch(
        "SELECT id::text, site, state, text FROM comments.comment WHERE author_kind = 'reader'"
    )
    stored = {row["id"]: row for row in rows}
    accepted = {**ledger.published, **ledger.held}
    numbers = {text.split(":")[0].removeprefix("Remark "): key for key, text in ledger.held.items()}
    decided = {numbers[number]: WISHES[wish] for number, wish in ledger.decided.items() if number in numbers}
    wrongly = [key for key, state in decided.items() if key in stored and stored[key]["state"] != state]
    return [
        Line("accepted comments that are missing", [], sorted(set(accepted) - set(stored))[:5]),
        Line("comments that nobody was promised", [], sorted(set(stored) - set(accepted))[:5]),
        Line(
            "comments whose text is not the last accepted",
            [],
            [key for key, text in accepted.items() if key in stored and stored[key]["text"] != text][:5],
        ),
        Line("decisions that took another effect", [], wrongly[:5]),
        Line("held comments that no mail led to", [], sorted(set(ledger.held) - set(decided) - uncertain)[:5]),
    ]


async def _uncertain(connection: asyncpg.Connection) -> set[str]:
    """The comments whose mail nobody knows to have arrived: an operator decides about them."""
    rows = await connection.fetch("SELECT subject FROM notify.delivery WHERE kind = 'held' AND state = 'uncertain'")
    return {row["subject"].removeprefix("comment:") for row in rows}


async def _events(connection: asyncpg.Connection) -> list[Line]:
    """Notify's copy against the comments themselves: state and version of each."""
    rows = await connection.fetch(
        "SELECT c.id::text FROM comments.comment c LEFT JOIN notify.comment n ON n.id = c.id"
        " WHERE n.id IS NULL OR n.state <> c.state OR n.version <> c.version"
    )
    repeated = await connection.fetchval(
        "SELECT count(*) FROM (SELECT key FROM notify.delivery GROUP BY key HAVING count(*) > 1) AS twice"
    )
    return [
        Line("comments that notify knows otherwise", [], [row["id"] for row in rows][:5]),
        Line("deliveries made twice", 0, repeated),
    ]


async def _mails(connection: asyncpg.Connection, ledger: Ledger) -> list[Line]:
    rows = await connection.fetch("SELECT id::text, state, kind FROM notify.delivery")
    arrived = {name.removeprefix("<d.").partition("@")[0]: times for name, times in ledger.mails.items()}
    sent = {row["id"] for row in rows if row["state"] == "sent"}
    uncertain = {row["id"] for row in rows if row["state"] == "uncertain"}
    merged = {row["id"] for row in rows if row["state"] not in {"sent", "uncertain"}}
    few = len(uncertain) * 1000 <= max(1000, len(rows))
    led = sum(1 for row in rows if row["kind"] == "held")
    return [
        Line("mails to the moderator, one for each held comment", len(ledger.held), led),
        Line("mails sent that never arrived", [], sorted(sent - set(arrived))[:5]),
        Line("mails that arrived and are not written down", [], sorted(set(arrived) - sent - uncertain)[:5]),
        Line("mails that arrived twice", [], [name for name, times in arrived.items() if times > 1][:5]),
        Line(f"mails uncertain ({len(uncertain)} of {len(rows)}) at most 1 in 1,000", True, few),
        Line(f"mails not sent for a reason ({len(merged)}), without one", 0, await _unexplained(connection)),
    ]


async def _unexplained(connection: asyncpg.Connection) -> int:
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM notify.delivery"
            " WHERE state NOT IN ('sent', 'uncertain') AND reason = '' AND merged_into IS NULL"
        )
    )


async def _answers(connection: asyncpg.Connection, ledger: Ledger) -> list[Line]:
    rows = await connection.fetch(
        "SELECT parent::text AS asked, count(*) AS answers FROM comments.comment"
        " WHERE answer IS NOT NULL GROUP BY parent"
    )
    answered = {row["asked"]: row["answers"] for row in rows}
    replied = [name.removeprefix("<d.").partition("@")[0] for name in ledger.replied]
    experts = await connection.fetch(
        "SELECT q.comment::text AS asked FROM notify.delivery d"
        " JOIN notify.question q ON d.subject = 'question:' || q.id WHERE d.id::text = ANY($1::text[])",
        replied,
    )
    return [
        Line(
            "experts' replies that are no answer",
            [],
            [row["asked"] for row in experts if row["asked"] not in answered][:5],
        ),
        Line("certain questions without an answer", [], sorted(ledger.certain - set(answered))[:5]),
        Line("questions answered twice", [], [key for key, count in answered.items() if count > 1][:5]),
        Line("answers under what was no question", [], sorted(set(answered) - ledger.certain - ledger.asked)[:5]),
    ]


async def _pictures(connection: asyncpg.Connection, ledger: Ledger, store: Path) -> list[Line]:
    rows = await connection.fetch(
        "SELECT p.id, p.state, p.reason,"
        " coalesce(array_agg(r.recipe || '-' || r.name) FILTER (WHERE r.name IS NOT NULL), '{}') AS files"
        " FROM images.picture p LEFT JOIN images.rendition r ON r.picture = p.id GROUP BY p.id"
    )
    known = {row["id"]: row for row in rows}
    unfinished, bare = [], []
    for key in ledger.pictures:
        row = known.get(key)
        if row is None or row["state"] not in {"ready", "failed"}:
            unfinished.append(key)
        elif row["state"] == "ready":
            places = (store / "held" / key, store / "public" / "pictures" / key)
            there = {file.name for place in places if place.is_dir() for file in place.iterdir()}
            if not row["files"] or not set(row["files"]) <= there:
                bare.append(key)
        elif not row["reason"]:
            bare.append(key)
    return [
        Line("accepted pictures neither ready nor failed", [], unfinished[:5]),
        Line("pictures without their renditions on the disk, or without a reason", [], bare[:5]),
    ]


async def _shown(world: World) -> dict[tuple[str, str], dict[str, str]]:
    connection = await asyncpg.connect(world.admin_url, timeout=5)
    try:
        rows = await connection.fetch(
            "SELECT c.id::text, c.site, t.url, c.html FROM comments.comment c JOIN comments.thread t ON t.id = c.thread"
            " WHERE c.state = 'published'"
        )
    finally:
        await connection.close()
    pages: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        pages.setdefault((row["site"], row["url"]), {})[row["id"]] = row["html"]
    return pages


async def _served(world: World, connection_rows: dict[tuple[str, str], dict[str, str]]) -> Line:
    """What each replica serves of each thread, page by page, against the published rows."""
    wrong = []
    async with aiohttp.ClientSession() as http:
        for door in world.doors["comments"]:
            for (site, url), expected in connection_rows.items():
                served = await _thread(http, door, site, url)
                if served != expected:
                    wrong.append(f"{url} at {door}: {len(served)} of {len(expected)}")
    return Line("threads served otherwise than decided", [], wrong[:5])


async def _thread(http: aiohttp.ClientSession, door: str, site: str, url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    cursor = ""
    while True:
        query = {"site": site, "url": url} | ({"cursor": cursor} if cursor else {})
        async with http.get(f"{door}/v1/threads", params=query) as response:
            page = json.loads(await response.read())
        _collect(page["comments"], found)
        cursor = page["next"] or ""
        if not cursor:
            return found


def _collect(comments: Sequence[dict[str, Any]], found: dict[str, str]) -> None:
    for comment in comments:
        if comment["state"] == "published":
            found[comment["id"]] = comment["html"]
        _collect(comment.get("replies", ()), found)
