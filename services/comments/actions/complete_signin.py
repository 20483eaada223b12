"""Opens a session for whoever has the mailed link or its code, once, in the browser that asked.

An operator's link works in any browser.

In: a token or a code, and the browser's own secret. Out: the session's cookie.
"""

from datetime import timedelta

from services.comments.store import staff
from shared.clock import Clock
from shared.errors import Gone, Invalid, Unauthorised
from shared.ids import token, token_hash, uuid7
from shared.postgres import Database, Row, Transaction

LONGEST = timedelta(days=14)
GUESSES = 5


async def complete_signin(
    db: Database, clock: Clock, *, browser: str, link: str = "", code: str = "", agent: str = ""
) -> str:
    """The new session's cookie. Raises Gone (used, expired), Unauthorised (another browser) or Invalid (the code)."""
    async with db.transaction() as tx:
        find = (
            staff.find_signin(tx, token_hash(link)) if link else staff.find_signin_of_browser(tx, token_hash(browser))
        )
        wish = await find
        refused = _refusal(wish, clock, browser)
        if wish is not None and refused is None and not link and wish["code"] != token_hash(f"{wish['id']}{code}"):
            await staff.miss_signin(tx, wish["id"])
            refused = Invalid("this is not the code of the last mail", code="wrong_code")
        elif wish is not None and refused is None:
            return await _open(tx, clock, wish, agent)
    assert refused is not None  # noqa: S101 - the only way here
    raise refused


def _refusal(wish: Row | None, clock: Clock, browser: str) -> Exception | None:
    if wish is None or wish["used_at"] is not None or wish["expires_at"] <= clock.now():
        return Gone("this link was used or has expired; ask for a new one", code="signin_gone")
    if wish["browser"] not in {staff.ANY_BROWSER, token_hash(browser)}:
        return Unauthorised(
            "open the link in the browser that asked for it, or type the code there", code="other_browser"
        )
    if wish["attempts"] >= GUESSES:
        return Gone("too many wrong codes; ask for a new mail", code="signin_gone")
    return None


async def _open(tx: Transaction, clock: Clock, wish: Row, agent: str) -> str:
    cookie, now = token(256), clock.now()
    if not await staff.use_signin(tx, wish["id"], now):
        raise Gone("this link was used or has expired; ask for a new one", code="signin_gone")
    members = await staff.list_memberships(tx, wish["digest"])
    if not members:
        raise Gone("you are no member of the staff any more", code="signin_gone")
    await staff.insert_session(
        tx,
        uuid7(),
        token=token_hash(cookie),
        digest=wish["digest"],
        name=members[0].name,
        csrf=token(),
        browser=agent[:200],
        now=now,
        expires_at=now + LONGEST,
    )
    return cookie
