"""The whole installation in the order it starts: servers, migration, services and inbox, edge, demo site.

In: an instance. Out: lists of Programs for the supervisor, and the table of addresses for the person.
"""

import asyncio
import importlib.util
from collections.abc import Sequence

from dev import settings
from dev.instance import Instance, is_free
from dev.program import Program
from dev.servers import edge, postgres, rabbitmq
from dev.surroundings import PYTHON, ROOT, asked, inherited
from dev.trouble import Trouble

SERVICES = ("comments", "notify", "images")
DEMO_PAGE = "/2012/05/mille-miglia-2012-behind-the-scenes/"


def servers(instance: Instance, *, durable: bool = True) -> list[Program]:
    """Postgres and RabbitMQ, less those that the caller's own replace."""
    programs: list[Program] = []
    if not asked("PADDOCK_DATABASE_URL"):
        programs.append(postgres.program(instance, durable=durable))
    if not asked("PADDOCK_AMQP_URL"):
        programs += rabbitmq.programs(instance)
    return programs


async def migrate(instance: Instance) -> str:
    """Make roles, schemas, tables, exchanges and queues; returns what was said. Raises Trouble."""
    process = await asyncio.create_subprocess_exec(
        str(PYTHON),
        "-m",
        "shared.migrate",
        env=settings.for_migration(instance),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    text = output.decode(errors="replace").strip()
    instance.log("migrate").write_text(text + "\n")
    if process.returncode:
        raise Trouble(
            f"The database could not be migrated: {text.splitlines()[-1] if text else 'no word why'}",
            "./paddock down --wipe begins anew"
            if "changed after it ran" in text
            else f"Whole output: {instance.log('migrate')}",
        )
    return text


def services(instance: Instance) -> list[Program]:
    """The three services and the inbox that catches their mail."""
    return [*(_service(instance, name) for name in SERVICES), _inbox(instance)]


def front(instance: Instance) -> list[Program]:
    """The edge."""
    return [edge.program(instance, front=demo_url(instance), pictures=settings.pictures(instance) / "public")]


def demo(instance: Instance) -> list[Program]:
    """The demo site, which also fills an empty installation with its article, gallery and archive."""
    if importlib.util.find_spec("dev.demo") is None:
        return []
    ports = instance.ports()
    env = inherited() | {
        "PADDOCK_DEV_DEMO_PORT": str(ports["demo"]),
        "PADDOCK_DEV_PUBLIC_URL": edge.public_url(instance),
        "PADDOCK_DEV_INBOX_URL": f"http://127.0.0.1:{ports['inbox']}",
        "PADDOCK_DEV_STATE": str(instance.folder / "demo"),
        "PADDOCK_DEV_INSTANCE": instance.name,
    }
    return [
        Program(
            name="demo",
            command=[str(PYTHON), "-m", "dev.demo"],
            env=env,
            ready=lambda: edge.answers(demo_url(instance)),
            patience=180,
            address=demo_url(instance),
        )
    ]


def demo_url(instance: Instance) -> str:
    """The demo's article."""
    return f"http://127.0.0.1:{instance.ports()['demo']}{DEMO_PAGE}"


def addresses(instance: Instance) -> Sequence[tuple[str, str]]:
    """What a person opens, in words."""
    ports = instance.ports()
    return [
        ("the demo article", demo_url(instance)),
        ("the moderation desk", f"{edge.public_url(instance)}/desk/"),
        ("every mail that was sent", f"http://127.0.0.1:{ports['inbox']}/"),
        ("the API", f"{edge.public_url(instance)}/v1/docs"),
        ("Postgres", f"127.0.0.1:{ports['postgres']}  (./paddock psql)"),
        ("RabbitMQ", f"127.0.0.1:{ports['amqp']}, management http://127.0.0.1:{ports['amqp_management']}"),
        ("", "its login: ./paddock environment rabbitmq"),
    ]


def taken_port(instance: Instance) -> tuple[str, int] | None:
    """The first of our ports that something else listens on, with the door's name."""
    unneeded = {"postgres"} if asked("PADDOCK_DATABASE_URL") else set()
    return next(((n, p) for n, p in instance.ports().items() if n not in unneeded and not is_free(p)), None)


def _service(instance: Instance, name: str) -> Program:
    url = f"http://127.0.0.1:{instance.ports()[name]}"
    return Program(
        name=name,
        command=[str(PYTHON), "-m", f"services.{name}", "serve"],
        env=settings.for_service(instance, name),
        ready=lambda: edge.answers(f"{url}/health/ready"),
        address=url,
    )


def _inbox(instance: Instance) -> Program:
    ports = instance.ports()
    env = inherited() | {
        "PADDOCK_DEV_INBOX_PORT": str(ports["inbox"]),
        "PADDOCK_DEV_INBOX_SMTP_PORT": str(ports["inbox_smtp"]),
        "PADDOCK_DEV_INBOX_REPLY_TO": f"127.0.0.1:{ports['notify_smtp']}",
        "PADDOCK_DEV_INBOX_FOLDER": str(instance.folder / "mails"),
    }
    url = f"http://127.0.0.1:{ports['inbox']}"
    return Program(
        name="inbox",
        command=[str(PYTHON), "-m", "dev.inbox"],
        env=env,
        ready=lambda: edge.answers(f"{url}/health/ready"),
        address=url,
    )
