"""One thing measured against another in interleaved rounds, with medians and CPU a request.

In: two ways to load, and the processes that each keeps busy. Out: a table.
"""

import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench import _load

Run = Callable[[], Awaitable[_load.Load]]


@dataclass(slots=True)
class Contest:
    """One thing measured against another; `goal` is what the ratio should reach."""

    name: str
    ours: Run
    theirs: Run
    goal: float
    rounds: list[tuple[_load.Load, _load.Load, float, float]] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(a.rate / max(1e-9, b.rate) for a, b, *_ in self.rounds)

    @property
    def accepted(self) -> int:
        """How many of our answers were 2xx or 3xx."""
        return sum(a.answers - a.refused for a, *_ in self.rounds)


async def play(contests: Sequence[Contest], rounds: int, ours: Iterable[int], theirs: Iterable[int]) -> None:
    """Every contest once a round, ours and theirs in turn; `ours` and `theirs` are process ids."""
    mine, yours = list(ours), list(theirs)
    for _ in range(rounds):
        for contest in contests:
            a, cpu_a = await costed(contest.ours, mine)
            b, cpu_b = await costed(contest.theirs, yours)
            contest.rounds.append((a, b, cpu_a, cpu_b))


async def costed(run: Run, pids: Iterable[int]) -> tuple[_load.Load, float]:
    """The round, and CPU milliseconds a request of these processes and of Postgres."""
    mine = list(pids)
    before = _load.cpu_seconds([*mine, *_load.named("postgres")])
    load = await run()
    after = _load.cpu_seconds([*mine, *_load.named("postgres")])
    return load, (after - before) * 1000 / max(1, load.answers)


def tell(contests: Iterable[Contest], against: str) -> None:
    """Print the table."""
    write = sys.stdout.write
    heads = [("what", -24), ("a second", 10), (against, 10), ("ratio", 8), ("goal", 7), ("CPU ms", 9), (against, 8)]
    heads += [("p99 ms", 9), (against, 8)]
    write("".join(f"{head:{'>' if width > 0 else '<'}{abs(width)}}" for head, width in heads) + "\n")
    for contest in contests:
        rounds = contest.rounds
        rate = median(a.rate for a, *_ in rounds), median(b.rate for _, b, *_ in rounds)
        cpu = median(row[2] for row in rounds), median(row[3] for row in rounds)
        late = median(a.p99 for a, *_ in rounds), median(b.p99 for _, b, *_ in rounds)
        refused = sum(a.refused for a, *_ in rounds)
        write(
            f"{contest.name:24}{rate[0]:10.0f}{rate[1]:10.0f}{contest.ratio:8.2f}{contest.goal:7.2f}{cpu[0]:9.3f}"
            f"{cpu[1]:8.3f}{late[0]:9.1f}{late[1]:8.1f}{f'  {refused} refused' if refused else ''}\n"
        )
