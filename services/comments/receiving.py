"""A comment as it comes in: read from what was sent, and judged by what the database knows of it.

In: what the door was sent; later the facts. Out: `New`, the comment it answers, and the facts for screening.
"""

import hashlib

from services.comments import page_urls
from services.comments.domain import Parent, Site, Standing, State, thread_id
from services.comments.keys import Keys, valid_email
from services.comments.markup import find_mention
from services.comments.screening import Facts, Opinion, Submission
from services.comments.shapes import NewComment
from services.comments.submitting import New, Sender
from services.comments.writing import fingerprint, read_name, read_writing
from shared.clock import Clock
from shared.codec import encode
from shared.errors import Conflict, Field, Invalid, NotFound
from shared.ids import uuid7
from shared.postgres import Row


def read_new(clock: Clock, keys: Keys, *, site: Site, sent: NewComment, sender: Sender, idempotency_key: str) -> New:
    """The comment, cleaned. Raises Invalid with the pointers of its faults."""
    settings = site.settings
    url = page_urls.canonical(sent.url, keep=settings.keep_url_parameters)
    if not page_urls.on_site(url, site.origins):
        detail = f"this page is not on {site.name}"
        raise Invalid(detail, fields=(Field(pointer="/url", detail=detail),), code="other_site")
    writing = read_writing(sent.body)
    name = read_name(sender.name or sent.name, required=sender.kind == "reader")
    email = valid_email(sender.email or sent.email) if sender.kind == "reader" or sender.email or sent.email else ""
    # a publisher's user without an address is still one and the same author
    known_by = email or (f"member:{sender.id}" if sender.kind == "member" else "")
    digest = keys.digest(known_by) if known_by else ""
    form_age = keys.form_age(site.key, sent.form_token, clock.now()) if sent.form_token else None
    return New(
        id=uuid7(),
        site=site,
        sent=sent,
        sender=sender,
        url=url,
        thread=thread_id(site.key, url),
        writing=writing,
        mention=None if sent.picture else find_mention(writing.words),
        name=name,
        email=email,
        digest=digest,
        network=keys.network(site.key, sender.ip),
        fingerprint=fingerprint(digest or sender.id, writing.text),
        form_age=form_age,
        key=idempotency_key,
        request_hash=hashlib.sha256(encode((sent, sender.kind, sender.id))).digest() if idempotency_key else b"",
    )


def read_parent(new: New, facts: Row) -> Parent | None:
    """The comment that it answers. Raises NotFound, and Conflict when that is not public."""
    if new.sent.parent is None:
        return None
    if facts["parent"] is None or facts["parent_thread"] != facts["thread"]:
        raise NotFound("the comment you answer is not here", code="parent_not_found")
    if facts["parent_state"] != State.PUBLISHED:
        raise Conflict("the comment you answer is not public any more", code="parent_not_public")
    return Parent(
        id=facts["parent"],
        author_name=facts["parent_name"],
        number=facts["parent_number"],
        depth=facts["parent_depth"],
        path=tuple(facts["parent_path"]),
        parent=facts["parent_parent"],
        state=State(facts["parent_state"]),
    )


def read_submission(new: New) -> Submission:
    """What the screening steps look at."""
    return Submission(
        text=new.writing.text,
        words=new.writing.words,
        links=new.writing.links,
        author_name=new.name,
        author_kind=new.sender.kind,
        honeypot=new.sent.website,
        form_age=new.form_age,
    )


def read_facts(clock: Clock, new: New, row: Row, opinions: tuple[Opinion, ...]) -> Facts:
    """What the screening steps may know."""
    staff = new.sender.kind == "staff"
    return Facts(
        now=clock.now(),
        settings=new.site.settings,
        site_active=new.site.active,
        thread_open=row["thread_open"],
        thread_created_at=row["thread_created_at"],
        standing=Standing(row["standing"] or "none"),
        standing_until=row["standing_until"],
        published_before=int(row["published_before"]),
        duplicate=row["duplicate"],
        network_times=() if staff else tuple(row["network_times"] or ()),
        address_times=() if staff else tuple(row["address_times"] or ()),
        opinions=opinions,
    )
