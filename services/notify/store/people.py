"""Addresses (only ever encrypted), moderators and sites, as the events told them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.notify.store.statements import SQL, Statements
from shared.codec import encode
from shared.events import ModeratorChanged, SiteChanged
from shared.postgres import Row, Transaction


async def keep_address(tx: Transaction, digest: str, sealed: bytes) -> None:
    """Keep the encrypted address of this digest, once."""
    await tx.execute(SQL.keep_address, digest, sealed)


async def keep_addresses(tx: Transaction, addresses: Sequence[tuple[str, bytes]]) -> None:
    """Keep these pairs of digest and encrypted address, each once; they are locked in the order given."""
    await tx.execute(SQL.keep_addresses, [digest for digest, _ in addresses], [sealed for _, sealed in addresses])


async def find_address(db: Statements, digest: str) -> bytes | None:
    """The encrypted address, or None when it was erased or never seen."""
    sealed: bytes | None = await db.fetch_value(SQL.find_address, digest)
    return sealed


async def list_addresses_to_rotate(db: Statements, after: str, limit: int) -> list[Row]:
    """Addresses in order of digest, after the given one."""
    return await db.fetch(SQL.list_addresses_to_rotate, after, limit)


async def replace_address(tx: Transaction, digest: str, sealed: bytes) -> None:
    """Put the same address back under a newer key."""
    await tx.execute(SQL.replace_address, digest, sealed)


async def delete_address(tx: Transaction, digest: str) -> int:
    """Forget the address."""
    return await tx.execute(SQL.delete_address, digest)


async def keep_moderator(tx: Transaction, event: ModeratorChanged) -> bool:
    """Keep the newest version of a member of staff; whether alerts are for them from now on, and were not before."""
    begins: bool | None = await tx.fetch_value(
        SQL.keep_moderator,
        event.moderator,
        event.site,
        event.name,
        event.role,
        event.address.digest,
        event.language,
        event.alerts,
        list(event.subjects),
        event.timezone,
        event.quiet_from,
        event.quiet_to,
        event.active,
        event.version,
    )
    return bool(begins)


async def list_deciders(db: Statements, site: str) -> list[Row]:
    """Active staff of the site who decide about comments and want alerts."""
    return await db.fetch(SQL.list_deciders, site)


async def list_owners(db: Statements, site: str) -> list[Row]:
    """Active owners and editors of the site."""
    return await db.fetch(SQL.list_owners, site)


async def find_moderator(db: Statements, moderator: UUID, site: str) -> Row | None:
    """One member of staff on one site."""
    return await db.fetch_row(SQL.find_moderator, moderator, site)


async def keep_site(tx: Transaction, event: SiteChanged) -> None:
    """Keep the newest version of a site."""
    settings: dict[str, Any] = event.settings
    await tx.execute(
        SQL.keep_site,
        event.site,
        event.name,
        list(event.origins),
        event.language,
        encode(settings).decode(),
        event.active,
        event.version,
    )


async def find_site(db: Statements, key: str) -> Row | None:
    """One site."""
    return await db.fetch_row(SQL.find_site, key)
