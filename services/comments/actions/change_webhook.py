"""Adds a webhook to a site, switches it, or takes it away.

In: a URL and event types. Out: the webhook, with its secret once.
"""

from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct

from services.comments.store import audit, webhooks
from services.comments.store.webhooks import Webhook
from shared.clock import Clock
from shared.errors import Field, Invalid, NotFound
from shared.events import EVENTS, Actor
from shared.ids import token, uuid7
from shared.postgres import Database

TYPES = tuple(sorted(kind for kind in EVENTS if kind.startswith("comment.")))


class NewWebhook(Struct, frozen=True, kw_only=True):
    """A webhook that was just made; the secret is not shown again."""

    id: UUID
    url: str
    events: list[str]
    secret: str


async def add_webhook(
    db: Database, clock: Clock, *, site: str, url: str, events: tuple[str, ...], actor: Actor
) -> NewWebhook:
    """Make it. Raises Invalid for the URL and for unknown event types."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise _fault("/url", "a webhook's URL starts with https:// and has a host")
    if unknown := sorted(set(events) - set(TYPES)):
        raise _fault("/events", f"{unknown[0]} is none of {', '.join(TYPES)}")
    secret = token(256)
    new = Webhook(
        id=uuid7(),
        site=site,
        url=url,
        events=list(events or TYPES),
        active=True,
        created_by=actor.name,
        created_at=clock.now(),
    )
    async with db.transaction() as tx:
        await webhooks.insert_webhook(tx, new, secret)
        await audit.insert_audit(
            tx, site=site, action="add_webhook", actor=actor, now=clock.now(), reason=parts.hostname
        )
    return NewWebhook(id=new.id, url=new.url, events=new.events, secret=secret)


async def switch_webhook(
    db: Database, clock: Clock, *, site: str, webhook: UUID, active: bool | None, actor: Actor
) -> None:
    """Switch it on or off; None takes it away with its log. Raises NotFound."""
    async with db.transaction() as tx:
        if active is None:
            done = await webhooks.delete_webhook(tx, site, webhook)
        else:
            done = await webhooks.set_webhook_active(tx, site, webhook, active=active)
        if not done:
            raise NotFound("there is no such webhook", code="webhook_not_found")
        action = "delete_webhook" if active is None else "switch_webhook_on" if active else "switch_webhook_off"
        await audit.insert_audit(tx, site=site, action=action, actor=actor, now=clock.now())


async def retry_delivery(db: Database, clock: Clock, *, site: str, delivery: int) -> None:
    """Send a delivery once more. Raises NotFound when there is none that could be."""
    async with db.transaction() as tx:
        if not await webhooks.retry_delivery(tx, site, delivery, clock.now()):
            raise NotFound("there is no such delivery, or it waits already", code="delivery_not_found")


def _fault(pointer: str, detail: str) -> Invalid:
    return Invalid(detail, fields=(Field(pointer=pointer, detail=detail),))
