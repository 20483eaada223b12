"""The capacity model: its arithmetic by hand for one case, its growth, and the command."""

import json
from dataclasses import replace

import pytest

from dev.__main__ import main
from dev.capacity import DAY, USUAL, Costs, plan, readable


def test_one_case_by_hand() -> None:
    costs = Costs(edge_read=0.1, read=1, comments=2, notify=3, postgres=4, rabbitmq=5, mail=6, picture=1000)
    costs = replace(costs, row_comments=1000, row_notify=500, original=3_000_000, renditions=1_000_000)
    habits = replace(USUAL, reads_a_comment=100, mails_a_comment=2, busiest=10, cached=0.9, queue=2)
    habits = replace(habits, photographs_a_site_and_day=4, attachments_a_comment=0)
    found = plan(sites=2, comments=DAY * 10, a_day=DAY, habits=habits, costs=costs)
    assert (found.posts, found.reads) == (10, 1000)
    assert found.cores == pytest.approx(
        {
            "edge": 0.1,  # 1,000 reads x 0.1 ms
            "comments": 0.12,  # 100 reads that are not cached x 1 ms, 10 posts x 2 ms
            "notify": 0.15,  # 10 posts x 3 ms, 20 mails x 6 ms
            "images": 8 * 2 / DAY,  # 8 photographs a day, twice the mean, 1 s each
            "Postgres": 0.04,
            "RabbitMQ": 0.05,
        }
    )
    assert found.database == DAY * 10 * 1500
    assert found.pictures == 8 * 10 * 4_000_000
    assert found.processes == {"comments": 1, "notify": 1, "images": 1}


def test_ten_times_of_everything_needs_ten_times_as_much() -> None:
    small, large = plan(sites=1_000, comments=1e7), plan(sites=10_000, comments=1e8)
    assert large.all_cores == pytest.approx(10 * small.all_cores)
    assert (large.database, large.pictures) == pytest.approx((10 * small.database, 10 * small.pictures))
    assert [readable(size) for size in (999, 1000, 5.75e11, 2.35e15)] == ["999 B", "1 kB", "575 GB", "2.35 PB"]


def test_the_command_takes_every_habit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["capacity", "--sites", "3", "--comments", "5e6", "--cached", "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cores"]["comments"] > plan(sites=3, comments=5e6).cores["comments"]
    assert main(["capacity"]) == 0
    assert "busiest minute" in capsys.readouterr().out
