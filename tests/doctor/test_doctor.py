"""Every fault that was seeded is found, named and told how to mend; a healthy installation has none."""

import asyncio
import json
import os
import ssl
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aio_pika
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.doctor import database
from shared.doctor.finding import Finding, Level
from shared.messaging import topology
from tests.doctor.conftest import DOMAIN, Patient
from tests.support.servers import Servers
from tests.support.stack import ROOT, port


async def test_a_healthy_installation_has_no_fault_and_nothing_to_do(patient: Patient) -> None:
    found = await patient.examine()
    assert [finding for finding in found if finding.level is not Level.FINE] == []
    assert {finding.what for finding in found} >= {"database", "broker", "clock", "secrets", f"DNS of {DOMAIN}"}


SETTINGS: dict[str, tuple[Callable[[Patient], dict[str, Any]], str, str]] = {
    "database: closed port": (
        lambda _: {"admin_url": f"postgresql://x@127.0.0.1:{port()}/x"},
        "database",
        "does not answer",
    ),
    "database: not there": (lambda p: {"admin_url": p.settings.admin_url + "none"}, "database", "does not exist"),
    "database: missing role": (
        lambda p: {"role_urls": {"gone": p.settings.role_urls["notify"].replace("paddock_notify", "paddock_gone")}},
        "database role of gone",
        "the role paddock_gone is missing",
    ),
    "broker: closed port": (lambda _: {"amqp_url": f"amqp://x:y@127.0.0.1:{port()}/"}, "broker", "does not answer"),
    "broker: wrong password": (
        lambda p: {"amqp_url": p.settings.amqp_url.replace("://", "://nobody-", 1)},
        "broker",
        "the password is refused",
    ),
    "broker: queues not declared": (
        lambda _: {"amqp_url": os.environ["PADDOCK_TEST_AMQP_URL"]},
        "broker",
        "a queue is missing",
    ),
    "mail: wrong password": (
        lambda p: {"relays": (p.settings.relays[0].replace("right", "wrong"),)},
        "relay",
        "it refuses our name or password (535)",
    ),
    "mail: closed port": (lambda _: {"relays": (f"smtp://127.0.0.1:{port()}",)}, "relay", "does not answer"),
    "mail: no STARTTLS": (
        lambda p: {"relays": (p.settings.relays[0].replace("tls=none", "tls=starttls"),)},
        "relay",
        "does not offer STARTTLS",
    ),
    "mail: no name server": (
        lambda _: {"resolver": f"127.0.0.1:{port()}"},
        f"DNS of {DOMAIN}",
        "no name server answers",
    ),
    "web: closed port": (lambda _: {"edge_url": f"http://127.0.0.1:{port()}"}, "web", "does not answer"),
    "machine: full disk": (lambda _: {"free_megabytes": 10**9}, "disk", "MB are left"),
    "machine: volume gone": (lambda _: {"store": "/nowhere/pictures"}, "pictures", "can't be looked at"),
    "machine: old compose file": (lambda _: {"compose_version": "0"}, "docker-compose.yml", "of shape 0"),
    "machine: no secrets": (lambda _: {"secrets": Path("/nowhere")}, "secrets", "is empty"),
}


@pytest.mark.parametrize("seeded", SETTINGS)
async def test_a_fault_in_what_it_was_told_is_found(patient: Patient, seeded: str) -> None:
    change, what, says = SETTINGS[seeded]
    expect(await patient.with_(**change(patient)).faults(), what, says)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ((DOMAIN, "MX"), "no MX record"),
        ((DOMAIN, "TXT"), "no SPF record"),
        ((f"paddock._domainkey.{DOMAIN}", "TXT"), "the DKIM key paddock is not published"),
    ],
)
async def test_bad_names_for_mail_are_found(patient: Patient, key: tuple[str, str], says: str) -> None:
    del patient.records[key]
    expect(await patient.faults(), f"DNS of {DOMAIN}", says)


async def test_a_schema_newer_than_the_release_is_found(patient: Patient, servers: Servers) -> None:
    await servers.admin.execute("INSERT INTO comments.schema_migration VALUES ('comments', 9999, 'later', '')")
    try:
        expect(await patient.faults(), "schema of comments", "comments 9999, newer than this release")
    finally:
        await servers.admin.execute("DELETE FROM comments.schema_migration WHERE number = 9999")


async def test_a_migration_that_is_missing_is_found(patient: Patient, servers: Servers) -> None:
    row = await servers.admin.fetchrow(
        "DELETE FROM images.schema_migration WHERE origin = 'images' AND number = 1 RETURNING *"
    )
    assert row
    try:
        expect(await patient.faults(), "schema of images", "lacks images 0001")
    finally:
        await servers.admin.execute("INSERT INTO images.schema_migration VALUES ($1, $2, $3, $4, $5)", *row.values())


async def test_a_dead_consumer_is_found(patient: Patient) -> None:
    await patient.channels["notify"].close()
    expect(await patient.faults(), "queue of notify", "nobody reads it")


async def test_a_stuck_queue_is_found(patient: Patient) -> None:
    channel = patient.channels["images"]
    queue = topology.queue_name("images")
    for _ in range(1002):
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), queue)
    try:
        expect(await patient.faults(), "queue of images", "they don't get fewer")
    finally:
        await (await channel.get_queue(queue)).purge()


