"""Makes an imported comment fit to be kept: our Markdown, no readable address, no IP.

In: a record of a reader. Out: `Prepared`, or the reason why it is left out, and remarks on what was changed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from services.comments import markup
from services.comments.domain import Settings, State
from services.comments.importing.markdown import to_markdown
from services.comments.importing.records import ImportedComment, Kept, Markup
from services.comments.keys import Keys, valid_email
from services.comments.writing import LONGEST_NAME
from shared.errors import Invalid
from shared.events import Address

LONGEST = 100_000
LONGEST_ID = 200
LONGEST_TITLE = 1000
_ODD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
NOBODY = "Anonymous"


class Prepared(Struct, frozen=True, kw_only=True):
    """A comment as it waits in the spool."""

    name: str
    digest: str
    sealed: str
    network: str
    text: str
    state: State
    created_at: datetime | None
    edited_at: datetime | None
    kept: Kept | None


class Author(Struct, frozen=True, kw_only=True):
    """Somebody listed apart, as it waits in the spool."""

    name: str
    digest: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing:
    """What all comments of one import are prepared with."""

    site: str
    settings: Settings
    now: datetime
    address: Callable[[str], Address]
    network: Callable[[str, str], str]

    @classmethod
    def by(cls, keys: Keys, *, site: str, settings: Settings, now: datetime, dry_run: bool = False) -> "Preparing":
        """With these keys; an address that comes again is sealed once, in a dry run it is only looked at."""

        def address(email: str) -> Address:
            valid = valid_email(email)
            return Address(digest="", sealed="") if dry_run else keys.address(valid)

        return cls(
            site=site,
            settings=settings,
            now=now,
            address=lru_cache(maxsize=20_000)(address),
            network=keys.network,
        )

    def title(self, title: str) -> str:
        """A page's title on one line."""
        title = " ".join(to_markdown(title, Markup.MARKDOWN).split())[:LONGEST_TITLE]
        return "" if markup.faults(title) else title

    def author(self, name: str, email: str) -> tuple[Author, str]:
        """A name and an address as they are kept, and a remark if something was changed."""
        remark = ""
        name = " ".join(to_markdown(name, Markup.MARKDOWN).split())
        if markup.faults(name) or not markup.visible(name):
            name = NOBODY
        if len(name) > LONGEST_NAME:
            name, remark = name[:LONGEST_NAME].rstrip(), "its author's name was shortened"
        address = Address(digest="", sealed="")
        if email:
            try:
                address = self.address(email[:400])
            except Invalid:
                remark = "its address can't be used and was left out"
        return Author(name=name, digest=address.digest, sealed=address.sealed), remark

    def comment(self, row: ImportedComment) -> tuple[Prepared | str, str]:
        """The comment, or why it is left out; and a remark if something was changed."""
        if not row.id:
            return "a comment without an id", ""
        if len(row.id) > LONGEST_ID or len(row.parent) > LONGEST_ID or _ODD.search(row.id + row.parent):
            return "its id, or that of the comment it answers, can't be kept", ""
        if row.kept:
            return self._kept(row, row.kept), ""
        if len(row.text) > LONGEST:
            return f"longer than {LONGEST} characters", ""
        text = markup.clean(to_markdown(row.text, row.markup)) if row.state is not State.REMOVED else ""
        if row.state is not State.REMOVED and not (markup.visible(text[:40]) or markup.visible(text)):
            return "nothing is written in it", ""
        # ASCII without control characters has no faults, and asking costs
        if not text.isascii() and (faults := markup.faults(text)):
            return faults[0], ""
        if row.state is State.REMOVED:
            author, remark = Author(name="", digest="", sealed=""), ""
        else:
            author, remark = self.author(row.name, row.email)
        prepared = Prepared(
            name=author.name,
            digest=author.digest,
            sealed=author.sealed,
            network=self._network(row),
            text=text,
            state=row.state,
            created_at=row.created_at,
            edited_at=row.edited_at,
            kept=None,
        )
        if row.created_at is None:
            remark = "it has no date: the date of its page or of its neighbours is taken"
        return prepared, remark

    def _kept(self, row: ImportedComment, kept: Kept) -> Prepared | str:
        if faults := markup.faults(row.text) or markup.faults(row.name):
            return faults[0]
        return Prepared(
            name=row.name,
            digest=kept.digest,
            sealed=kept.sealed,
            network=kept.network,
            text=row.text,
            state=row.state,
            created_at=row.created_at,
            edited_at=row.edited_at,
            kept=kept,
        )

    def _network(self, row: ImportedComment) -> str:
        """Only as long as it would have been kept here."""
        if not row.ip or not row.created_at or row.state is State.REMOVED:
            return ""
        recent = self.now - row.created_at < timedelta(days=self.settings.networks_days)
        return self.network(self.site, row.ip) if recent else ""
