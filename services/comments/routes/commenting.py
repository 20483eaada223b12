"""What readers write: forms, comments, changes to their own."""

import re
from uuid import UUID

from aiohttp import web
from msgspec.structs import replace

from services.comments import markup
from services.comments.actions.delete_comment import delete_comment
from services.comments.actions.edit_comment import edit_comment
from services.comments.actions.find_comment import find_comment
from services.comments.actions.post_comment import post_comment
from services.comments.routes.rooms import POLICY, Rooms, ip_of, query_of, rooms_of
from services.comments.shapes import EditBody, FormView, NewComment, Preview, PreviewBody
from services.comments.signing_on import read_member
from services.comments.submitting import Answer, Sender
from services.comments.writing import read_writing
from shared.errors import Forbidden, Malformed, NotFound
from shared.web import body, json

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
EDIT_KEY = "Edit-Key"
IDEMPOTENCY_KEY = "Idempotency-Key"


async def get_form(request: web.Request) -> web.StreamResponse:
    """A token that says when the form was opened."""
    rooms = rooms_of(request)
    site = await rooms.sites.find(query_of(request, "site"))
    return json(FormView(token=rooms.keys.form_token(site.key, rooms.clock.now())))


async def post(request: web.Request) -> web.StreamResponse:
    """Post a comment: 201 when it is public, 202 when it waits for a moderator."""
    rooms = rooms_of(request)
    sent = await body(request, NewComment)
    key = request.headers.get(IDEMPOTENCY_KEY, "")
    if key and not _KEY.fullmatch(key):
        raise Malformed("an Idempotency-Key has 1 to 200 visible ASCII characters", code="bad_idempotency_key")
    sender = Sender(ip=ip_of(request), agent=request.headers.get("User-Agent", "")[:300])
    limits = (await rooms.sites.find(sent.site)).settings
    # read by cors.allow_origin, which sees the answer also when it is a problem
    request[POLICY] = f'"comments";q={limits.flood_burst};w={limits.flood_window}' if limits.flood_burst else ""
    answer = await take(rooms, sent, sender, key)
    headers = {"Cache-Control": "no-store", "Location": f"/v1/comments/{answer.comment}"}
    return web.Response(body=answer.body, status=answer.status, content_type="application/json", headers=headers)


async def take(rooms: Rooms, sent: NewComment, sender: Sender, key: str = "") -> Answer:
    """Post it and let everybody know who shows its thread."""
    site = await rooms.sites.find(sent.site)
    if sent.token:
        member = read_member(site.settings.sign_on, sent.token, rooms.clock)
        sender = replace(sender, kind="member", id=member.sub, name=member.name, email=member.email)
    answer = await post_comment(
        rooms.db,
        rooms.clock,
        rooms.keys,
        site=site,
        sent=sent,
        sender=sender,
        idempotency_key=key,
        opinions=rooms.opinions.of if site.settings.external or site.settings.akismet else None,
        together=rooms.posting,
    )
    if answer.thread is not None:
        if answer.grown is None:
            rooms.shelf.drop(answer.thread)
        else:
            rooms.shelf.grow(answer.thread, answer.grown.version, answer.grown)
        rooms.changes.stir()
    return answer


async def get_comment(request: web.Request) -> web.StreamResponse:
    """One comment: a public one, or one's own by its edit key."""
    rooms = rooms_of(request)
    key = request.headers.get(EDIT_KEY, "")
    return json(await find_comment(rooms.db, rooms.keys, comment=comment_of(request), edit_key=key))


async def patch_comment(request: web.Request) -> web.StreamResponse:
    """Change one's own comment."""
    rooms = rooms_of(request)
    comment, key = comment_of(request), edit_key_of(request)
    edited = await body(request, EditBody)
    view = await edit_comment(
        rooms.db,
        rooms.clock,
        rooms.keys,
        rooms.sites,
        comment=comment,
        edit_key=key,
        body=edited.body,
        opinions=rooms.opinions.of,
    )
    rooms.changes.stir()
    return json(view)


async def remove_comment(request: web.Request) -> web.StreamResponse:
    """Take one's own comment back."""
    rooms = rooms_of(request)
    await delete_comment(rooms.db, rooms.clock, rooms.keys, comment=comment_of(request), edit_key=edit_key_of(request))
    rooms.changes.stir()
    return web.Response(status=204, headers={"Cache-Control": "no-store"})


async def preview(request: web.Request) -> web.StreamResponse:
    """A text as it would be shown; nothing is kept."""
    sent = await body(request, PreviewBody)
    writing = read_writing(sent.body)
    return json(Preview(body=markup.to_tree(writing.text), html=writing.html))


def comment_of(request: web.Request) -> UUID:
    """The comment that the path names. Raises NotFound for what is no id."""
    return id_of(request, "comment", "comment_not_found")


def id_of(request: web.Request, name: str, code: str) -> UUID:
    """An id of the path. Raises NotFound for what is no id."""
    try:
        return UUID(request.match_info[name])
    except ValueError as error:
        raise NotFound(f"there is no such {name}", code=code) from error


def edit_key_of(request: web.Request) -> str:
    """The edit key that came with the request. Raises Forbidden when there is none."""
    key = request.headers.get(EDIT_KEY, "")
    if not key:
        raise Forbidden(f"send the comment's key in {EDIT_KEY}", code="edit_key")
    return key