async def test_dead_letters_are_noted_with_the_command_that_shows_them(patient: Patient) -> None:
    dead = topology.dead_queue_name("notify")
    await patient.channels["notify"].default_exchange.publish(aio_pika.Message(b"{}"), dead)
    try:
        (noted,) = [finding for finding in await patient.examine() if finding.level is Level.NOTE]
        assert (noted.what, noted.says) == ("dead letters of notify", "1 events could not be taken in")
        assert "shared.messaging list notify" in noted.do
    finally:
        await (await patient.channels["notify"].get_queue(dead)).purge()


async def test_an_event_that_does_not_leave_is_found(patient: Patient, servers: Servers) -> None:
    await servers.admin.execute(
        "INSERT INTO comments.outbox (event_id, routing_key, payload, created_at, last_error)"
        " VALUES (gen_random_uuid(), 'x', '', now() - interval '10 minutes', 'unroutable')"
    )
    expect(await patient.faults(), "outbox of comments", "1 events wait, the oldest for 60")


async def test_mail_that_is_late_is_found_and_uncertain_mail_is_noted(patient: Patient) -> None:
    await delivery(patient, "waiting", timedelta(hours=1))
    await delivery(patient, "uncertain", timedelta(hours=1))
    expect(await patient.faults(), "mail to be sent", "1 mails are over a quarter of an hour late")
    assert any("may or may not have arrived" in finding.says for finding in await patient.examine())


async def test_a_clock_that_is_wrong_is_found(patient: Patient) -> None:
    patient.headers["Date"] = "Wed, 25 Nov 2020 10:00:00 GMT"
    expect(await patient.faults(), "clock", "the edge's clock is -")
    ahead = database.skew(timedelta(seconds=60))
    assert (ahead.level, ahead.says) == (Level.FAULT, "the database's clock is +60 s from ours")


async def test_an_origin_that_cannot_be_reached_is_found(patient: Patient, servers: Servers) -> None:
    gone = "http://gone.invalid"
    await servers.admin.execute("UPDATE comments.site SET origins = $1", [gone])
    expect(await patient.faults(), f"site strada at {gone}", "can't be reached from here")


async def test_an_origin_that_may_not_post_is_found(patient: Patient) -> None:
    patient.headers["Access-Control-Allow-Origin"] = "https://another.invalid"
    expect(await patient.faults(), f"site strada at {patient.origin}", "may not post here (CORS)")


async def test_a_secret_that_is_empty_or_older_than_a_year_is_found_but_a_key_that_is_for_ever_may_be_old(
    patient: Patient,
) -> None:
    assert patient.settings.secrets
    for name in ("staff_key", "notify_private_key"):
        file = patient.settings.secrets / name
        file.write_text("k" * 44)
        os.utime(file, (0, (datetime.now(UTC) - timedelta(days=500)).timestamp()))
    (patient.settings.secrets / "amqp_password").write_text("")
    found = [finding for finding in await patient.faults() if finding.what == "secrets"]
    expect(found, "secrets", "amqp_password is empty or too short")
    expect(found, "secrets", "staff_key is 500 days old")
    assert len(found) == 2


async def test_a_certificate_that_browsers_refuse_is_found(patient: Patient, tmp_path: Path) -> None:
    listen = port()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, datetime.now(UTC) - timedelta(days=1)))
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", listen, ssl=context)
    try:
        changed = patient.with_(public_url=f"https://127.0.0.1:{listen}")
        expect(await changed.faults(), "certificate of 127.0.0.1", "browsers will refuse it")
    finally:
        server.close()


async def test_the_command_says_by_its_exit_code_and_in_json_what_is_broken(patient: Patient) -> None:
    settings = patient.settings
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PADDOCK_")},
        "PADDOCK_ADMIN_DATABASE_URL": settings.admin_url,
        "PADDOCK_AMQP_URL": settings.amqp_url,
        "PADDOCK_PUBLIC_URL": settings.public_url,
        "PADDOCK_NOTIFY_RELAYS": settings.relays[0],
        "PADDOCK_DOCTOR_FREE_MEGABYTES": "1",
    }
    code, out = await doctor(environment, "--json")
    assert (code, {finding["level"] for finding in json.loads(out)}) == (0, {"fine"})
    code, out = await doctor(environment | {"PADDOCK_COMPOSE_VERSION": "0"})
    assert code == 1
    assert "✗ docker-compose.yml" in out
    assert "→ take the docker-compose.yml of this release" in out
    code, out = await doctor({**environment, "PADDOCK_AMQP_URL": "http://wrong"})
    assert (code, "PADDOCK_AMQP_URL" in out) == (2, True)


def expect(faults: list[Finding], what: str, says: str) -> None:
    """One fault of this thing says so, and every fault names a way out."""
    assert any(fault.what.startswith(what) and says in fault.says for fault in faults), faults
    assert all(fault.do for fault in faults)


async def doctor(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """The command itself: exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "shared.doctor",
        *arguments,
        env=environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


async def delivery(patient: Patient, state: str, age: timedelta) -> None:
    """A mail in this state."""
    await patient.notify_db.execute(
        "INSERT INTO delivery"
        " (id, key, kind, subject, recipient, version, site, language, priority, state, not_before, created_at)"
        " VALUES ($1, $2, 'held', 's', 'r', 1, 'strada', 'en', 1, $3, now() - $4::interval, now() - $4::interval)",
        uuid.uuid4(),
        uuid.uuid4().hex,
        state,
        age,
    )


def certificate(folder: Path, ends: datetime) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = builder.not_valid_before(ends - timedelta(days=30)).not_valid_after(ends).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "certificate.pem"
    file.write_bytes(signed.public_bytes(pem) + plain)
    return file
