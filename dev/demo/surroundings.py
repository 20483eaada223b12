"""What the demo is told by whoever starts it: its port, where Paddock is, where it may keep files.

In: `PADDOCK_DEV_…` variables. Out: one frozen value.
"""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dev import settings
from dev.instance import Instance
from dev.surroundings import PYTHON, STATE, asked, inherited

SITE: Final = "sportscar"
GALLERY: Final = "mm2012"
EVENT: Final = "mille-miglia-2012"
TITLE: Final = "Behind the scenes at the 2012 Mille Miglia"
PAGE: Final = "/2012/05/mille-miglia-2012-behind-the-scenes/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where the demo stands. `public_url` is Paddock as this process reaches it, `widget_url` as a browser does;
    `upload` is how many of the pictures become the gallery (tests take few).
    """

    host: str
    port: int
    origin: str
    public_url: str
    widget_url: str
    folder: Path
    instance: str
    commands: str
    environments: Path | None
    upload: int

    @classmethod
    def read(cls) -> "Surroundings":
        """What the environment says; the defaults are those of `./paddock up`."""
        port = int(asked("PADDOCK_DEV_DEMO_PORT") or 8090)
        public_url = (asked("PADDOCK_DEV_PUBLIC_URL") or "http://127.0.0.1:8080").rstrip("/")
        environments = asked("PADDOCK_DEV_ENVIRONMENTS")
        return cls(
            host=asked("PADDOCK_DEV_DEMO_HOST") or "127.0.0.1",
            port=port,
            origin=(asked("PADDOCK_DEV_DEMO_ORIGIN") or f"http://127.0.0.1:{port}").rstrip("/"),
            public_url=public_url,
            widget_url=(asked("PADDOCK_DEV_WIDGET_URL") or public_url).rstrip("/"),
            folder=Path(asked("PADDOCK_DEV_STATE") or STATE / "demo"),
            instance=asked("PADDOCK_DEV_INSTANCE") or "up",
            commands=asked("PADDOCK_DEV_COMMANDS"),
            environments=Path(environments) if environments else None,
            upload=int(asked("PADDOCK_DEV_DEMO_PICTURES") or 160),
        )

    @property
    def page_url(self) -> str:
        """The article's address."""
        return self.origin + PAGE

    @property
    def pictures(self) -> Path:
        """The drawn originals; they are the same for every installation of a checkout."""
        return STATE / "pictures"

    def command(self, service: str) -> tuple[list[str], dict[str, str]]:
        """How a service's own command is called, and in which environment.

        `PADDOCK_DEV_COMMANDS` may name another way, as `docker compose exec -T {service} python -m services.{service}`;
        `PADDOCK_DEV_ENVIRONMENTS` a JSON file with one environment per service, for services that a test started.
        """
        if self.commands:
            return shlex.split(self.commands.format(service=service)), inherited()
        if self.environments:
            environment: dict[str, str] = json.loads(self.environments.read_text())[service]
        else:
            environment = settings.for_service(Instance.named(self.instance), service)
        return [str(PYTHON), "-m", f"services.{service}"], environment
