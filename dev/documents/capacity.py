"""docs/capacity.md: the measured costs, the formulae and the table, written by the model itself.

In: `dev.capacity`. Out: the page's text.
"""

from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Final

from dev.capacity import DAY, FULL, MEASURED, USUAL, YEARS, plan, readable

TEMPLATE: Final = Path(__file__).with_name("capacity.template.md")
STAGES = ((1, 1e4), (10, 1e5), (100, 1e6), (1_000, 1e7), (10_000, 1e8))


def page() -> str:
    """The whole page."""
    parts = {
        "costs": _costs(),
        "habits": _habits(),
        "formulae": _formulae(),
        "table": _table(),
        "core": _core(),
    }
    return Template(TEMPLATE.read_text()).substitute(parts)


def _costs() -> str:
    cost = MEASURED
    capacity, same = "`./paddock bench capacity`", "the same"
    at_rest = f"{readable(cost.original)} / {readable(cost.renditions)}"
    rows = [
        ("a cached read at the edge", f"{cost.edge_read} ms", capacity),
        ("a read that reaches comments, with Postgres", f"{cost.read} ms", "`./paddock bench conversation`"),
        ("a comment in comments: request, screening, commit, relay", f"{cost.comments} ms", capacity),
        ("the same comment in notify: inbox, rows, question looked for", f"{cost.notify} ms", same),
        ("the same comment in Postgres / RabbitMQ", f"{cost.postgres} / {cost.rabbitmq} ms", same),
        ("a mail: plan, compose, sign, hand over", f"{cost.mail} ms", "`./paddock bench mail`"),
        ("a photograph's full set (12 MP; AVIF and JPEG, four widths)", f"{cost.picture:.0f} ms", capacity),
        ("a comment of 250 letters in comments' tables, with indexes", readable(cost.row_comments), same),
        ("the same comment in notify's", readable(cost.row_notify), same),
        ("a photograph at rest: original / renditions", at_rest, same),
    ]
    return _grid(("what", "costs", "measured by"), rows)


def _habits() -> str:
    habit = USUAL
    rows = [
        ("reads of a thread for each new comment", f"{habit.reads_a_comment:g}"),
        ("mails for each comment (moderators, followers, answers)", f"{habit.mails_a_comment:g}"),
        ("comments with a picture of the reader's", f"1 in {1 / habit.attachments_a_comment:g}"),
        ("photographs a site uploads, a day", f"{habit.photographs_a_site_and_day:g}"),
        ("reads that the edge answers itself", f"{habit.cached:.0%}"),
        ("busiest minute against the day's mean (pictures, which may wait)", f"{habit.busiest:g} ({habit.queue:g})"),
        ("years in which the stored comments came", f"{YEARS}"),
    ]
    return _grid(("habit", "assumed"), rows)


def _formulae() -> str:
    return f"""
## The formulae

```
comments a day    = stored / ({YEARS} x 365)
posts a second    = comments a day x busiest / {DAY}
reads a second    = posts a second x reads a comment
cores of edge     = reads a second x {MEASURED.edge_read} ms
cores of comments = reads a second x (1 - cached) x {MEASURED.read} ms + posts a second x {MEASURED.comments} ms
cores of notify   = posts a second x {MEASURED.notify} ms + mails a second x {MEASURED.mail} ms
cores of images   = photographs a day x {USUAL.queue:g} / {DAY} x {MEASURED.picture:.0f} ms
database          = stored comments x ({MEASURED.row_comments} + {MEASURED.row_notify}) B
pictures          = photographs a day x days x ({readable(MEASURED.original)} + {readable(MEASURED.renditions)})
processes         = cores / {FULL}, at least 1: a service's process uses one core, images one a worker
```
"""


def _table() -> str:
    rows = []
    for sites, comments in STAGES:
        needed = plan(sites=sites, comments=comments)
        parts = " / ".join(f"{needed.cores[name]:.3f}" for name in ("edge", "comments", "notify", "images"))
        processes = " / ".join(str(count) for count in needed.processes.values())
        rows.append(
            (
                f"{sites:,}",
                f"{comments:,.0f}",
                f"{needed.reads:,.1f}",
                f"{needed.posts:.3f}",
                parts,
                f"{needed.all_cores:.2f}",
                processes,
                readable(needed.database),
                readable(needed.pictures),
            )
        )
    head = (
        "sites",
        "comments",
        "reads/s",
        "posts/s",
        "cores: edge / comments / notify / images",
        "all cores",
        "processes: comments / notify / images",
        "database",
        "pictures",
    )
    return _grid(head, rows)


def _core() -> str:
    cost = MEASURED
    rows = [
        ("cached reads at the edge", f"{1000 / cost.edge_read:,.0f} a second"),
        ("reads in comments, with Postgres on the same core", f"{1000 / cost.read:,.0f} a second"),
        (
            "comments, through all parts",
            f"{1000 / (cost.comments + cost.notify + cost.postgres + cost.rabbitmq):,.0f} a second",
        ),
        ("mails", f"{1000 / cost.mail:,.0f} a second"),
        ("photographs", f"{1000 / cost.picture * 3600:,.0f} an hour"),
    ]
    return _grid(("what", "at most"), rows)


def _grid(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))
