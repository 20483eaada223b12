"""A private RabbitMQ: own node name, ports, cookie, data and name server, on loopback only.

A system RabbitMQ is not disturbed: neither its cookie, its settings in /etc nor its epmd are touched.
In: an instance. Out: two Programs (Erlang's name server and the broker), the AMQP URL and the management URL.
"""

import asyncio
import base64
import urllib.request
from pathlib import Path

from dev.instance import Instance
from dev.program import Program
from dev.servers.account import account, give, home
from dev.surroundings import inherited, program as find
from dev.trouble import Trouble

_USER = "paddock"


def amqp_url(instance: Instance) -> str:
    """How a client connects."""
    return f"amqp://{_USER}:{instance.secret('amqp')}@127.0.0.1:{instance.ports()['amqp']}/"


def admin_url(instance: Instance) -> str:
    """Its management API."""
    return f"http://{_USER}:{instance.secret('amqp')}@127.0.0.1:{instance.ports()['amqp_management']}"


def programs(instance: Instance) -> list[Program]:
    """The name server and, after it, the broker."""
    owner = account("rabbitmq")
    folder = home(instance, "rabbitmq", owner)
    ports = instance.ports()
    env = _environment(instance, folder)
    _write_settings(instance, folder, owner)
    return [
        Program(
            name="epmd",
            command=[_path("epmd"), "-port", str(ports["amqp_names"]), "-address", "127.0.0.1"],
            env=env,
            ready=lambda: _listens(ports["amqp_names"]),
            user=owner,
            folder=folder,
            shown=False,
        ),
        Program(
            name="rabbitmq",
            command=[_path("rabbitmq-server", "/usr/lib/rabbitmq/bin")],
            env=env,
            ready=lambda: _answers(instance),
            user=owner,
            folder=folder,
            patience=120,
            shown=False,
            address=f"127.0.0.1:{ports['amqp']}",
        ),
    ]


def _environment(instance: Instance, folder: Path) -> dict[str, str]:
    ports = instance.ports()
    return inherited() | {
        "HOME": str(folder),  # the cookie lives here
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(ports["amqp_names"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"paddock-{instance.mark}@localhost",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),  # the system's own settings are not read
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONFIG_FILES": str(folder / "none"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_FEATURE_FLAGS_FILE": str(folder / "feature_flags"),
        "RABBITMQ_DIST_PORT": str(ports["amqp_distribution"]),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RUNNING_UNDER_SYSTEMD": "true",  # the script then becomes the broker, so that a signal reaches it
    }


def _write_settings(instance: Instance, folder: Path, owner: str | None) -> None:
    ports = instance.ports()
    settings = folder / "rabbitmq.conf"
    settings.write_text(
        "\n".join(
            [
                f"listeners.tcp.1 = 127.0.0.1:{ports['amqp']}",
                "management.tcp.ip = 127.0.0.1",
                f"management.tcp.port = {ports['amqp_management']}",
                f"default_user = {_USER}",
                f"default_pass = {instance.secret('amqp')}",
                "default_user_tags.administrator = true",
                "vm_memory_high_watermark.absolute = 1GB",
                "disk_free_limit.absolute = 50MB",
                "log.console.level = warning",
                "collect_statistics_interval = 5000",
                "",
            ]
        )
    )
    give(settings, owner)
    plugins = folder / "plugins"
    plugins.write_text("[rabbitmq_management].\n")
    plugins.chmod(0o644)


def _path(name: str, *also_in: str) -> str:
    # Debian's /usr/sbin/rabbitmq-server is a wrapper that insists on the system's own folders
    first = next((str(Path(place) / name) for place in also_in if (Path(place) / name).exists()), None)
    path = first or find(name)
    if path is None:
        raise Trouble(f"{name} was not found.", "apt-get install rabbitmq-server")
    return path


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _answers(instance: Instance) -> bool:
    return await _listens(instance.ports()["amqp"]) and await asyncio.to_thread(_is_up, instance)


def _is_up(instance: Instance) -> bool:
    """Whether the management API says that the virtual host is up, which is later than an open port."""
    login = base64.b64encode(f"{_USER}:{instance.secret('amqp')}".encode()).decode()
    url = f"http://127.0.0.1:{instance.ports()['amqp_management']}/api/health/checks/virtual-hosts"
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers={"Authorization": f"Basic {login}"}), timeout=5
        ):
            return True
    except OSError:
        return False
