"""Collect what one mail is about: its comment, question, picture, and freshly minted links."""

from datetime import datetime
from uuid import UUID

from services.notify.domain import KINDS, Delivery, Kind, Purpose, Recipient, spoken
from services.notify.store import comments, deliveries, links
from services.notify.store.address_book import AddressBook
from services.notify.store.statements import Statements
from services.notify.templates.subject_matter import CommentMatter, Matter, PictureMatter
from shared.codec import decode
from shared.events import Actor, Reason, Region
from shared.postgres import Row, Transaction

Tokens = dict[str, str]


async def gather_matter(
    tx: Transaction, delivery: Delivery, facts: Row, *, book: AddressBook, public_url: str, now: datetime
) -> tuple[Matter, Tokens]:
    """The matter of a mail, and the tokens minted for it (`mail` is in its Return-Path)."""
    context = delivery.context
    tokens = await _mint(tx, delivery, now)
    urls = _urls(public_url, tokens)
    about = delivery.comment if delivery.kind is not Kind.CONFIRM else None
    comment = await find_comment_matter(tx, about, public_url) if about else None
    asked = context.get("question") if delivery.kind in {Kind.ANSWERED, Kind.CORRECTED} else None
    question = await find_comment_matter(tx, UUID(str(asked)), public_url) if asked else None
    secret = decode(book.unlock(delivery.secret), dict[str, str]) if delivery.secret else {}
    language = facts["moderator_language"] or delivery.language
    matter = Matter(
        language=spoken(language, facts["site_language"]),
        site=facts["site_name"],
        name=facts["moderator_name"] or str(context.get("name", "")),
        context=context,
        links=urls,
        comment=comment,
        question=question,
        listed=await _listed(tx, delivery, public_url, now) if delivery.kind is Kind.DIGEST else (),
        secret=secret,
    )
    return matter, tokens


async def find_comment_matter(db: Statements, comment: UUID, public_url: str) -> CommentMatter | None:
    """A comment as mails and pages show it, or None when notify never heard of it."""
    row = await comments.find_comment(db, comment)
    return None if row is None else await _comment_matter(db, row, public_url)


async def _comment_matter(db: Statements, row: Row, public_url: str) -> CommentMatter:
    decided_by = decode(row["decided_by"], Actor) if row["decided_by"] else None
    return CommentMatter(
        id=row["id"],
        name=row["author_name"],
        text=row["text"],
        title=row["page_title"] or row["page_url"],
        page_url=row["page_url"],
        url=row["path"] if row["path"].startswith("http") else f"{public_url}{row['path']}",
        state=row["state"],
        reports=row["reports"],
        reasons=tuple(decode(row["reasons"], list[Reason])),
        decided_by=decided_by.name if decided_by else "",
        decided_by_id=decided_by.id if decided_by else "",
        decided_at=row["decided_at"],
        picture=await _picture(db, row),
    )


async def _picture(db: Statements, row: Row) -> PictureMatter | None:
    """The picture referred to, else the first attachment."""
    attached = row["attachments"][0] if row["attachments"] else ""
    if not row["gallery"] and not attached:
        return None
    gallery, number = row["gallery"] or "", row["picture_number"] or 0
    place = await comments.find_gallery_picture(db, row["site"], gallery, number) if gallery else None
    wanted = row["picture"] or (place["picture"] if place else "") or ("" if gallery else attached)
    found = await comments.find_picture(db, wanted, row["site"], gallery, number)
    region = decode(row["region"].encode(), Region) if row["region"] else None
    return PictureMatter(
        number=number,
        total=place["total"] if place else 0,
        caption=(found["caption"] if found else "") or (place["caption"] if place else ""),
        alt=found["alt"] if found else "",
        path=found["mail_path"] if found else "",
        marked=_marked_path(found["mail_path"], region) if found else "",
        spot=_middle(region) if region else None,
        url=_picture_url(row, number) if number else "",
    )


def _marked_path(mail: str, place: Region | None) -> str:
    """Where images puts the picture for mails with this place drawn on it; empty when there is none of it.

    Its name ends in the place's corner and size in thousandths of the picture, as `…mail-400-250-0-0.jpg`.
    """
    plain, ends_so, _ = mail.rpartition("mail.jpg")
    if place is None or not ends_so:
        return ""
    sides = (min(1.0, max(0.0, side)) for side in (place.x, place.y, place.w, place.h))
    return f"{plain}mail-{'-'.join(str(round(1000 * side)) for side in sides)}.jpg"


def _middle(place: Region) -> tuple[int, int]:
    """The middle of the place marked, in hundredths of the picture."""
    return round(100 * (place.x + place.w / 2)), round(100 * (place.y + place.h / 2))


def _picture_url(row: Row, number: int) -> str:
    """The picture opened on its page; with its pin once readers may see it."""
    pin = f":c-{row['number']}" if row["region"] and row["state"] == "published" else ""
    return f"{row['page_url'].partition('#')[0]}#picture-{number}{pin}"


async def _mint(tx: Transaction, delivery: Delivery, now: datetime) -> Tokens:
    rule = KINDS[delivery.kind]
    wanted = {"mail": (Purpose.REPLY if rule.reply else Purpose.BOUNCE, delivery.subject)}
    if delivery.kind in {Kind.HELD, Kind.REPORT}:
        wanted["decide"] = (Purpose.DECIDE, delivery.subject)
    if delivery.kind is Kind.CONFIRM:
        wanted["confirm"] = (Purpose.CONFIRM, delivery.subject)
    if delivery.kind is Kind.DRAFT:
        wanted["draft"] = (Purpose.DRAFT, f"draft:{delivery.context['draft']}")
        wanted["mail"] = (Purpose.REPLY, str(delivery.context["about"]))
    if rule.reader:
        subscription = delivery.context.get("subscription")
        wanted["manage"] = (Purpose.MANAGE, f"subscription:{subscription}" if subscription else delivery.subject)
    if Recipient.parse(delivery.recipient).kind == "channel":
        wanted = {name: what for name, what in wanted.items() if name == "decide"}
    return await links.mint_links(
        tx,
        wanted,
        recipient=delivery.recipient,
        site=delivery.site,
        language=delivery.language,
        delivery=delivery.id,
        now=now,
    )


def _urls(public_url: str, tokens: Tokens) -> dict[str, str]:
    paths = {"decide": "decide", "confirm": "confirm", "draft": "answer", "manage": "manage"}
    urls = {name: f"{public_url}/mail/{path}/{tokens[name]}" for name, path in paths.items() if name in tokens}
    urls["desk"] = f"{public_url}/desk"
    if "manage" in tokens:
        urls["unsubscribe"] = f"{public_url}/mail/unsubscribe/{tokens['manage']}"
    return urls


async def _listed(
    tx: Transaction, delivery: Delivery, public_url: str, now: datetime
) -> tuple[tuple[CommentMatter, str], ...]:
    open_ = await deliveries.list_open_listed(tx, delivery.id)
    tokens = await links.mint_links(
        tx,
        {str(comment): (Purpose.DECIDE, f"comment:{comment}") for comment in open_},
        recipient=delivery.recipient,
        site=delivery.site,
        language=delivery.language,
        delivery=delivery.id,
        now=now,
    )
    listed = []
    for comment in open_:
        matter = await find_comment_matter(tx, comment, public_url)
        if matter is not None:
            listed.append((matter, f"{public_url}/mail/decide/{tokens[str(comment)]}"))
    return tuple(listed)
