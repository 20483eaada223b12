"""Sites, their staff, and what readers asked to be told or forgotten."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from msgspec import field

from shared.events.nouns import Address, Event


class ModeratorChanged(Event, frozen=True, kw_only=True):
    """A member of staff was added, changed or removed. `role` is owner, editor, moderator or expert.

    `alerts` is every, digest or none; `subjects` are an expert's subjects (empty: all); quiet hours are
    `HH:MM` in `timezone` (IANA).
    """

    type: ClassVar[str] = "moderator.changed.v1"
    source: ClassVar[str] = "comments"
    moderator: UUID
    site: str
    name: str
    role: str
    address: Address
    language: str = "en"
    alerts: str = "every"
    subjects: tuple[str, ...] = ()
    timezone: str = "UTC"
    quiet_from: str = ""
    quiet_to: str = ""
    active: bool = True
    version: int = 1

    @property
    def subject(self) -> str:
        return f"moderator/{self.moderator}"

    @property
    def sequence(self) -> int:
        return self.version


class SiteChanged(Event, frozen=True, kw_only=True):
    """A site was added or its settings changed. `settings` holds what the other services need of them.

    Known settings: `shadow` (bool, answers are only proposed), `answers` (bool), `mail_from` (str),
    `renditions_webp` (bool), `uncertain` (hold or resend), `article_events` (page URL → archive event key).
    """

    type: ClassVar[str] = "site.changed.v1"
    source: ClassVar[str] = "comments"
    site: str
    name: str
    origins: tuple[str, ...]
    language: str = "en"
    settings: dict[str, Any] = field(default_factory=dict)
    active: bool = True
    version: int = 1

    @property
    def subject(self) -> str:
        return f"site/{self.site}"

    @property
    def sequence(self) -> int:
        return self.version


class SigninRequested(Event, frozen=True, kw_only=True):
    """A member of staff asked to sign in. `sealed_token` is the link's token, `sealed_code` the six digits;
    both are sealed to notify, as addresses are. `path` is the page below the public base URL; the token is
    added to it.
    """

    type: ClassVar[str] = "signin.requested.v1"
    source: ClassVar[str] = "comments"
    request: UUID
    site: str
    name: str
    address: Address
    sealed_token: str
    sealed_code: str
    path: str
    expires_at: datetime
    language: str = "en"

    @property
    def subject(self) -> str:
        return f"signin/{self.request}"


class SubscriptionRequested(Event, frozen=True, kw_only=True):
    """A reader wants mail. `kind` is answer (to this comment), replies (to this comment) or thread.

    Notify confirms the address first (double opt-in) unless it has been confirmed for this site.
    """

    type: ClassVar[str] = "subscription.requested.v1"
    source: ClassVar[str] = "comments"
    subscription: UUID
    site: str
    thread: UUID
    page_url: str
    page_title: str
    kind: str
    address: Address
    comment: UUID | None = None
    name: str = ""
    language: str = ""

    @property
    def subject(self) -> str:
        return f"subscription/{self.subscription}"


class SubjectEraseRequested(Event, frozen=True, kw_only=True):
    """Everything about one address shall go, in every service. `requested_by` is comments or notify."""

    type: ClassVar[str] = "subject.erase.requested.v1"
    source: ClassVar[str] = "any"
    request: UUID
    site: str
    digest: str
    requested_at: datetime
    requested_by: str
    address: Address | None = None
    comments: tuple[UUID, ...] = ()
    attachments: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"erasure/{self.request}"


class SubjectErased(Event, frozen=True, kw_only=True):
    """One service has erased; `counts` says how many rows or files of each kind."""

    type: ClassVar[str] = "subject.erased.v1"
    source: ClassVar[str] = "any"
    request: UUID
    site: str
    service: str
    counts: dict[str, int]

    @property
    def subject(self) -> str:
        return f"erasure/{self.request}"
