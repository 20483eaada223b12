"""The whole conversation between the services: every event, its version, its sender and its readers.

In: nothing. Out: frozen structs, the registry `EVENTS` and the reading list `CONSUMERS`.

An event is a fact in the past tense with a version (`comment.held.v1`); its type is its routing key.
It carries no readable address: an `Address` is a keyed digest and a copy that only notify can open.
A new field gets a default, so that every stored message still decodes; a changed meaning gets a new
version beside the old one.
"""

from shared.events.answers import (
    ReplyRequested,
    ReplyWithdrawn,
)
from shared.events.comments import (
    CommentEdited,
    CommentHeld,
    CommentPublished,
    CommentRejected,
    CommentRemoved,
    CommentReported,
    CommentsMissed,
    CommentsTallied,
    DayTally,
    DecisionRequested,
    ThreadMerged,
)
from shared.events.nouns import (
    Actor,
    Address,
    Comment,
    Event,
    Person,
    PictureReference,
    Reason,
    Region,
    Rendition,
)
from shared.events.people import (
    ModeratorChanged,
    SigninRequested,
    SiteChanged,
    SubjectErased,
    SubjectEraseRequested,
    SubscriptionRequested,
)
from shared.events.pictures import (
    GalleryChanged,
    PictureFailed,
    PictureReady,
    PictureUploaded,
)

__all__ = [
    "CONSUMERS",
    "EVENTS",
    "Actor",
    "Address",
    "Comment",
    "CommentEdited",
    "CommentHeld",
    "CommentPublished",
    "CommentRejected",
    "CommentRemoved",
    "CommentReported",
    "CommentsMissed",
    "CommentsTallied",
    "DayTally",
    "DecisionRequested",
    "Event",
    "GalleryChanged",
    "ModeratorChanged",
    "Person",
    "PictureFailed",
    "PictureReady",
    "PictureReference",
    "PictureUploaded",
    "Reason",
    "Region",
    "Rendition",
    "ReplyRequested",
    "ReplyWithdrawn",
    "SigninRequested",
    "SiteChanged",
    "SubjectEraseRequested",
    "SubjectErased",
    "SubscriptionRequested",
    "ThreadMerged",
]

EVENTS: dict[str, type[Event]] = {
    event.type: event
    for event in (
        CommentHeld,
        CommentPublished,
        CommentRejected,
        CommentEdited,
        CommentRemoved,
        CommentReported,
        ThreadMerged,
        CommentsTallied,
        CommentsMissed,
        ReplyRequested,
        ReplyWithdrawn,
        DecisionRequested,
        PictureUploaded,
        PictureReady,
        PictureFailed,
        GalleryChanged,
        ModeratorChanged,
        SiteChanged,
        SigninRequested,
        SubscriptionRequested,
        SubjectEraseRequested,
        SubjectErased,
    )
}
"""Every event ever shipped, by its type."""

CONSUMERS: dict[str, tuple[type[Event], ...]] = {
    "comments": (
        ReplyRequested,
        ReplyWithdrawn,
        DecisionRequested,
        CommentsMissed,
        PictureReady,
        PictureFailed,
        GalleryChanged,
        SubjectEraseRequested,
        SubjectErased,
    ),
    "notify": (
        CommentHeld,
        CommentPublished,
        CommentRejected,
        CommentEdited,
        CommentRemoved,
        CommentReported,
        ThreadMerged,
        CommentsTallied,
        PictureReady,
        PictureFailed,
        GalleryChanged,
        ModeratorChanged,
        SiteChanged,
        SigninRequested,
        SubscriptionRequested,
        SubjectEraseRequested,
        SubjectErased,
    ),
    "images": (
        PictureUploaded,
        CommentHeld,
        CommentPublished,
        CommentRejected,
        CommentRemoved,
        SiteChanged,
        SubjectEraseRequested,
    ),
}
"""Which service reads which events; a service's queue is bound to just these (see messaging.topology)."""
