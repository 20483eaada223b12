"""Readable addresses exist only here, for the length of a call: opened from an event, encrypted at rest.

In: sealed boxes from events. Out: addresses for one mail. At rest: Fernet under the first of our keys, older
keys still read (MultiFernet), so a key is rotated by putting a new one in front and running `rotate`.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from services.notify.store import people
from shared import sealing
from shared.errors import Malformed
from shared.events import Address
from shared.postgres import Database, Transaction

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

BATCH = 500


def new_key() -> str:
    """A fresh key for addresses at rest."""
    from cryptography.fernet import Fernet  # noqa: PLC0415

    return Fernet.generate_key().decode()


class AddressBook:
    """Opens what comments sealed, and keeps it so that only we can read it."""

    def __init__(self, private_key: str, address_keys: tuple[str, ...]) -> None:
        self._private = private_key
        self._keys = address_keys

    @cached_property
    def _ring(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - 1.4 MB, once there is an address

        return MultiFernet([Fernet(key) for key in self._keys])

    async def keep(self, tx: Transaction, address: Address) -> None:
        """Keep an event's address under its digest. Raises Malformed when it was not sealed to us."""
        if await people.find_address(tx, address.digest) is None:
            await people.keep_address(tx, address.digest, self.lock(self.unseal(address.sealed)))

    async def keep_all(self, tx: Transaction, addresses: Sequence[Address]) -> None:
        """Keep addresses that are not kept yet, in one statement and one order. Raises Malformed as `keep` does."""
        if addresses:
            locked = {address.digest: self.lock(self.unseal(address.sealed)) for address in addresses}
            await people.keep_addresses(tx, sorted(locked.items()))

    def unseal(self, sealed: str) -> str:
        """A text that comments sealed to us."""
        return sealing.open_sealed(self._private, sealed)

    def lock(self, text: str) -> bytes:
        """The text as it may rest on disk."""
        return self._ring.encrypt(text.encode())

    def unlock(self, token: bytes) -> str:
        """The text again. Raises Malformed when none of our keys fits."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415

        try:
            return self._ring.decrypt(token).decode()
        except InvalidToken as error:
            raise Malformed("no address key fits", code="no_address_key") from error

    async def find(self, tx: Transaction | Database, digest: str) -> str | None:
        """The readable address of a digest, or None when it was erased."""
        token = await people.find_address(tx, digest)
        return None if token is None else self.unlock(token)

    async def rotate(self, database: Database) -> int:
        """Put every address under the newest key; the number done."""
        done, after = 0, ""
        while rows := await people.list_addresses_to_rotate(database, after, BATCH):
            async with database.transaction() as tx:
                for row in rows:
                    await people.replace_address(tx, row["digest"], self._ring.rotate(row["sealed"]))
            done, after = done + len(rows), rows[-1]["digest"]
        return done
