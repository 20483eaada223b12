"""Notify's settings: the environment in, one frozen `Config` out, every problem listed at once."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from shared.env import Common, Environment

PREFIX = "PADDOCK_NOTIFY_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail is handed over. `tls` is none, starttls or tls; `verify` checks the certificate."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    tls: str = "none"
    verify: bool = True
    ca: str = ""

    @classmethod
    def parse(cls, text: str) -> "Relay":
        """Read `smtp://user:password@host:port?tls=starttls|none&verify=no` or `smtps://…`. Raises ValueError.

        Without `tls=`, a relay on this machine is spoken to in the clear and any other with STARTTLS.
        """
        parts = urlsplit(text)
        query = parse_qs(parts.query)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("a relay is written smtp://host:port or smtps://host:port")
        local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        tls = "tls" if parts.scheme == "smtps" else query.get("tls", ["none" if local else "starttls"])[0]
        if tls not in {"none", "starttls", "tls"}:
            raise ValueError("tls is none or starttls")
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls == "tls" else 587 if tls == "starttls" else 25),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
            verify=query.get("verify", ["yes"])[0] != "no",
            ca=query.get("ca", [""])[0],
        )

    @property
    def name(self) -> str:
        """Host and port, for logs."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Where mail comes in. `trusted_domain` is our own authserv-id (RFC 8601); empty trusts no header."""

    host: str
    port: int
    protocol: str
    authserv_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim:
    """How mail is signed; no selector, no signature."""

    selector: str
    domain: str
    private_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Ceilings that protect people from us."""

    batch_window: timedelta
    batch_size: int
    moderator_hour: int
    reader_day: int
    confirm_minute: int
    confirm_day: int
    confirm_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept."""

    deliveries: timedelta
    raw_mail: timedelta
    bounces: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything notify reads from outside."""

    common: Common
    private_key: str
    address_keys: tuple[str, ...]
    relays: tuple[Relay, ...]
    connections: int
    mail_from: str
    mail_domain: str
    uncertain: str
    smtp_seconds: float
    pictures_url: str
    channels: tuple[str, ...]
    channel_hosts: tuple[str, ...]
    inbound: Inbound
    dkim: Dkim
    limits: Limits
    retention: Retention
    consumers: int
    model_url: str = ""
    model_key: str = ""
    model_name: str = ""

    @classmethod
    def read(cls, env: Environment | None = None) -> "Config":
        """Read it. Raises ConfigError with every problem."""
        env = env or Environment()
        common = Common.read(env, port=8102)
        relays: list[Relay] = []
        for text in env.secret(f"{PREFIX}RELAYS", "smtp://127.0.0.1:8026").replace(",", " ").split():
            try:
                relays.append(Relay.parse(text))
            except ValueError as error:
                env.problems.append(f"{PREFIX}RELAYS {error}")
        domain = env.text(f"{PREFIX}MAIL_DOMAIN", "paddock.localhost")
        config = cls(
            common=common,
            private_key=env.secret(f"{PREFIX}PRIVATE_KEY"),
            address_keys=tuple(env.secret(f"{PREFIX}ADDRESS_KEYS").replace(",", " ").split()),
            relays=tuple(relays),
            connections=env.integer(f"{PREFIX}CONNECTIONS", 4, low=1, high=32),
            mail_from=env.text(f"{PREFIX}MAIL_FROM", f"comments@{domain}"),
            mail_domain=domain,
            uncertain=env.choice(f"{PREFIX}UNCERTAIN", ("hold", "resend"), "hold"),
            smtp_seconds=env.number(f"{PREFIX}SMTP_SECONDS", 30, low=0.1, high=600),
            pictures_url=env.url(f"{PREFIX}PICTURES_URL", common.public_url or "http://127.0.0.1:8080"),
            channels=tuple(env.secret(f"{PREFIX}CHANNELS", "").split()),
            channel_hosts=env.words(f"{PREFIX}CHANNEL_HOSTS"),
            inbound=Inbound(
                host=env.text(f"{PREFIX}INBOUND_HOST", "127.0.0.1"),
                port=env.integer(f"{PREFIX}INBOUND_PORT", 8125, low=0, high=65535),
                protocol=env.choice(f"{PREFIX}INBOUND_PROTOCOL", ("smtp", "lmtp"), "smtp"),
                authserv_id=env.text(f"{PREFIX}AUTHSERV_ID", ""),
            ),
            dkim=Dkim(
                selector=env.text(f"{PREFIX}DKIM_SELECTOR", ""),
                domain=env.text(f"{PREFIX}DKIM_DOMAIN", domain),
                private_key=env.secret(f"{PREFIX}DKIM_KEY", ""),
            ),
            limits=Limits(
                batch_window=timedelta(seconds=env.number(f"{PREFIX}BATCH_SECONDS", 300)),
                batch_size=env.integer(f"{PREFIX}BATCH_SIZE", 5, low=1),
                moderator_hour=env.integer(f"{PREFIX}MODERATOR_HOUR", 30, low=1),
                reader_day=env.integer(f"{PREFIX}READER_DAY", 6, low=1),
                confirm_minute=env.integer(f"{PREFIX}CONFIRM_MINUTE", 20, low=1),
                confirm_day=env.integer(f"{PREFIX}CONFIRM_DAY", 200, low=1),
                confirm_open=env.integer(f"{PREFIX}CONFIRM_OPEN", 5, low=1),
            ),
            retention=Retention(
                deliveries=timedelta(days=env.integer(f"{PREFIX}KEEP_DELIVERIES_DAYS", 365, low=1)),
                raw_mail=timedelta(days=env.integer(f"{PREFIX}KEEP_MAIL_DAYS", 30, low=1)),
                bounces=timedelta(days=env.integer(f"{PREFIX}KEEP_BOUNCES_DAYS", 30, low=1)),
            ),
            consumers=env.integer(f"{PREFIX}CONSUMERS", 1, low=1, high=16),
            model_url=env.text(f"{PREFIX}MODEL_URL", ""),
            model_key=env.secret(f"{PREFIX}MODEL_KEY", ""),
            model_name=env.text(f"{PREFIX}MODEL_NAME", ""),
        )
        config._check(env.problems)
        env.finish(PREFIX)
        return config

    def _check(self, problems: list[str]) -> None:
        if self.private_key and not _is_key(self.private_key):
            problems.append(f"{PREFIX}PRIVATE_KEY is not 32 bytes in base64")
        if any(not _is_key(key) for key in self.address_keys):
            problems.append(f"{PREFIX}ADDRESS_KEYS: each key is 32 bytes in URL-safe base64")
        if not self.relays:
            problems.append(f"{PREFIX}RELAYS names no relay")
        if self.model_url and not self.model_url.startswith(("http://", "https://")):
            problems.append(f"{PREFIX}MODEL_URL is not an http or https address")
        if bool(self.dkim.selector) != bool(self.dkim.private_key):
            problems.append(f"{PREFIX}DKIM_SELECTOR and {PREFIX}DKIM_KEY go together")


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)) == 32
    except ValueError:
        return False
