"""Many at once from one network: others are served."""

import pytest

from services.comments.streams import Streams
from shared.errors import TooMany
from shared.ids import uuid7
from shared.postgres import Database


async def test_one_network_takes_half_of_the_streams_and_another_still_listens(comments_db: Database) -> None:
    streams, thread = Streams(comments_db, limit=4), uuid7()
    async with (
        streams.watch(thread, 0, network="192.0.2.0/24"),
        streams.watch(thread, 0, network="192.0.2.0/24"),
    ):
        with pytest.raises(TooMany):
            async with streams.watch(thread, 0, network="192.0.2.0/24"):
                pass
        async with streams.watch(thread, 0, network="198.51.100.0/24"):
            pass
    async with streams.watch(thread, 0, network="192.0.2.0/24"):
        pass
