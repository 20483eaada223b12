"""The edge on a developer's machine: Debian's nginx with the configuration that compose uses, unprivileged.

In: an instance. Out: a Program; its pid, caches and temporary files lie in the instance's home.
"""

import asyncio
import re
import urllib.request
from pathlib import Path
from signal import SIGTERM
from typing import Final

from dev.instance import Instance
from dev.program import Program
from dev.servers.account import account, home
from dev.surroundings import ROOT, inherited, program as find
from dev.trouble import Trouble

TEMPLATE: Final = ROOT / "deploy" / "edge" / "nginx.conf"


def public_url(instance: Instance) -> str:
    """The one origin that everything is reached by."""
    return f"http://127.0.0.1:{instance.ports()['edge']}"


def program(instance: Instance, *, front: str, pictures: Path) -> Program:
    """The edge; `front` is where `/` leads, `pictures` the folder with the public renditions."""
    binary = find("nginx")
    if binary is None:
        raise Trouble("nginx was not found.", "apt-get install nginx")
    owner = account("www-data")
    run = home(instance, "edge", owner)
    ports = instance.ports()
    settings = run / "nginx.conf"
    settings.write_text(
        fill(
            TEMPLATE.read_text(),
            WORKERS="1",
            RUN=str(run),
            LOG=str(run / "access.log"),
            RESOLVER="127.0.0.1",  # never asked: our services have addresses, not names
            TRUST="",
            LISTEN=f"127.0.0.1:{ports['edge']}",
            COMMENTS=f"http://127.0.0.1:{ports['comments']}",
            NOTIFY=f"http://127.0.0.1:{ports['notify']}",
            IMAGES=f"http://127.0.0.1:{ports['images']}",
            SCHEME="http",
            HEADERS="",
            FRONT=front,
            PICTURES=str(pictures),
        )
    )
    return Program(
        name="edge",
        command=[binary, "-e", "stderr", "-p", str(run), "-c", str(settings)],
        env=inherited(),
        ready=lambda: answers(f"{public_url(instance)}/edge/health"),
        user=owner,
        folder=run,
        stop=SIGTERM,
        shown=False,
        address=public_url(instance),
    )


def fill(template: str, **values: str) -> str:
    """The template with each `${PADDOCK_EDGE_NAME}` replaced, as envsubst does it in the container."""
    return re.sub(r"\$\{PADDOCK_EDGE_([A-Z]+)\}", lambda match: values[match[1]], template)


async def answers(url: str) -> bool:
    """Whether this loopback address answers with a success."""

    def ask() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status < 300)
        except OSError:
            return False

    return await asyncio.to_thread(ask)
