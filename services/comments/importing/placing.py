"""Puts the comments of one page in order: each after the comment it answers, whatever the order of the file.

In: what the spool knows of each row. Out: slots in the order in which the comments get their numbers.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct

from services.comments.domain import State


class Row(Struct, frozen=True, kw_only=True):
    """A row of the spool: `place` orders it (seconds, or a number), `kept` is false when it was left out."""

    id: str
    parent: str
    place: float | None
    state: State
    kept: bool


class Slot(Struct, frozen=True, kw_only=True):
    """A comment's turn. `alive` says that it or a reply below it is published; `remark` what became of its parent."""

    id: str
    parent: str
    place: float
    alive: bool
    remark: str = ""


def order(rows: Sequence[Row], *, outside: Collection[str], start: float | None) -> list[Slot]:
    """The kept rows, parents first, else by place. `outside` are parents that were brought in before.

    A reply to a row that was left out hangs on what stands above that; a removed comment that holds nothing
    is no slot. `start` is the place of a row that has none.
    """
    known = {row.id: row for row in rows}
    parents: dict[str, str] = {}
    remarks: dict[str, str] = {}
    for row in rows:
        if row.kept:
            parents[row.id], remarks[row.id] = _parent(row, known, outside)
    _cut_circles(parents, remarks)
    places = _places(rows, parents, start)
    alive = _alive(known, parents, places)
    kept = [row for row in rows if row.kept and (row.state is not State.REMOVED or row.id in alive)]
    slots = [
        Slot(id=row.id, parent=parents[row.id], place=places[row.id][0], alive=row.id in alive, remark=remarks[row.id])
        for row in kept
    ]
    turn = {row.id: number for number, row in enumerate(rows)}
    return sorted(slots, key=lambda slot: (*places[slot.id], turn[slot.id]))


def _parent(row: Row, known: dict[str, Row], outside: Collection[str]) -> tuple[str, str]:
    parent, seen = row.parent, {row.id}
    while parent:
        if parent in seen:
            return "", "it answers itself: it stands at the top"
        seen.add(parent)
        above = known.get(parent)
        if above is None:
            if parent in outside:
                return parent, ""
            return "", "the comment it answers is not in the file: it stands at the top"
        if above.kept:
            remark = "" if parent == row.parent else "the comment it answers was left out: it stands one level higher"
            return parent, remark
        parent = above.parent
    return "", "" if not row.parent else "the comment it answers was left out: it stands at the top"


def _cut_circles(parents: dict[str, str], remarks: dict[str, str]) -> None:
    done: set[str] = set()
    for start in parents:
        path: set[str] = set()
        here = start
        while here in parents and here not in done:
            if here in path:
                parents[here] = ""
                remarks[here] = "it answers itself: it stands at the top"
                break
            path.add(here)
            here = parents[here]
        done |= path


def _places(rows: Sequence[Row], parents: dict[str, str], start: float | None) -> dict[str, tuple[float, int]]:
    """Where each stands: never before its parent; (place, how deep)."""
    dated = [row.place for row in rows if row.place is not None]
    first = start if start is not None else min(dated, default=0.0)
    own = {row.id: first if row.place is None else row.place for row in rows if row.kept}
    places: dict[str, tuple[float, int]] = {}
    for identity in own:
        path = []
        here = identity
        while here in own and here not in places:
            path.append(here)
            here = parents[here]
        above = places.get(here, (float("-inf"), -1))
        for step in reversed(path):
            above = (max(own[step], above[0]), above[1] + 1)
            places[step] = above
    return places


def _alive(known: dict[str, Row], parents: dict[str, str], places: dict[str, tuple[float, int]]) -> set[str]:
    """Those that are published or have something published below them."""
    alive = {identity for identity in places if known[identity].state is State.PUBLISHED}
    for identity in sorted(places, key=lambda each: -places[each][1]):
        if identity in alive and parents[identity]:
            alive.add(parents[identity])
    return alive
