"""What the doctor is told: the settings of an administrator, plus what it should compare with.

In: `PADDOCK_*` and the command line. Out: one frozen value; what is not set is not looked at.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from shared.env import Environment

SERVICES = ("comments", "notify", "images")
COMPOSE_VERSION = "1"
"""The shape of docker-compose.yml that this release needs; it grows when an operator has to change something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where everything is."""

    admin_url: str
    role_urls: dict[str, str]
    amqp_url: str
    public_url: str
    edge_url: str
    relays: tuple[str, ...]
    mail_domain: str
    dkim_selector: str
    resolver: str
    store: str
    secrets: Path | None
    compose_version: str
    free_megabytes: int

    @classmethod
    def read(cls, env: Environment) -> "Settings":
        """Read them. Raises ConfigError with every problem."""
        admin = env.url("PADDOCK_ADMIN_DATABASE_URL", schemes=("postgresql", "postgres"))
        passwords = {name: env.secret(f"PADDOCK_{name.upper()}_DATABASE_PASSWORD", "") for name in SERVICES}
        secrets = env.text("PADDOCK_DOCTOR_SECRETS", "")
        public = env.url("PADDOCK_PUBLIC_URL", "http://127.0.0.1:8080")
        settings = cls(
            admin_url=admin,
            role_urls={name: _as_role(admin, name, word) for name, word in passwords.items() if word},
            amqp_url=env.url("PADDOCK_AMQP_URL", schemes=("amqp", "amqps")),
            public_url=public,
            edge_url=env.url("PADDOCK_DOCTOR_EDGE_URL", public),
            relays=tuple(env.secret("PADDOCK_NOTIFY_RELAYS", "").replace(",", " ").split()),
            mail_domain=env.text("PADDOCK_NOTIFY_MAIL_DOMAIN", ""),
            dkim_selector=env.text("PADDOCK_NOTIFY_DKIM_SELECTOR", ""),
            resolver=env.text("PADDOCK_DOCTOR_RESOLVER", ""),
            store=env.text("PADDOCK_IMAGES_STORE", ""),
            secrets=Path(secrets) if secrets else None,
            compose_version=env.text("PADDOCK_COMPOSE_VERSION", ""),
            free_megabytes=env.integer("PADDOCK_DOCTOR_FREE_MEGABYTES", 1024, low=1),
        )
        if env.problems:
            env.finish("PADDOCK_DOCTOR_")
        return settings


def _as_role(admin: str, service: str, password: str) -> str:
    parts = urlsplit(admin)
    login = f"paddock_{service}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))
