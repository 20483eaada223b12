"""Answers a reader in the editors' name, from the desk.

In: a public comment, a text and a member of staff. Out: a published reply.
"""

from uuid import UUID

from services.comments.actions.post_comment import post_comment
from services.comments.domain import State
from services.comments.keys import Keys
from services.comments.shapes import NewComment
from services.comments.sites import Sites
from services.comments.store import comments
from services.comments.submitting import Answer, Sender
from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.events import Actor
from shared.postgres import Database


async def answer_comment(
    db: Database, clock: Clock, keys: Keys, sites: Sites, *, site: str, comment: UUID, text: str, actor: Actor, ip: str
) -> Answer:
    """Post the answer. Raises NotFound, Conflict (not public), Forbidden (closed), Invalid."""
    found = await comments.find_comment(db, comment)
    if found is None or found.site != site:
        raise NotFound("there is no such comment", code="comment_not_found")
    if found.state != State.PUBLISHED:
        raise Conflict("publish the comment before you answer it", code="parent_not_public")
    sent = NewComment(site=site, url=found.thread_link, body=text, name=actor.name, parent=comment)
    sender = Sender(ip=ip, kind="staff", id=actor.id, name=actor.name)
    return await post_comment(db, clock, keys, site=await sites.find(site), sent=sent, sender=sender)
