"""Decides whether a mail goes now, later, in a digest or never, with a named reason. Pure.

In: frozen facts about recipient, comment and what was sent lately. Out: `Send`, `Wait`, `Merge` or `Skip`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain import KINDS, Kind
from services.notify.mailer.schedule import quiet_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The ceilings in force."""

    batch_window: timedelta
    batch_size: int
    moderator_hour: int
    reader_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known at the moment a mail is due. Counts are of this recipient; `waiting` leaves this one out."""

    kind: Kind
    now: datetime
    known: bool = True
    site_active: bool = True
    active: bool = True
    suppressed: str = ""
    alerts: str = "every"
    confirmed: bool = True
    subscribed: bool = True
    expired: bool = False
    comment_state: str | None = None
    stale: str = ""
    timezone: str = "UTC"
    quiet_from: str = ""
    quiet_to: str = ""
    sent_hour: int = 0
    sent_day: int = 0
    sent_window: int = 0
    window_start: datetime | None = None
    hour_start: datetime | None = None
    waiting: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """It goes now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """It goes at `until`, for this reason."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """It and all that wait beside it go as one digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """It will never go, for this reason."""

    reason: str


Plan = Send | Wait | Merge | Skip

REASONS = {
    "unknown_site": "the site is not known here",
    "site_inactive": "the site was switched off",
    "unknown_address": "the address was erased or never came with an event",
    "recipient_inactive": "this member of staff is no longer active",
    "suppressed": "the address bounced or complained, so nothing is sent to it",
    "alerts_off": "this moderator wants no alerts",
    "unconfirmed": "the reader never confirmed the address",
    "unsubscribed": "the reader unsubscribed",
    "expired": "what it was about has expired",
    "decided": "the comment was decided before the mail was due",
    "withdrawn": "the comment is no longer public",
    "answered": "the question has been answered or closed",
    "nothing_left": "all that the digest would list was decided before",
    "daily_limit": "this reader has had today's mails already",
    "hourly_limit": "this moderator has had this hour's mails already",
    "batch_window": "several wait for this moderator: they go together",
    "digest_only": "this moderator wants digests only",
    "quiet_hours": "these are quiet hours of the recipient",
    "in_digest": "it went as part of a digest",
    "confirm_ceiling_address": "too many confirmations are open for this address",
    "confirm_ceiling_day": "the site has used up today's confirmation mails",
    "confirm_ceiling_minute": "confirmation mails are limited by the minute",
    "relays_away": "no relay can be reached",
    "try_again": "a relay asked us to try again",
    "gave_up": "it was tried for three days",
    "refused": "the relay refused it for good",
    "lost_after_data": "the connection or our process was lost after the final dot; it may have arrived",
    "arrived": "no answer of the relay was seen, but its link was used or an answer to it came: it did arrive",
    "resend_uncertain": "it may not have arrived, and the site wants such mails sent once more",
    "picture": "the place meant is being drawn on its picture",
    "sent_again": "somebody asked for it to be sent again",
    "template_fault": "the mail could not be composed; this is a fault of ours",
}
"""Every reason a delivery can carry, in words."""


def plan(facts: Facts, rules: Rules) -> Plan:
    """What to do with the mail now. The first rule that speaks decides."""
    rule = KINDS[facts.kind]
    if reason := _never(facts):
        return Skip(reason=reason)
    if facts.again:
        return Send()
    if rule.quiet and (wake := quiet_until(facts.now, facts.timezone, facts.quiet_from, facts.quiet_to)):
        return Wait(until=wake, reason="quiet_hours")
    if rule.daily_limit and facts.sent_day >= rules.reader_day:
        return Skip(reason="daily_limit")
    if rule.batched:
        return _batch(facts, rules)
    return Send()


def _never(facts: Facts) -> str:
    rule = KINDS[facts.kind]
    refusals = (
        (not facts.site_active, "site_inactive"),
        (not facts.active, "recipient_inactive"),
        (not facts.known, "unknown_address"),
        (bool(facts.suppressed), "suppressed"),
        (facts.alerts == "none" and rule.batched, "alerts_off"),
        (facts.expired, "expired"),
        (facts.kind is Kind.HELD and facts.comment_state != "held", "decided"),
        (facts.kind is Kind.REPORT and facts.comment_state != "published", "decided"),
        (facts.kind in {Kind.REPLY, Kind.THREAD} and facts.comment_state != "published", "withdrawn"),
        (rule.reader and facts.kind is not Kind.CONFIRM and not facts.confirmed, "unconfirmed"),
        (rule.reader and facts.kind is not Kind.CONFIRM and not facts.subscribed, "unsubscribed"),
        (bool(facts.stale), facts.stale),
    )
    return next((reason for holds, reason in refusals if holds), "")


def _batch(facts: Facts, rules: Rules) -> Plan:
    window_end = (facts.window_start or facts.now) + rules.batch_window
    if facts.sent_hour >= rules.moderator_hour:
        return Wait(until=(facts.hour_start or facts.now) + timedelta(hours=1), reason="hourly_limit")
    if facts.alerts == "digest":
        if facts.window_start is None:
            return Merge()
        return Wait(until=max(window_end, facts.now + timedelta(seconds=1)), reason="digest_only")
    if facts.sent_window >= rules.batch_size and window_end > facts.now:
        return Wait(until=window_end, reason="batch_window")
    if facts.waiting + 1 > rules.batch_size:
        return Merge()
    return Send()
