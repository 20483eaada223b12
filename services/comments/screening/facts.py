"""What the steps are given and what they may find.

In: a reader's submission and what the database knew when it came. Out: frozen values, no I/O.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

from services.comments.domain import Reason, Settings, Standing, State


class Submission(Struct, frozen=True, kw_only=True):
    """A comment as it was cleaned; `form_age` is seconds since its form was opened, None without a form token."""

    text: str
    words: str
    links: tuple[str, ...]
    author_name: str
    author_kind: str = "reader"
    honeypot: str = ""
    form_age: float | None = None
    edit: bool = False


class Opinion(Struct, frozen=True, kw_only=True):
    """What an outside check said: `verdict` is pass, hold, spam or failed; `words` is its reason."""

    source: str
    verdict: str
    words: str = ""


class Facts(Struct, frozen=True, kw_only=True):
    """All that the steps may know. Times in `*_times` are earlier posts of the same origin, oldest first."""

    now: datetime
    settings: Settings
    site_active: bool = True
    thread_open: bool = True
    thread_created_at: datetime | None = None
    standing: Standing = Standing.NONE
    standing_until: datetime | None = None
    published_before: int = 0
    was_published: bool = False
    duplicate: UUID | None = None
    network_times: tuple[datetime, ...] = ()
    address_times: tuple[datetime, ...] = ()
    opinions: tuple[Opinion, ...] = ()

    @property
    def trusted(self) -> bool:
        """The moderators trust this author, and the trust has not run out."""
        return self.standing is Standing.TRUSTED and not self.lapsed

    @property
    def lapsed(self) -> bool:
        """The standing had an end and it has passed."""
        return self.standing_until is not None and self.standing_until <= self.now


class Verdict(Struct, frozen=True, kw_only=True):
    """The outcome: held or published, and why it waits."""

    state: State
    reasons: tuple[Reason, ...] = ()

    @property
    def level(self) -> int:
        """How serious the most serious reason is, 0 when there is none."""
        return max((reason.level for reason in self.reasons), default=0)


Step: TypeAlias = Callable[[Submission, Facts], Reason | None]
"""One question about a submission: None lets it on, a Reason holds it, a Refused that is raised ends it."""
