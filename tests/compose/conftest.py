"""The whole stack of docker-compose.yml, built and running, with its demo profile."""

import json
import os
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from dev.commands import init
from dev.demo.pictures import draw_all
from dev.surroundings import STATE
from tests.compose import engine
from tests.support.stack import port

ROOT = Path(__file__).parents[2]
ALWAYS = ("edge", "comments", "notify", "images", "postgres", "rabbitmq")
LARGER = tuple(f"deploy/{name}/docker-compose.yml" for name in ("rabbitmq/cluster", "postgres/replica"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compose:
    """One project of docker compose."""

    project: str
    folder: Path
    ports: dict[str, int]
    profiles: tuple[str, ...] = ()
    files: tuple[str, ...] = ("docker-compose.yml", "tests/compose/quicker.yml")

    def __call__(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `docker compose …`; raises AssertionError with its output when it fails and `check` is on."""
        command = ["docker", "compose", "-p", self.project, "--env-file", str(self.folder / ".env")]
        for file in self.files:
            command += ["-f", file]
        for profile in self.profiles:
            command += ["--profile", profile]
        done = subprocess.run(
            [*command, *words], cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert not (check and done.returncode), (
            f"{' '.join(words)}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        )
        return done

    def environment(self) -> dict[str, str]:
        """What an operator's shell would have, with this project's ports and secrets."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PADDOCK_", "COMPOSE_"))}
        published = {
            "PADDOCK_PUBLISH": f"127.0.0.1:{self.ports['edge']}",
            "PADDOCK_PUBLISH_INBOX": f"127.0.0.1:{self.ports['inbox']}",
            "PADDOCK_PUBLISH_DEMO": f"127.0.0.1:{self.ports['demo']}",
            "PADDOCK_PUBLISH_PROMETHEUS": f"127.0.0.1:{self.ports['prometheus']}",
            "PADDOCK_PUBLISH_HTTP": f"127.0.0.1:{self.ports['http']}",
            "PADDOCK_PUBLISH_HTTPS": f"127.0.0.1:{self.ports['https']}",
            "PADDOCK_DEMO_URL": self.url("demo"),
            "PADDOCK_DOMAIN": "localhost",
            "PADDOCK_TLS": "tls internal",  # Caddy's own authority: nobody outside is asked
            "PADDOCK_EDGE_HEADERS": "add_header Strict-Transport-Security max-age=31536000 always;",
        }
        kept = {f"PADDOCK_{name.upper()}": str(self.folder / name) for name in ("secrets", "backups")}
        return own | published | kept | {"DOCKER_BUILDKIT": "1"}

    def url(self, door: str) -> str:
        """The address of a published door."""
        return f"http://127.0.0.1:{self.ports[door]}"

    def inspect(self, service: str) -> dict[str, object]:
        """What the engine knows of a service's container."""
        container = self("ps", "-aq", service).stdout.split()[0]
        out = subprocess.run(["docker", "inspect", container], capture_output=True, text=True, check=True).stdout
        found: dict[str, object] = json.loads(out)[0]
        return found

    def give(self, service: str, memory: str) -> None:
        """Raise the memory limit of a running container, as an operator does who grows."""
        container = self("ps", "-q", service).stdout.split()[0]
        grown = ["docker", "update", "--memory", memory, "--memory-swap", memory, container]
        subprocess.run(grown, capture_output=True, text=True, check=True)

    def inside(self, service: str, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command in a service's container."""
        return self("exec", "-T", service, *command, check=check)


@pytest.fixture(scope="package")
def compose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compose]:
    """A project of its own, built and up; removed with its volumes afterwards."""
    engine.ensure()
    folder = tmp_path_factory.mktemp("operator")
    ports = {name: port() for name in ("edge", "inbox", "demo", "prometheus", "http", "https")}
    public = f"http://127.0.0.1:{ports['edge']}"
    assert init.run(["--folder", str(folder), "--url", public, "--demo"]) == 0
    project = Compose(project=f"paddock-test-{uuid.uuid4().hex[:8]}", folder=folder, ports=ports, profiles=("demo",))
    try:
        project("build")
        draw_all(STATE / "pictures")
        project("up", "-d", "--wait")
        yield project
    except AssertionError as error:
        logs = project("logs", "--no-color", "--tail", "40", check=False).stdout
        raise AssertionError(f"{error}\n{logs[-6000:]}") from error
    finally:
        everything = replace(project, files=(*project.files, *LARGER), profiles=("demo", "tls", "monitoring"))
        everything("down", "-v", "--remove-orphans", "--timeout", "0", check=False)


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client without cookies."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session
