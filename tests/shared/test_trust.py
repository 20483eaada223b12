"""Whom clients trust is read when the first of them connects, and checked all the same."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ASK = """
import asyncio, ssl, sys
from shared import trust
assert trust.put_off()
import aiohttp
from aiohttp import connector

async def serve(name):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(name)
    async def answer(reader, writer):
        await reader.readuntil(b"\\r\\n\\r\\n")
        writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")
        await writer.drain()
        writer.close()
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    return server, server.sockets[0].getsockname()[1]

async def main():
    known, unknown = await serve(sys.argv[1]), await serve(sys.argv[2])
    context = connector._SSL_CONTEXT_VERIFIED
    assert not context.get_ca_certs()
    async with aiohttp.ClientSession() as client:
        async with client.get(f"https://127.0.0.1:{known[1]}/") as response:
            print(await response.text(), len(context.get_ca_certs()))
        try:
            await client.get(f"https://127.0.0.1:{unknown[1]}/")
        except aiohttp.ClientConnectorCertificateError as error:
            print("refused")

asyncio.run(main())
"""


def test_authorities_are_read_at_the_first_connection_and_a_stranger_is_refused(tmp_path: Path) -> None:
    known, unknown = certificate(tmp_path / "known.pem"), certificate(tmp_path / "unknown.pem")
    asked = subprocess.run(
        [sys.executable, "-c", ASK, str(known), str(unknown)],
        cwd=Path(__file__).parents[2],
        env={"PATH": "/usr/bin:/bin", "SSL_CERT_FILE": str(known), "SSL_CERT_DIR": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.stdout.splitlines() == ["ok 1", "refused"], asked.stderr


def certificate(file: Path) -> Path:
    """A certificate of its own authority for 127.0.0.1, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, file.stem)]), datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return file
