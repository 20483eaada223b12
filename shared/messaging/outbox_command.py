"""The command `outbox`: what waits for the broker in one service's database.

In: the service's database. Out: how many events, and the age of the oldest.
"""

import argparse

from shared.commands import Voice
from shared.messaging.relay import OLDEST
from shared.postgres import Database


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command's word."""
    verbs.add_parser("outbox", help="events that wait for the broker")


async def run(db: Database, voice: Voice, *, service: str) -> None:
    """Say it. Raises Unavailable."""
    row = await db.fetch_row(OLDEST)
    waiting, age = (row["waiting"], row["age"]) if row else (0, 0.0)
    words = f"{service}: {waiting} events wait" + (f", the oldest for {age:.0f} s" if waiting else "")
    voice.say(words, service=service, waiting=waiting, oldest_seconds=round(age, 1))
