"""The only room that reads the environment: every problem is listed at once, unknown names are refused.

In: variables with the prefix `PADDOCK_`; a secret may stand in a file named by `<NAME>_FILE`.
Out: values for a service's frozen `Config`.
"""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from shared.errors import ConfigError

T = TypeVar("T")

REQUIRED: Final = object()
"""The default of a setting that has none."""

_OTHERS = ("PADDOCK_COMMENTS_", "PADDOCK_NOTIFY_", "PADDOCK_IMAGES_", "PADDOCK_DEV_", "PADDOCK_TEST_", "PADDOCK_E2E_")
_LAUNCHER = {"PADDOCK_ADMIN_DATABASE_URL", "PADDOCK_VERSION", "PADDOCK_COMPOSE_VERSION"}
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting that was asked for: its kind (text, secret, number …), and its default (None: it must be set)."""

    name: str
    kind: str
    default: str | None


def tracing_wanted() -> bool:
    """Whether OpenTelemetry's own variables ask for spans: an endpoint is named, and nothing switches it off."""
    named = any(os.environ.get(f"OTEL_EXPORTER_OTLP{part}_ENDPOINT") for part in ("", "_TRACES"))
    off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or os.environ.get("OTEL_TRACES_EXPORTER") == "none"
    return named and not off


