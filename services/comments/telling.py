"""How comments are told to the other services: rows become the events' nouns.

In: records. Out: `shared.events.Comment`, with the address sealed and never readable.
"""

from msgspec.structs import replace

from services.comments import showing
from services.comments.domain import PUBLIC_SETTINGS, Reason, Site, State
from services.comments.store.records import Comment, Gallery, Moderator, Thread
from shared import events
from shared.codec import decode, encode


def tell_comment(comment: Comment, gallery: Gallery | None = None) -> events.Comment:
    """The comment as it stands; a removed one without its words."""
    address = events.Address(digest=comment.digest, sealed=comment.sealed) if comment.sealed else None
    gone = comment.state == State.REMOVED
    return events.Comment(
        id=comment.id,
        site=comment.site,
        thread=comment.thread,
        page_url=comment.thread_link,
        page_title=comment.thread_title,
        number=comment.number,
        state=comment.state,
        version=comment.version,
        author=events.Person(name=comment.author_name, kind=comment.author_kind, address=address),
        text="" if gone else comment.text,
        html="" if gone else comment.html,
        created_at=comment.created_at,
        path=showing.permalink(comment.thread, comment.number),
        parent=comment.reply_to or comment.parent,
        language=comment.language,
        picture=_picture(comment, gallery),
        attachments=tuple(comment.attachments),
        answers=comment.answer,
    )


def tell_reasons(reasons: str | tuple[Reason, ...]) -> tuple[events.Reason, ...]:
    """Screening's reasons without their level."""
    found = decode(reasons, tuple[Reason, ...]) if isinstance(reasons, str) else reasons
    return tuple(events.Reason(code=reason.code, words=reason.words) for reason in found)


def tell_merged(source: Thread, target: Thread) -> events.ThreadMerged:
    """Both threads as they were before one took over the other."""
    return events.ThreadMerged(
        site=source.site,
        thread=source.id,
        into=target.id,
        added=target.last_number,
        path=showing.permalink(target.id, "{number}"),
        page_url=target.link,
        page_title=target.title,
    )


def tell_site(site: Site) -> events.SiteChanged:
    """The site with the settings that the others need."""
    settings = decode(encode(site.settings), dict)
    return events.SiteChanged(
        site=site.key,
        name=site.name,
        origins=site.origins,
        language=site.language,
        settings={name: settings[name] for name in PUBLIC_SETTINGS},
        active=site.active,
        version=site.version,
    )


def tell_moderator(moderator: Moderator) -> events.ModeratorChanged:
    """The member of staff, the address sealed."""
    return events.ModeratorChanged(
        moderator=moderator.id,
        site=moderator.site,
        name=moderator.name,
        role=moderator.role,
        address=events.Address(digest=moderator.digest, sealed=moderator.sealed),
        language=moderator.language,
        alerts=moderator.alerts,
        subjects=tuple(moderator.subjects),
        timezone=moderator.timezone,
        quiet_from=moderator.quiet_from,
        quiet_to=moderator.quiet_to,
        active=moderator.active,
        version=moderator.version,
    )


def at(comment: Comment, *, state: str, version: int) -> Comment:
    """The comment in another state and version, as it will be told."""
    return replace(comment, state=state, version=version)


def _picture(comment: Comment, gallery: Gallery | None) -> events.PictureReference | None:
    if not comment.gallery:
        return None
    region = None
    if comment.region:
        x, y, w, h = comment.region
        region = events.Region(x=x, y=y, w=w, h=h)
    picture = showing.picture_of(comment, {gallery.key: gallery}) if gallery else ""
    return events.PictureReference(
        gallery=comment.gallery, number=comment.picture_number, picture=picture, region=region
    )
