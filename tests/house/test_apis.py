"""What may be used where: each outside library and each dangerous call has its one room."""

import re
from pathlib import Path

import pytest

from tests.house import tree

LIBRARIES = {
    "asyncpg": r"shared/(postgres|doctor/database|migrat\w+|messaging/\w+)(/\w+)?\.py|services/\w+/store(/\w+)?\.py",
    "aio_pika": r"shared/(messaging/.*|doctor/queues.py)",
    "aiohttp": (
        r"shared/((doctor/)?web(/\w+)?|desk/\w+|runtime|health|trust)\.py"
        r"|services/\w+/((routes|web|sources)(/\w+)*|app|__main__)\.py"
    ),
    "aiosmtplib": r"services/notify/mailer/.*",
    "aiosmtpd": r"services/notify/inbound/.*",
    "pyvips": r"services/images/rendering/.*",
    "nacl": r"shared/sealing\.py|services/\w+/store/address_book\.py",
}
"""Library → the files of the product (services and shared) that may know it."""

CALLS = {
    "os.environ": r"shared/env\.py|dev/surroundings\.py",
    "os.getenv": r"",
    "datetime.now": r"shared/clock\.py",
    "datetime.utcnow": r"",
    "time.sleep": r"dev/.*|bench/.*|services/images/rendering/.*",
    "asyncio.create_task": r"",
    "asyncio.gather": r"",
    "asyncio.ensure_future": r"",
}
"""Call → the files outside the tests that may make it."""


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_known_only_in_its_room(library: str) -> None:
    product = [path for path in tree.python() if path.parts[0] in {"services", "shared"}]
    strangers = [
        str(path) for path in product if library in tree.imports(path) and not _allowed(LIBRARIES[library], path)
    ]
    assert strangers == []


@pytest.mark.parametrize("call", CALLS)
def test_a_dangerous_call_is_made_only_in_its_room(call: str) -> None:
    strangers = [
        f"{path}:{line}"
        for path in tree.python()
        for line, name in tree.attributes(path)
        if name == call and not _allowed(CALLS[call], path)
    ]
    assert strangers == []


def test_pure_rooms_do_no_input_or_output() -> None:
    pure = re.compile(
        r"services/\w+/(domain|errors|screening/\w+|answering/\w+|markup/\w+)\.py|shared/events(/\w+)?\.py"
    )
    doors = {"asyncpg", "aiohttp", "aio_pika", "aiosmtplib", "socket", "urllib.request", "subprocess", "http.client"}
    leaky = [str(path) for path in tree.python() if pure.fullmatch(str(path)) and tree.imports(path) & doors]
    assert leaky == []


def _allowed(rooms: str, path: Path) -> bool:
    return bool(rooms) and re.fullmatch(rooms, path.as_posix()) is not None
