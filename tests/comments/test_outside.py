"""Other people's servers: checks that fail to hold, a publisher's own users, webhooks until they are taken."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import jwt
import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from services.comments.actions.change_webhook import add_webhook
from services.comments.actions.deliver_webhooks import deliver_webhooks
from services.comments.domain import Role
from services.comments.routes.rooms import Rooms
from services.comments.sources.calls import Calls
from services.comments.store import webhooks
from shared.errors import Unavailable
from shared.events import CommentHeld
from tests.comments.conftest import make_moderator, make_site
from tests.comments.test_deciding import ANNA, sign_in
from tests.comments.test_posting import told
from tests.support.clock import FakeClock

Door = TestClient[Any, Any]
Written = Callable[..., dict[str, Any]]
SECRET = "a secret of the publisher, thirty-two bytes at least"


class Publisher:
    """A server of the publisher's that answers as it is told and remembers what it was sent."""

    def __init__(self) -> None:
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[], web.StreamResponse] = lambda: web.Response(status=204)
        self.pause = asyncio.Event()
        self.pause.set()
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((dict(request.headers), await request.read()))
        await self.pause.wait()
        return self.answer()


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    made = Publisher()
    app = web.Application()
    app.router.add_post("/{tail:.*}", made.handle)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/check"))
        yield made
        made.pause.set()


async def reasons(door: Door, rooms: Rooms, body: dict[str, Any]) -> list[str]:
    async with door.post("/v1/comments", json=body) as response:
        if response.status == 201:
            return []
        assert response.status == 202
    event = (await told(rooms))[-1]
    assert isinstance(event, CommentHeld)
    return [reason.code for reason in event.reasons]


async def test_the_publishers_check_is_signed_and_fails_to_hold(
    door: Door, rooms: Rooms, written: Written, publisher: Publisher
) -> None:
    await make_site(rooms, external={"url": publisher.url, "secret": SECRET, "timeout": 0.5})
    assert await reasons(door, rooms, written("One")) == []
    headers, body = publisher.seen[0]
    moment, mac = (part.split("=")[1] for part in headers["Paddock-Signature"].split(","))
    assert mac == hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert b"ann@reader.example" not in body
    cases: list[tuple[Callable[[], web.StreamResponse], list[str]]] = [
        (lambda: web.json_response({"status": "APPROVED"}), []),
        (lambda: web.json_response({"status": "PREMOD", "reason": "a look, please"}), ["check_held"]),
        (lambda: web.json_response({"status": "SPAM"}), ["check_spam"]),
        (lambda: web.json_response({"status": "WHATEVER"}), ["check_failed"]),
        (lambda: web.Response(status=500), ["check_failed"]),
        (lambda: web.Response(text="not JSON"), ["check_failed"]),
        (lambda: web.Response(status=302, headers={"Location": publisher.url}), ["check_failed"]),
    ]
    for number, (answer, expected) in enumerate(cases):
        publisher.answer = answer
        assert await reasons(door, rooms, written(f"Case {number}")) == expected
    publisher.pause.clear()
    assert await reasons(door, rooms, written("Late")) == ["check_failed"]


async def test_akismet_is_asked_without_the_readers_address(
    door: Door, rooms: Rooms, written: Written, publisher: Publisher
) -> None:
    await make_site(rooms, akismet={"key": "k", "blog": "https://magazine.example", "url": publisher.url})
    publisher.answer = lambda: web.Response(text="false")
    assert await reasons(door, rooms, written("Ham")) == []
    assert b"comment_content=Ham" in publisher.seen[0][1]
    assert b"reader.example" not in publisher.seen[0][1]
    publisher.answer = lambda: web.Response(text="true")
    assert await reasons(door, rooms, written("Pills")) == ["check_spam"]
    publisher.answer = lambda: web.Response(text="invalid")
    assert await reasons(door, rooms, written("Oops")) == ["check_failed"]


async def test_private_networks_are_not_called_unless_allowed() -> None:
    calls = Calls(private=False)
    try:
        for url in (
            "http://127.0.0.1:1/",
            "http://[::1]/",
            "http://localhost/",
            "ftp://example.org/",
            "http://169.254.169.254/",
            "http://[::ffff:7f00:1]/",
            "http://2130706433/",
            "http://127.1/",
            "http://0177.0.0.1/",
            "http://127。0。0。1/",  # IDNA makes 127.0.0.1 of it
            "http://①②⑦.0.0.1/",
            "http://[64:ff9b::7f00:1]/",
            "http://224.0.0.1/",
        ):
            with pytest.raises(Unavailable):
                await calls.post(url, b"", headers={}, seconds=2)
    finally:
        await calls.close()


