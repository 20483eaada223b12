"""The settings that each service of a private installation is started with.

In: an instance. Out: one environment per service, and the administrator's for `shared.migrate`.
"""

from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from dev import keys
from dev.instance import Instance
from dev.servers import edge, postgres, rabbitmq
from dev.surroundings import asked, asked_all, inherited


def admin_database(instance: Instance) -> str:
    """The database that holds everything: the private one, or the one that PADDOCK_DATABASE_URL names."""
    return asked("PADDOCK_DATABASE_URL") or postgres.admin_url(instance)


def amqp(instance: Instance) -> str:
    """The broker: the private one, or the one that PADDOCK_AMQP_URL names."""
    return asked("PADDOCK_AMQP_URL") or rabbitmq.amqp_url(instance)


def pictures(instance: Instance) -> Path:
    """The folder that images keeps originals and renditions in; the edge reads its `public/`."""
    folder = (instance.folder / "home").resolve() / "pictures"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    (folder / "public").mkdir(mode=0o755, exist_ok=True)
    return folder


def for_migration(instance: Instance) -> dict[str, str]:
    """What `python -m shared.migrate` is told."""
    passwords = {
        f"PADDOCK_{name.upper()}_DATABASE_PASSWORD": keys.role_password(instance, name) for name in keys.SERVICES
    }
    urls = {"PADDOCK_ADMIN_DATABASE_URL": admin_database(instance), "PADDOCK_AMQP_URL": amqp(instance)}
    return inherited() | urls | passwords


def for_service(instance: Instance, service: str) -> dict[str, str]:
    """What one service is told; a `PADDOCK_<SERVICE>_…` that the caller set wins."""
    own = f"PADDOCK_{service.upper()}_"
    settings = _common(instance, service) | _OWN[service](instance) | asked_all(own)
    return inherited() | settings


def _common(instance: Instance, service: str) -> dict[str, str]:
    parts = urlsplit(admin_database(instance))
    host = parts.netloc.rpartition("@")[2]
    login = f"paddock_{service}:{quote(keys.role_password(instance, service), safe='')}"
    return {
        "PADDOCK_DATABASE_URL": urlunsplit(parts._replace(netloc=f"{login}@{host}")),
        "PADDOCK_AMQP_URL": amqp(instance),
        "PADDOCK_PUBLIC_URL": edge.public_url(instance),
        "PADDOCK_HOST": "127.0.0.1",
        "PADDOCK_PORT": str(instance.ports()[service]),
        "PADDOCK_STAFF_KEY": instance.secret("staff"),
        "PADDOCK_LOG_FORMAT": "json",
    }


def _comments(instance: Instance) -> dict[str, str]:
    return {
        "PADDOCK_COMMENTS_SECRET": instance.secret("comments"),
        "PADDOCK_COMMENTS_ADDRESS_KEY": instance.secret("address"),
        "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": keys.sealing_pair(instance)[1],
    }


def _notify(instance: Instance) -> dict[str, str]:
    ports = instance.ports()
    return {
        "PADDOCK_NOTIFY_PRIVATE_KEY": keys.sealing_pair(instance)[0],
        "PADDOCK_NOTIFY_ADDRESS_KEYS": f"{instance.secret('notify_address')}=",  # padded as Fernet wants it
        "PADDOCK_NOTIFY_RELAYS": f"smtp://127.0.0.1:{ports['inbox_smtp']}",
        "PADDOCK_NOTIFY_INBOUND_PORT": str(ports["notify_smtp"]),
        "PADDOCK_NOTIFY_BATCH_SECONDS": "1",  # a developer does not wait five minutes for a mail
    }


def _images(instance: Instance) -> dict[str, str]:
    return {
        "PADDOCK_IMAGES_STORE": str(pictures(instance)),
        "PADDOCK_IMAGES_HELD_KEY": instance.secret("held"),
    }


_OWN = {"comments": _comments, "notify": _notify, "images": _images}