class Environment:
    """Reads settings one by one and remembers what was wrong with each.

    A setting that can't be read gets an empty value of its type for now; `finish` then raises.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(os.environ if values is None else values)
        self._known: set[str] = set()
        self.problems: list[str] = []
        self.settings: dict[str, Setting] = {}

    def text(self, name: str, default: str | object = REQUIRED) -> str:
        """The value as it stands."""
        self._note(name, "text", default)
        self._known.add(name)
        value = self._values.get(name)
        if value is None and default is REQUIRED:
            self.problems.append(f"{name} is not set, and it has no default")
        return value if value is not None else default if isinstance(default, str) else ""

    def secret(self, name: str, default: str | object = REQUIRED) -> str:
        """The value, or the content of the file that `<name>_FILE` names, without its last line break."""
        self._note(name, "secret", default)
        self._known |= {name, f"{name}_FILE"}
        file = self._values.get(f"{name}_FILE")
        if file is None:
            return self.text(name, default)
        if name in self._values:
            self.problems.append(f"{name} and {name}_FILE are both set: keep one")
        try:
            return Path(file).read_text().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"{name}_FILE: {file} can't be read ({error.__class__.__name__})")
            return ""

    def integer(self, name: str, default: int | object = REQUIRED, *, low: int = 0, high: int = 2**53) -> int:
        """A whole number from `low` to `high`."""
        self._note(name, f"whole number from {low} to {high}", default)
        raw = self.text(name, default if default is REQUIRED else str(default))
        try:
            value = int(raw)
        except ValueError:
            return self._fault(name, raw, "is not a whole number", 0)
        return value if low <= value <= high else self._fault(name, raw, f"is not from {low} to {high}", low)

    def number(self, name: str, default: float | object = REQUIRED, *, low: float = 0, high: float = 1e12) -> float:
        """A number from `low` to `high`."""
        self._note(name, f"number from {low:g} to {high:g}", default)
        raw = self.text(name, default if default is REQUIRED else str(default))
        try:
            value = float(raw)
        except ValueError:
            return self._fault(name, raw, "is not a number", 0.0)
        return value if low <= value <= high else self._fault(name, raw, f"is not from {low} to {high}", low)

    def boolean(self, name: str, default: object = REQUIRED) -> bool:
        """True for 1, true, yes, on; false for 0, false, no, off and nothing."""
        self._note(name, "true or false", default)
        raw = self.text(name, default if default is REQUIRED else str(default)).strip().lower()
        return raw in _TRUE or (raw not in _FALSE and self._fault(name, raw, "is neither true nor false", value=False))

    def choice(self, name: str, choices: tuple[str, ...], default: str | object = REQUIRED) -> str:
        """One of `choices`."""
        self._note(name, " or ".join(choices), default)
        raw = self.text(name, default)
        return raw if raw in choices else self._fault(name, raw, f"is none of {', '.join(choices)}", choices[0])

    def words(self, name: str, default: str | object = "") -> tuple[str, ...]:
        """The parts of a value between commas and spaces."""
        self._note(name, "words", default)
        return tuple(self.text(name, default).replace(",", " ").split())

    def url(self, name: str, default: str | object = REQUIRED, *, schemes: tuple[str, ...] = ("http", "https")) -> str:
        """A URL with one of `schemes`, without a slash at its end. A server's password may stand in `…_PASSWORD`."""
        self._note(name, f"URL ({', '.join(schemes)})", default)
        raw = self.secret(name, default)
        parts = urlsplit(raw)
        if parts.scheme not in schemes or not parts.hostname:
            return self._fault(name, parts.scheme or "it", f"is not a URL of {', '.join(schemes)}", "")
        apart = name.endswith("_URL") and not {"http", "https"} & set(schemes)
        password = self.secret(name.removesuffix("URL") + "PASSWORD", "") if apart else ""
        if password and not parts.password:
            host = parts.netloc.rpartition("@")[2]
            parts = parts._replace(netloc=f"{parts.username or ''}:{quote(password, safe='')}@{host}")
        return urlunsplit(parts).rstrip("/") if parts.path in {"", "/"} else urlunsplit(parts)

    def finish(self, prefix: str = "") -> None:
        """Raise ConfigError with every problem, unknown `PADDOCK_*` names among them; `prefix` is the service's own."""
        strangers = [
            name
            for name in sorted(self._values)
            if name.startswith("PADDOCK_") and name not in self._known and name not in _LAUNCHER
        ]
        for name in strangers:
            if name.startswith(_OTHERS) and not (prefix and name.startswith(prefix)):
                continue
            near = difflib.get_close_matches(name, self._known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            self.problems.append(f"{name} is not a setting of Paddock{hint}")
        if self.problems:
            raise ConfigError(self.problems)

    def _note(self, name: str, kind: str, default: object) -> None:
        """Remember the first, which is the most exact, word about a setting."""
        told = None if default is REQUIRED else str(default).lower() if isinstance(default, bool) else str(default)
        self.settings.setdefault(name, Setting(name=name, kind=kind, default=told))

    def _fault(self, name: str, raw: str, why: str, value: T) -> T:
        if not any(problem.startswith(f"{name} ") for problem in self.problems):
            self.problems.append(f"{name} {why}" if not raw else f"{name} ({raw}) {why}")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The settings that every service has."""

    database_url: str
    amqp_url: str
    public_url: str
    host: str
    port: int
    staff_key: str
    log_format: str
    log_level: str
    trusted_proxies: tuple[str, ...]
    drain_seconds: float
    database_connections: int

    @classmethod
    def read(cls, env: Environment, *, port: int) -> "Common":
        """Read them; `port` is the service's default."""
        return cls(
            database_url=env.url("PADDOCK_DATABASE_URL", schemes=("postgresql", "postgres")),
            amqp_url=env.url("PADDOCK_AMQP_URL", schemes=("amqp", "amqps")),
            public_url=env.url("PADDOCK_PUBLIC_URL", "http://127.0.0.1:8080"),
            host=env.text("PADDOCK_HOST", "127.0.0.1"),
            port=env.integer("PADDOCK_PORT", port, low=1, high=65535),
            staff_key=env.secret("PADDOCK_STAFF_KEY"),
            log_format=env.choice("PADDOCK_LOG_FORMAT", ("json", "text"), "json"),
            log_level=env.choice("PADDOCK_LOG_LEVEL", ("debug", "info", "warning", "error"), "info"),
            trusted_proxies=env.words("PADDOCK_TRUSTED_PROXIES", "127.0.0.1"),
            drain_seconds=env.number("PADDOCK_DRAIN_SECONDS", 10.0),
            database_connections=env.integer("PADDOCK_DATABASE_CONNECTIONS", 10, low=2, high=200),
        )
