"""The installation under attack: private servers, a breakable link between each pair, two of each service.

In: an instance and where the outside's mail relay listens. Out: victims, links, doors and the administrator's database.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from dev import settings, stack
from dev.chaos.victims import Victim
from dev.instance import Instance, free_port
from dev.program import Program
from dev.proxy import Link, link
from dev.servers import edge, postgres, rabbitmq
from dev.surroundings import PYTHON, ROOT
from dev.trouble import Trouble

EACH = 2
SITES = ("chaos-open", "chaos-held")
_EASY = ("flood_interval=0", "flood_burst=0", "form_seconds=0", "hold_edited=false", "shadow=false")


@dataclass(slots=True)
class World:
    """Where everything is. `doors` are the services' addresses, `inbound` notify's SMTP listeners."""

    instance: Instance
    victims: dict[str, Victim] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    doors: dict[str, list[str]] = field(default_factory=dict)
    inbound: list[tuple[str, int]] = field(default_factory=list)

    @property
    def admin_url(self) -> str:
        """The database, as its administrator, past every link."""
        return settings.admin_database(self.instance)

    @property
    def amqp_url(self) -> str:
        """The broker, past every link."""
        return settings.amqp(self.instance)


@asynccontextmanager
async def running(instance: Instance, relay_port: int, *, control: bool) -> AsyncIterator[World]:
    """All of it, ready and filled with two sites, their staff and an archive. Raises Trouble when it can't start."""
    world = World(instance)
    async with AsyncExitStack() as cleaning:
        for program in (postgres.program(instance, durable=True), *rabbitmq.programs(instance)):
            victim = Victim(program, instance.log(program.name))
            cleaning.push_async_callback(victim.end)
            await victim.start()
            world.victims[program.name] = victim
        world.victims.pop("epmd")
        await stack.migrate(instance)
        world.links["relay"] = await cleaning.enter_async_context(link("127.0.0.1", relay_port))
        for service in stack.SERVICES:
            for number in range(1, EACH + 1):
                program = await _service(world, cleaning, service, number, control=control)
                victim = Victim(program, instance.log(program.name))
                cleaning.push_async_callback(victim.end)
                world.victims[program.name] = victim
        await _fill(instance)
        async with asyncio.TaskGroup() as group:
            for victim in world.victims.values():
                group.create_task(victim.start())
        await _known_everywhere(world)
        async with asyncio.TaskGroup() as group:
            watching = [group.create_task(victim.watch()) for victim in world.victims.values()]
            try:
                yield world
            finally:
                for task in watching:
                    task.cancel()


async def _service(world: World, cleaning: AsyncExitStack, service: str, number: int, *, control: bool) -> Program:
    name = f"{service}-{number}"
    env = settings.for_service(world.instance, service)
    for setting, short in (("PADDOCK_DATABASE_URL", "postgres"), ("PADDOCK_AMQP_URL", "rabbitmq")):
        parts = urlsplit(env[setting])
        made = await cleaning.enter_async_context(link(parts.hostname or "127.0.0.1", parts.port or 0))
        world.links[f"{service}→{short}-{number}"] = made
        login = parts.netloc.rpartition("@")[0]
        env[setting] = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{made.port}"))
    host, port = f"127.0.0.{number + 1}", world.ports.setdefault(service, free_port())  # as replicas have: one port
    env |= {"PADDOCK_HOST": host, "PADDOCK_PORT": str(port)}
    if service == "notify":
        inbound = free_port()
        env |= {
            "PADDOCK_NOTIFY_RELAYS": f"smtp://127.0.0.1:{world.links['relay'].port}",
            "PADDOCK_NOTIFY_INBOUND_PORT": str(inbound),
            "PADDOCK_NOTIFY_SMTP_SECONDS": "10",  # what died in DATA is uncertain after three times as long, and 10 s
            "PADDOCK_NOTIFY_BATCH_SECONDS": "0",
            "PADDOCK_NOTIFY_BATCH_SIZE": "1000000",
            "PADDOCK_NOTIFY_MODERATOR_HOUR": "1000000",
        }
        world.inbound.append(("127.0.0.1", inbound))
    url = f"http://{host}:{port}"
    world.doors.setdefault(service, []).append(url)
    module = ["dev.chaos.usual_way", f"services.{service}"] if control else [f"services.{service}"]
    return Program(
        name=name,
        command=[str(PYTHON), "-m", *module, "serve"],
        env=env,
        ready=lambda: edge.answers(f"{url}/health/live"),
    )


async def _fill(instance: Instance) -> None:
    """Two sites, a moderator and an expert, and an archive of fifty cars."""
    entries = instance.folder / "chaos-entries.csv"
    rows = [f"c{n},chaos-rally,{n},Fiat,508 S,1934,BS {1000 + n},red" for n in range(1, 50)]
    entries.write_text("entry_id,event,start_no,make,model,year,plate,colour\n" + "\n".join(rows) + "\n")
    for site, policy in zip(SITES, ("publish_all", "hold_all"), strict=True):
        choices = [part for pair in (f"policy={policy}", *_EASY) for part in ("--set", pair)]
        await _command(instance, "comments", "site", "add", "--key", site, "--name", site, *_ORIGIN, *choices)
    for site, role in (("chaos-held", "moderator"), ("chaos-open", "expert")):
        person = ["--site", site, "--name", role.title(), "--email", f"{role}@staff.example", "--role", role]
        await _command(instance, "comments", "moderator", "add", *person)
    await _command(instance, "notify", "archive", "import", "--site", "chaos-open", "--kind", "entries", str(entries))


async def _known_everywhere(world: World, *, seconds: float = 30) -> None:
    """Wait until the other services have heard of the sites and their staff. Raises TimeoutError."""
    connection = await asyncpg.connect(world.admin_url, timeout=5)
    try:
        async with asyncio.timeout(seconds):
            while await connection.fetchval(_HEARD) < 3 * len(SITES):  # noqa: ASYNC110 - another process's tables
                await asyncio.sleep(0.1)
    finally:
        await connection.close()


_HEARD = """
SELECT (SELECT count(*) FROM notify.site) + (SELECT count(*) FROM images.site) + (SELECT count(*) FROM notify.moderator)
"""
_ORIGIN = ("--origin", "http://chaos.example")


async def _command(instance: Instance, service: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        str(PYTHON),
        "-m",
        f"services.{service}",
        *arguments,
        env=settings.for_service(instance, service),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise Trouble(f"services.{service} {' '.join(arguments[:2])} failed: {output.decode()[-500:]}", "")
