"""The secrets of a compose installation: one file each in secrets/, made once from the system's randomness.

The folder may be entered by its owner alone; the files inside are readable, since compose mounts them as they
are and each container's account has another number.
"""

import base64
import json
import secrets
from pathlib import Path
from typing import Final

from shared import sealing

_TOKENS: Final = (
    "postgres_password",
    "comments_database_password",
    "notify_database_password",
    "images_database_password",
    "amqp_password",
    "erlang_cookie",
    "staff_key",
    "comments_secret",
    "comments_address_key",
    "images_held_key",
    "grafana_password",
)

_DERIVED: Final = ("notify_private_key", "notify_address_keys", "notify_relays")


class Vault:
    """The folder with the secrets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fill(self, *, relay: str) -> list[str]:
        """Make what is missing; returns the names of what was made."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._folder.chmod(0o700)
        made = [name for name in _TOKENS if self._keep(name, secrets.token_urlsafe(32))]
        made += [name for name, value in self._derived(relay).items() if self._keep(name, value)]
        self._write("rabbitmq.conf", f"default_user = paddock\ndefault_pass = {self.read('amqp_password')}\n")
        self._write("demo_environments", json.dumps(self._demo_environments(), indent=1))
        return made

    def missing(self) -> list[str]:
        """The names of the secrets that `fill` would make."""
        return [name for name in (*_TOKENS, *_DERIVED) if not (self._folder / name).exists()]

    def read(self, name: str) -> str:
        """One secret."""
        return (self._folder / name).read_text()

    def public_key(self) -> str:
        """The half of the sealing key that comments may know."""
        return sealing.public_key(self.read("notify_private_key"))

    def _derived(self, relay: str) -> dict[str, str]:
        return {
            "notify_private_key": sealing.new_keys()[0],
            "notify_address_keys": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "notify_relays": relay,
        }

    def _demo_environments(self) -> dict[str, dict[str, str]]:
        """What the demo site calls the services' own commands with, in its container."""
        secret = {name: f"/run/secrets/{name}" for name in (*_TOKENS, *_DERIVED)}
        common = {
            "PATH": "/paddock/.venv/bin:/usr/local/bin:/usr/bin:/bin",
            "PADDOCK_AMQP_URL": "amqp://paddock@rabbitmq:5672/",
            "PADDOCK_AMQP_PASSWORD_FILE": secret["amqp_password"],
            "PADDOCK_STAFF_KEY_FILE": secret["staff_key"],
        }
        own = {
            "comments": {
                "PADDOCK_COMMENTS_SECRET_FILE": secret["comments_secret"],
                "PADDOCK_COMMENTS_ADDRESS_KEY_FILE": secret["comments_address_key"],
                "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": self.public_key(),
            },
            "notify": {
                "PADDOCK_NOTIFY_PRIVATE_KEY_FILE": secret["notify_private_key"],
                "PADDOCK_NOTIFY_ADDRESS_KEYS_FILE": secret["notify_address_keys"],
                "PADDOCK_NOTIFY_RELAYS_FILE": secret["notify_relays"],
            },
            "images": {"PADDOCK_IMAGES_STORE": "/pictures", "PADDOCK_IMAGES_HELD_KEY_FILE": secret["images_held_key"]},
        }
        return {
            service: common
            | {
                "PADDOCK_DATABASE_URL": f"postgresql://paddock_{service}@postgres:5432/paddock",
                "PADDOCK_DATABASE_PASSWORD_FILE": secret[f"{service}_database_password"],
            }
            | settings
            for service, settings in own.items()
        }

    def _keep(self, name: str, value: str) -> bool:
        file = self._folder / name
        if file.exists():
            return False
        self._write(name, value)
        return True

    def _write(self, name: str, value: str) -> None:
        file = self._folder / name
        file.write_text(value)
        file.chmod(0o644)
