"""How many examples a property is tried on: few each time, as many as `--fuzz N` says by hand.

In: the usual number. Out: hypothesis settings as a decorator.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings, strategies as st

wanted: list[int] = []
"""What `--fuzz` asked for (tests/conftest.py)."""


def prepare(many: int) -> None:
    """Before a test is read: `--fuzz` asked for so many; a slow example is no fault on a busy machine."""
    wanted.append(many)
    slow = [HealthCheck.too_slow]
    settings.register_profile(
        "paddock", max_examples=max(100, many), deadline=None, database=None, suppress_health_check=slow
    )
    settings.load_profile("paddock")


def examples(usual: int) -> Callable[[Any], Any]:
    """So many examples, or those that were asked for; no deadline for one, since a busy machine is no fault."""
    many = max([usual, *wanted])
    chosen = settings(max_examples=many, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    return lambda test: pytest.mark.fuzz(chosen(test))


@st.composite
def damaged(draw: st.DrawFn, samples: list[bytes], junk: list[bytes]) -> bytes:
    """A good input with some of its bytes cut out, doubled or replaced, by words its reader knows too."""
    found = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(0, 8))):
        at, span = draw(st.integers(0, len(found))), draw(st.integers(0, 60))
        piece = draw(st.binary(max_size=12) | st.sampled_from(junk)) * draw(st.sampled_from([1, 1, 1, 2, 50]))
        found[at : at + span] = piece
    return bytes(found)
