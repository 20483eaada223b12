"""The order in which a submission is screened: first what refuses it, then what holds it.

In: a submission and the facts. Out: a verdict; raises the refusal of the first step that refuses.
"""

from services.comments.domain import Policy, State
from services.comments.screening.author_held import author_held
from services.comments.screening.banned import banned
from services.comments.screening.closed import closed
from services.comments.screening.duplicate import duplicate
from services.comments.screening.edited import edited
from services.comments.screening.external import external
from services.comments.screening.facts import Facts, Step, Submission, Verdict
from services.comments.screening.flood import flood
from services.comments.screening.form_time import form_time
from services.comments.screening.honeypot import honeypot
from services.comments.screening.length import length
from services.comments.screening.links import links
from services.comments.screening.newcomer import newcomer
from services.comments.screening.old_thread import old_thread
from services.comments.screening.policy import policy
from services.comments.screening.words import words

REFUSING: tuple[Step, ...] = (closed, banned, length, duplicate, flood)
"""These end it: the sender is told, and nothing is stored."""

TRAPS: tuple[Step, ...] = (honeypot, form_time, author_held, external)
"""These hold it under every policy."""

RULES: tuple[Step, ...] = (links, words, edited, old_thread)
"""These hold it unless the site publishes all."""

POLICIES: tuple[Step, ...] = (newcomer, policy)
"""These hold what nothing else held, as the site's policy asks."""


def screen(submission: Submission, facts: Facts) -> Verdict:
    """The verdict on a submission. Raises Conflict, Forbidden, Invalid or TooMany when it is refused."""
    for step in REFUSING:
        step(submission, facts)
    if submission.author_kind == "staff" or facts.trusted:
        return Verdict(state=State.PUBLISHED)
    rules = () if facts.settings.policy is Policy.PUBLISH_ALL else RULES
    reasons = [reason for step in (*TRAPS, *rules, *POLICIES) if (reason := step(submission, facts))]
    return Verdict(state=State.HELD if reasons else State.PUBLISHED, reasons=tuple(reasons))
