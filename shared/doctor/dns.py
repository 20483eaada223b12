"""Asks a name server for MX and TXT records (RFC 1035), as the standard library can't. One question, one datagram.

In: a name. Out: texts; an empty list where there is no such record.
"""

import secrets
import socket
import struct
from pathlib import Path

_MX, _TXT = 15, 16
_SECONDS, _TRIES = 3.0, 2
_HEADER = struct.Struct("!6H")
_REFUSALS = {2: "server failure", 5: "refused"}


class SilentError(Exception):
    """No name server answered, or it would not say."""


class Resolver:
    """One name server: `host` or `host:port`; empty for the system's first."""

    def __init__(self, server: str = "") -> None:
        host, _, port = (server or _system()).partition(":")
        self._address = (host, int(port or 53))

    def mx(self, name: str) -> list[str]:
        """The mail servers of a domain."""
        return [_name(message, start + 2)[0] for message, start, _ in self._ask(name, _MX)]

    def txt(self, name: str) -> list[str]:
        """The texts at a name, each put together from its parts."""
        return [_text(message[start : start + length]) for message, start, length in self._ask(name, _TXT)]

    def _ask(self, name: str, kind: int) -> list[tuple[bytes, int, int]]:
        """The answers of that kind: (whole message, where the data starts, its length)."""
        number = secrets.randbits(16)
        labels = b"".join(bytes([len(label)]) + label for label in name.encode("idna").split(b"."))
        question = _HEADER.pack(number, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", kind, 1)
        last: OSError | str = "another question's answer"
        for _ in range(_TRIES):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
                channel.settimeout(_SECONDS)
                try:
                    channel.sendto(question, self._address)
                    message = channel.recv(4096)
                except OSError as error:
                    last = error
                    continue
                if message[:2] == question[:2]:
                    return _answers(message, kind)
        raise SilentError(f"{self._address[0]}:{self._address[1]} {last}")


def _answers(message: bytes, kind: int) -> list[tuple[bytes, int, int]]:
    _, flags, questions, count, _, _ = _HEADER.unpack_from(message)
    if flags & 15 in _REFUSALS:
        raise SilentError(_REFUSALS[flags & 15])
    at, found = _HEADER.size, []
    for _ in range(questions):
        at = _name(message, at)[1] + 4
    for _ in range(count):
        at = _name(message, at)[1]
        record, _, _, length = struct.unpack_from("!HHIH", message, at)
        at += 10
        if record == kind:
            found.append((message, at, length))
        at += length
    return found


def _name(message: bytes, at: int) -> tuple[str, int]:
    """The name that starts here, and where what follows it starts; pointers lead backwards only."""
    labels, end = [], 0
    while message[at]:
        if message[at] >= 0xC0:
            end = end or at + 2
            earlier = struct.unpack_from("!H", message, at)[0] & 0x3FFF
            if earlier >= at:
                raise SilentError("a malformed answer")
            at = earlier
            continue
        labels.append(message[at + 1 : at + 1 + message[at]].decode("ascii", "replace"))
        at += 1 + message[at]
    return ".".join(labels), end or at + 1


def _text(data: bytes) -> str:
    parts, at = [], 0
    while at < len(data):
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts).decode("utf-8", "replace")


def _system() -> str:
    for line in Path("/etc/resolv.conf").read_text().splitlines():
        if line.startswith("nameserver") and ":" not in line:
            return line.split()[1]
    return "127.0.0.1"
