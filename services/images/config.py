"""The settings of images: one frozen value, read once, every problem listed at once.

In: the environment. Out: `Config`.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from shared.env import Common, Environment

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """`store` is a folder or an `s3://bucket/prefix`; `held_key` signs links to pictures that aren't public.

    `staging` is a local folder for uploads on their way; it lies inside a local store, so that a finished
    upload is renamed into its place. `reader_uploads` is how many attachments one network may send in ten minutes
    (0: any number).
    """

    common: Common
    store: str
    s3_endpoint: str
    staging: Path
    held_key: str
    workers: int
    allow_unlocked: bool
    gallery_bytes: int
    reader_bytes: int
    gallery_megapixels: float
    reader_megapixels: float
    reader_uploads: int
    unused_hours: int
    keep_rejected_hours: int
    keep_superseded_days: int

    @classmethod
    def read(cls, env: Environment | None = None) -> "Config":
        """Read them. Raises ConfigError with every problem."""
        env = env or Environment()
        store = env.text("PADDOCK_IMAGES_STORE")
        local = urlsplit(store).scheme != "s3"
        staging = env.text("PADDOCK_IMAGES_STAGING", str(Path(store) / "staging") if local else "/tmp/paddock-images")  # noqa: S108 - the container's own tmpfs
        config = cls(
            common=Common.read(env, port=8103),
            store=store,
            s3_endpoint=env.text("PADDOCK_IMAGES_S3_ENDPOINT", ""),
            staging=Path(staging),
            held_key=env.secret("PADDOCK_IMAGES_HELD_KEY"),
            workers=env.integer("PADDOCK_IMAGES_WORKERS", min(4, os.cpu_count() or 1), low=1, high=64),
            allow_unlocked=env.boolean("PADDOCK_IMAGES_ALLOW_UNLOCKED", default=False),
            gallery_bytes=env.integer("PADDOCK_IMAGES_GALLERY_MEGABYTES", 40, low=1, high=500) * MEGABYTE,
            reader_bytes=env.integer("PADDOCK_IMAGES_READER_MEGABYTES", 20, low=1, high=500) * MEGABYTE,
            gallery_megapixels=env.number("PADDOCK_IMAGES_GALLERY_MEGAPIXELS", 100.0, low=1, high=400),
            reader_megapixels=env.number("PADDOCK_IMAGES_READER_MEGAPIXELS", 50.0, low=1, high=400),
            reader_uploads=env.integer("PADDOCK_IMAGES_READER_UPLOADS", 30, low=0, high=100_000),
            unused_hours=env.integer("PADDOCK_IMAGES_UNUSED_HOURS", 24, low=1, high=8760),
            keep_rejected_hours=env.integer("PADDOCK_IMAGES_KEEP_REJECTED_HOURS", 24, low=0, high=8760),
            keep_superseded_days=env.integer("PADDOCK_IMAGES_KEEP_SUPERSEDED_DAYS", 30, low=0, high=3650),
        )
        if config.held_key and len(config.held_key) < 16:
            env.problems.append("PADDOCK_IMAGES_HELD_KEY is shorter than 16 characters")
        env.finish(prefix="PADDOCK_IMAGES_")
        return config
