"""Comments find their places whatever the order of the file."""

import time

from hypothesis import given, strategies as st

from services.comments.domain import State
from services.comments.importing.placing import Row, Slot, order


def row(
    key: str, parent: str = "", place: float | None = 0, state: State = State.PUBLISHED, *, kept: bool = True
) -> Row:
    return Row(id=key, parent=parent, place=place, state=state, kept=kept)


def keys(slots: list[Slot]) -> list[tuple[str, str]]:
    return [(slot.id, slot.parent) for slot in slots]


def test_a_reply_comes_after_what_it_answers_even_with_an_earlier_date() -> None:
    slots = order([row("b", "a", 1), row("a", "", 5), row("c", "", 3)], outside=(), start=None)
    assert keys(slots) == [("c", ""), ("a", ""), ("b", "a")]


def test_a_reply_to_what_was_left_out_hangs_on_what_stands_above_that() -> None:
    slots = order([row("a"), row("spam", "a", kept=False), row("b", "spam", 1)], outside=(), start=None)
    assert keys(slots) == [("a", ""), ("b", "a")]
    assert "one level higher" in slots[1].remark


def test_a_reply_to_what_is_not_there_stands_at_the_top() -> None:
    assert keys(order([row("a", "gone")], outside=(), start=None)) == [("a", "")]
    assert keys(order([row("a", "before")], outside={"before"}, start=None)) == [("a", "before")]


def test_circles_are_cut() -> None:
    slots = order([row("a", "b"), row("b", "c"), row("c", "a"), row("d", "d")], outside=(), start=None)
    assert sorted(slot.id for slot in slots) == ["a", "b", "c", "d"]
    assert sum(slot.parent == "" for slot in slots) == 2


def test_a_removed_comment_stays_only_while_something_hangs_on_it() -> None:
    gone = State.REMOVED
    slots = order(
        [row("a", state=gone), row("b", "a", state=gone), row("c", "b"), row("d", state=gone)], outside=(), start=None
    )
    assert [(slot.id, slot.alive) for slot in slots] == [("a", True), ("b", True), ("c", True)]


def test_a_chain_of_twenty_thousand_is_placed_quickly() -> None:
    rows = [row(str(number), str(number + 1)) for number in range(20_000)]
    start = time.process_time()
    assert len(order(rows, outside=(), start=None)) == 20_000
    assert time.process_time() - start < 10


@given(
    st.lists(
        st.tuples(
            st.integers(0, 8),
            st.none() | st.floats(-5, 5),
            st.sampled_from([State.PUBLISHED, State.REMOVED]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_parents_always_come_first_and_nothing_published_is_lost(
    shape: list[tuple[int, float | None, State, bool]],
) -> None:
    rows = [row(str(n), str(parent), place, state, kept=kept) for n, (parent, place, state, kept) in enumerate(shape)]
    slots = order(rows, outside=(), start=None)
    seen: set[str] = set()
    for slot in slots:
        assert not slot.parent or slot.parent in seen
        seen.add(slot.id)
    assert {one.id for one in rows if one.kept and one.state is State.PUBLISHED} <= seen
