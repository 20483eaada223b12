"""What this service reads from its environment.

In: `PADDOCK_*`. Out: one frozen `Config`, or every problem at once.
"""

import base64
import binascii
from dataclasses import dataclass

from shared.env import Common, Environment

PREFIX = "PADDOCK_COMMENTS_"
DEFAULT_PORT = 8101


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one comments process."""

    common: Common
    secret: str
    address_key: str
    notify_public_key: str
    cache_megabytes: int
    streams: int
    private_targets: bool

    @classmethod
    def read(cls, env: Environment | None = None) -> "Config":
        """Read and check everything. Raises ConfigError."""
        env = env or Environment()
        config = cls(
            common=Common.read(env, port=DEFAULT_PORT),
            secret=env.secret("PADDOCK_COMMENTS_SECRET"),
            address_key=env.secret("PADDOCK_COMMENTS_ADDRESS_KEY"),
            notify_public_key=env.text("PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY"),
            cache_megabytes=env.integer("PADDOCK_COMMENTS_CACHE_MEGABYTES", 64, low=1, high=65536),
            streams=env.integer("PADDOCK_COMMENTS_STREAMS", 2000, low=1, high=1_000_000),
            private_targets=env.boolean("PADDOCK_COMMENTS_PRIVATE_TARGETS", default=False),
        )
        for name, key in (
            ("PADDOCK_COMMENTS_SECRET", config.secret),
            ("PADDOCK_COMMENTS_ADDRESS_KEY", config.address_key),
        ):
            if key and len(key) < 16:
                env.problems.append(f"{name} is shorter than 16 characters")
        if config.notify_public_key and not _is_key(config.notify_public_key):
            env.problems.append("PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY is not a base64 key of 32 bytes")
        env.finish(prefix=PREFIX)
        return config


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except binascii.Error:
        return False
