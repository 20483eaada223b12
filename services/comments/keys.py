"""Everything that is derived from this service's secrets.

In: secrets of the configuration. Out: digests, sealed addresses, edit keys, form tokens, network hashes.
"""

import base64
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

from shared import sealing
from shared.errors import Field, Invalid
from shared.events import Address

FORM_SECONDS = 24 * 3600.0
_FUTURE = 60.0
_LONGEST_EMAIL = 254
_LOCAL = re.compile(r"(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@")
"""A local part as nearly everybody has one (RFC 5322 dot-atom, at most 64 characters), and the sign behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The secrets. `secret` makes edit keys, form tokens and network hashes, each under a name of its own."""

    secret: str
    address_key: str
    notify_public_key: str
    _sealer: sealing.Sealer = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make what seals."""
        object.__setattr__(self, "_sealer", sealing.Sealer(self.notify_public_key))

    def address(self, email: str) -> Address:
        """A valid address as events carry it."""
        return Address(digest=self.digest(email), sealed=self.seal(email))

    def digest(self, email: str) -> str:
        """The keyed digest of an address."""
        return sealing.digest(self.address_key, sealing.normalised(email))

    def seal(self, text: str) -> str:
        """A text that only notify can open."""
        return self._sealer.seal(text)

    def network(self, site: str, ip: str) -> str:
        """The keyed hash of the network (/24, /64) that an IP address belongs to, for one site; 32 hex digits."""
        try:
            network = sealing.network(ip)
        except ValueError:
            network = "unknown"
        return self._mac("network", f"{site} {network}").hex()[:32]

    def edit_key(self, comment: UUID) -> str:
        """The key that lets a comment's author change it: 26 characters, the same at every call."""
        return base64.b32encode(self._mac("edit", str(comment))[:16]).decode().rstrip("=").lower()

    def is_edit_key(self, comment: UUID, key: str) -> bool:
        """Whether this is the comment's edit key."""
        return hmac.compare_digest(self.edit_key(comment).encode(), key.strip().lower().encode())

    def form_token(self, site: str, now: datetime) -> str:
        """A signed note of when a form was opened."""
        moment = f"{now.timestamp():.3f}"
        return f"{moment}.{self._form_mac(site, moment)}"

    def form_age(self, site: str, token: str, now: datetime) -> float:
        """The seconds since the form was opened. Raises Invalid at `/form_token` when forged or a day old."""
        moment, _, mac = token.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._form_mac(site, moment).encode()):
            raise _form_fault("this form is not one of ours; open it again")
        age = now.timestamp() - float(moment)
        if not -_FUTURE <= age <= FORM_SECONDS:
            raise _form_fault("this form was opened too long ago; open it again")
        return max(0.0, age)

    def _form_mac(self, site: str, moment: str) -> str:
        return base64.urlsafe_b64encode(self._mac("form", f"{site} {moment}")[:15]).decode()

    def _mac(self, name: str, text: str) -> bytes:
        return hmac.digest(f"{name}:{self.secret}".encode(), text.encode(), "sha256")


def valid_email(email: str) -> str:
    """The address in its normal form, without asking DNS. Raises Invalid at `/email`."""
    email = email.strip()
    try:
        local = _LOCAL.match(email)
        if (
            local
            and email.isascii()
            and len(email) <= _LONGEST_EMAIL
            and local[0][:-1].lower() not in CASE_INSENSITIVE_MAILBOX_NAMES
        ):
            return local[0] + _valid_domain(email[local.end() :])
        return validate_email(email, check_deliverability=False).normalized
    except (EmailNotValidError, UnicodeError) as error:
        detail = str(error) or "this is not an email address"
        raise Invalid("the email address can't be used", fields=(Field(pointer="/email", detail=detail),)) from error


@lru_cache(4096)
def _valid_domain(domain: str) -> str:
    return validate_email(f"a@{domain}", check_deliverability=False).domain


def _form_fault(detail: str) -> Invalid:
    return Invalid("the form can't be used", code="form_expired", fields=(Field(pointer="/form_token", detail=detail),))
