"""Queue the mail with which a member of staff signs in; link and code rest encrypted until it is sent."""

from datetime import datetime
from urllib.parse import urlencode

from services.notify.actions.queue_delivery import queue_delivery
from services.notify.store.address_book import AddressBook
from shared.codec import encode
from shared.events import SigninRequested
from shared.postgres import Transaction


async def send_signin(
    tx: Transaction, event: SigninRequested, *, book: AddressBook, public_url: str, now: datetime
) -> bool:
    """True when the mail is new."""
    await book.keep(tx, event.address)
    token, code = book.unseal(event.sealed_token), book.unseal(event.sealed_code)
    secret = {"url": signin_url(public_url, event.path, token), "code": code}
    return await queue_delivery(
        tx,
        kind="signin",
        site=event.site,
        subject=f"signin:{event.request}",
        recipient=f"staff:{event.address.digest}",
        language=event.language,
        context={"name": event.name, "expires": event.expires_at.isoformat()},
        secret=book.lock(encode(secret).decode()),
        now=now,
    )


def signin_url(public_url: str, path: str, token: str) -> str:
    """The page with the token added: below a path that ends in a slash, else as `token=`."""
    if path.endswith(("/", "=")):
        return f"{public_url}{path}{token}"
    return f"{public_url}{path}{'&' if '?' in path else '?'}{urlencode({'token': token})}"
