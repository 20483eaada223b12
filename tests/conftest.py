"""Fixtures of every test: a session's own database and vhost, emptied before each test that asks."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.postgres import Database
from tests.support import fuzzing, lanes, servers as servers_room
from tests.support.clock import FakeClock
from tests.support.servers import Servers


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--failed-to FILE`: the names of failed tests, one a line, for a second look at each alone."""
    parser.addoption("--fuzz", type=int, default=0, metavar="N", help="try each property on N examples (-m fuzz)")
    parser.addoption("--failed-to", type=Path, default=None, metavar="FILE", help="write failed tests' names here")


def pytest_configure(config: pytest.Config) -> None:
    """`--fuzz N`, before a test is read."""
    config.addinivalue_line("markers", "fuzz: a property that is tried on examples")
    fuzzing.prepare(config.getoption("--fuzz"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers take the longest first."""
    if config.getoption("dist", "no") != "no" or hasattr(config, "workerinput"):
        items[:] = lanes.in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests that share a world stay together."""
    return lanes.scheduler(config, log)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write them."""
    file = config.getoption("--failed-to")
    if file is not None:
        reports = [*terminalreporter.stats.get("failed", []), *terminalreporter.stats.get("error", [])]
        file.write_text("".join(f"{name}\n" for name in dict.fromkeys(report.nodeid for report in reports)))


@pytest.fixture(scope="session")
async def servers() -> AsyncIterator[Servers]:
    """A migrated database and a vhost with its queues, of this session alone."""
    async with servers_room.running() as running:
        yield running


@pytest.fixture(scope="session")
async def _pools(servers: Servers) -> AsyncIterator[dict[str, Database]]:
    async with servers_room.pools(servers) as pools:
        yield pools


@pytest.fixture
async def comments_db(servers: Servers, _pools: dict[str, Database]) -> Database:
    """The comments schema as its role, empty."""
    await servers.empty("comments")
    return _pools["comments"]


@pytest.fixture
async def notify_db(servers: Servers, _pools: dict[str, Database]) -> Database:
    """The notify schema as its role, empty."""
    await servers.empty("notify")
    return _pools["notify"]


@pytest.fixture
async def images_db(servers: Servers, _pools: dict[str, Database]) -> Database:
    """The images schema as its role, empty."""
    await servers.empty("images")
    return _pools["images"]


@pytest.fixture(scope="session")
def amqp_url(servers: Servers) -> str:
    """The session's vhost, topology declared."""
    return servers.amqp_url


@pytest.fixture
def clock() -> FakeClock:
    """A clock that moves only when it is told to."""
    return FakeClock()


@pytest.fixture
def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