def claims(clock: FakeClock, **fields: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    return {"sub": "7", "name": "Member Mary", "aud": "paddock", "iat": now, "exp": now + 300, **fields}


async def test_a_publishers_user_is_named_by_a_short_lived_token(
    door: Door, rooms: Rooms, clock: FakeClock, written: Written
) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    keys = {"HS256": (SECRET, SECRET), "EdDSA": (pem, public)}
    for algorithm, (signing, verifying) in keys.items():
        await make_site(rooms, sign_on={"algorithm": algorithm, "key": verifying})

        async def post(token: str, text: str) -> tuple[int, dict[str, Any]]:
            body = written(text, token=token) | {"name": "", "email": "", "form_token": ""}
            async with door.post("/v1/comments", json=body) as response:
                return response.status, await response.json()

        status, posted = await post(jwt.encode(claims(clock), signing, algorithm=algorithm), f"By {algorithm}")
        assert status == 201
        assert posted["comment"]["author"] == {"name": "Member Mary", "kind": "member"}
        now = int(clock.now().timestamp())
        refused = {
            "expired": jwt.encode(claims(clock, exp=now - 60, iat=now - 300), signing, algorithm=algorithm),
            "too long": jwt.encode(claims(clock, exp=now + 86400), signing, algorithm=algorithm),
            "another audience": jwt.encode(claims(clock, aud="others"), signing, algorithm=algorithm),
            "nobody": jwt.encode(claims(clock, sub=""), signing, algorithm=algorithm),
            "another key": jwt.encode(claims(clock), SECRET + " and more", algorithm="HS256"),
            "no signature": jwt.encode(claims(clock), "", algorithm="none"),
            "nonsense": "nonsense",
        }
        for why, token in refused.items():
            status, problem = await post(token, why)
            assert (status, problem["code"]) == (401, "bad_token"), why


async def test_a_public_key_is_never_taken_for_a_shared_secret(
    door: Door, rooms: Rooms, clock: FakeClock, written: Written
) -> None:
    public = (
        Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    )
    await make_site(rooms, sign_on={"algorithm": "EdDSA", "key": public})
    head, body = (msgspec.json.encode(part) for part in ({"alg": "HS256", "typ": "JWT"}, claims(clock)))
    import base64

    unsigned = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (head, body))
    mac = base64.urlsafe_b64encode(hmac.new(public.encode(), unsigned, hashlib.sha256).digest()).rstrip(b"=")
    async with door.post("/v1/comments", json=written(token=(unsigned + b"." + mac).decode())) as response:
        assert response.status == 401


async def test_webhooks_are_signed_logged_and_tried_again_until_they_are_taken(
    door: Door, rooms: Rooms, clock: FakeClock, written: Written, publisher: Publisher
) -> None:
    await make_site(rooms)
    made = await add_webhook(
        rooms.db, clock, site="sportscar", url=publisher.url, events=("comment.published.v1",), actor=ANNA
    )
    async with door.post("/v1/comments", json=written("Tell them")) as response:
        assert response.status == 201
    await rooms.db.execute("UPDATE webhook_delivery SET next_at = $1", clock.now())
    publisher.answer = lambda: web.Response(status=503)
    assert await deliver_webhooks(rooms.db, clock, rooms.calls, "https://paddock.example") == 1
    assert await deliver_webhooks(rooms.db, clock, rooms.calls, "https://paddock.example") == 0
    clock.advance(seconds=11)
    publisher.answer = lambda: web.Response(status=200)
    assert await deliver_webhooks(rooms.db, clock, rooms.calls, "https://paddock.example") == 1
    [(headers, first), (_, second)] = publisher.seen
    assert first == second
    assert b"digest" not in first
    assert b"sealed" not in first
    call = msgspec.json.decode(first)
    assert call["type"] == headers["Paddock-Event"] == "comment.published.v1"
    assert call["comment"]["permalink"].startswith("https://paddock.example/t/")
    moment, mac = (part.split("=")[1] for part in headers["Paddock-Signature"].split(","))
    assert mac == hmac.new(made.secret.encode(), f"{moment}.".encode() + first, hashlib.sha256).hexdigest()
    [delivery] = await webhooks.list_deliveries(rooms.db, "sportscar", made.id)
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("delivered", 2, 200)
    clock.advance(days=1)
    assert await deliver_webhooks(rooms.db, clock, rooms.calls, "https://paddock.example") == 0


async def test_a_delivery_that_nobody_takes_fails_in_the_end_and_can_be_sent_again(
    door: Door, rooms: Rooms, clock: FakeClock, written: Written, publisher: Publisher
) -> None:
    await make_site(rooms)
    await make_moderator(rooms, role=Role.OWNER)
    csrf = {"X-CSRF": await sign_in(door, rooms)}
    async with door.post("/v1/sites/sportscar/webhooks", json={"url": publisher.url}, headers=csrf) as response:
        assert response.status == 201
        hook = await response.json()
    async with door.get("/v1/sites/sportscar/webhooks") as response:
        assert hook["secret"] not in await response.text()
    async with door.post("/v1/comments", json=written("Tell them")) as response:
        assert response.status == 201
    await rooms.db.execute("UPDATE webhook_delivery SET next_at = $1", clock.now())
    publisher.answer = lambda: web.Response(status=410)
    attempts = 0
    while await deliver_webhooks(rooms.db, clock, rooms.calls, ""):
        attempts += 1
        clock.time += timedelta(days=1)
    assert attempts == 9
    path = f"/v1/sites/sportscar/webhooks/{hook['id']}/deliveries"
    async with door.get("/v1/sites/sportscar/audit") as response:
        assert response.status == 401  # the session has been idle for days
    csrf = {"X-CSRF": await sign_in(door, rooms)}
    async with door.get(path) as response:
        [delivery] = (await response.json())["deliveries"]
        assert (delivery["state"], delivery["last_error"]) == ("failed", "status 410")
    retry = f"/v1/sites/sportscar/deliveries/{delivery['id']}/attempts"
    async with door.post(retry, headers=csrf) as response:
        assert response.status == 202
    publisher.answer = lambda: web.Response(status=200)
    assert await deliver_webhooks(rooms.db, clock, rooms.calls, "") == 1
    async with door.delete(f"/v1/sites/sportscar/webhooks/{hook['id']}", headers=csrf) as response:
        assert response.status == 204
