"""What an installation needs, by arithmetic: measured costs of one thing times how many things there are.

In: how many sites and comments, and a publisher's habits. Out: cores at the busiest minute, bytes on disk, processes.
"""

import math
from dataclasses import dataclass
from typing import Final

DAY: Final = 86_400
YEARS: Final = 3
"""How long an archive of comments took to grow, when only its size is known."""
FULL: Final = 0.6
"""How busy a core may be at the busiest minute; the rest is for what was not foreseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Measured: milliseconds of CPU and bytes, each by the command that docs/capacity.md names."""

    edge_read: float = 0.016
    read: float = 0.066
    comments: float = 0.81
    notify: float = 1.2
    postgres: float = 0.77
    rabbitmq: float = 0.19
    mail: float = 3.3
    picture: float = 650.0
    row_comments: int = 3834
    row_notify: int = 1273
    original: int = 2_800_000
    renditions: int = 693_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Assumed: how a publication's readers and editors behave. Put your own in."""

    reads_a_comment: float = 500
    mails_a_comment: float = 1.5
    attachments_a_comment: float = 0.02
    photographs_a_site_and_day: float = 6
    cached: float = 0.9
    busiest: float = 8
    """The busiest minute against the mean of the day."""
    queue: float = 2
    """The same for pictures, which may wait a little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What it comes to. Cores are those of the busiest minute; bytes are all that is kept."""

    reads: float
    posts: float
    cores: dict[str, float]
    processes: dict[str, int]
    database: float
    pictures: float

    @property
    def all_cores(self) -> float:
        """Of all parts together."""
        return sum(self.cores.values())


MEASURED: Final = Costs()
USUAL: Final = Habits()


def plan(
    *, sites: int, comments: float, a_day: float | None = None, habits: Habits = USUAL, costs: Costs = MEASURED
) -> Plan:
    """What `sites` with so many stored `comments` need; `a_day` new ones come in, by default a steady three years'."""
    daily = comments / (YEARS * 365) if a_day is None else a_day
    posts = daily * habits.busiest / DAY
    reads = posts * habits.reads_a_comment
    mails = posts * habits.mails_a_comment
    photographs = habits.photographs_a_site_and_day * sites + habits.attachments_a_comment * daily
    cores = {
        "edge": reads * costs.edge_read / 1000,
        "comments": (reads * (1 - habits.cached) * costs.read + posts * costs.comments) / 1000,
        "notify": (posts * costs.notify + mails * costs.mail) / 1000,
        "images": photographs * habits.queue / DAY * costs.picture / 1000,
        "Postgres": posts * costs.postgres / 1000,
        "RabbitMQ": posts * costs.rabbitmq / 1000,
    }
    days = comments / daily if daily else YEARS * 365
    return Plan(
        reads=reads,
        posts=posts,
        cores=cores,
        processes={name: max(1, math.ceil(cores[name] / FULL)) for name in ("comments", "notify", "images")},
        database=comments * (costs.row_comments + costs.row_notify),
        pictures=photographs * days * (costs.original + costs.renditions),
    )


def readable(size: float) -> str:
    """Bytes for a person: three digits and a unit of thousands."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} PB"
