"""No text makes a regular expression of ours slow, also one that is written tomorrow."""

import re
import time

import pytest

from services.notify.inbound.extract import extract
from services.notify.inbound.parse import parse
from tests.abuse.patterns import ANCHORED, END, attacks, ours

SIZES = (12, 24, 36, 60, 400, 1_500, 10_000)
"""A comment and a reply may have 10,000 characters. Small sizes first: what explodes is seen before it hangs."""
SECONDS = 1.0
RUN = 99
"""Lines of mails hold no longer run of spaces or of one mark (`services/notify/inbound/lines.py`)."""


def slowness(pattern: str, flags: int, *, anchored: bool = False, longest: int = SIZES[-1]) -> str:
    """The attack that makes it slow, or nothing."""
    compiled = re.compile(pattern, flags)
    for before, pump in attacks(pattern, flags):
        bound = longest if re.fullmatch(r"(\W)\1*", pump) else SIZES[-1]
        for size in SIZES:
            text = before + pump * max(1, min(size, bound) // len(pump)) + END
            started = time.thread_time()
            (compiled.match if anchored else compiled.search)(text)
            took = time.thread_time() - started
            if took > (SECONDS if size > 400 else 0.1):
                return f"{before[-30:]!r} + {pump[:30]!r} × {size // len(pump)}: {took:.2f} s"
    return ""


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"^(\s*\w+\s*,?)*;"])
def test_the_attack_finds_patterns_that_are_known_to_be_slow(pattern: str) -> None:
    assert slowness(pattern, 0)


def test_every_pattern_of_ours_ends_soon_on_what_is_made_to_slow_it_down() -> None:
    found = ours()
    assert len(found) > 200
    slow = {}
    for (pattern, flags), where in found.items():
        longest = RUN if "notify.inbound" in where.replace("/", ".") else SIZES[-1]
        if why := slowness(pattern, flags, anchored=where.endswith(ANCHORED), longest=longest):
            slow[f"{where}: {pattern[:150]}"] = why
    assert not slow, "\n".join(f"{name}\n    {why}" for name, why in slow.items())


def test_a_mail_of_very_long_lines_is_read_in_time() -> None:
    for line in (
        "-" * 90_000,
        "- " * 45_000,
        "--- a" + " " * 90_000 + "x",
        "Regards" + " ," * 40_000,
        "a" * 90_000 + "@",
    ):
        mail = parse(f"From: a@b.example\r\nContent-Type: text/plain\r\n\r\nYes.\r\n{line}x\r\n".encode())
        started = time.thread_time()
        extract(mail)
        assert time.thread_time() - started < 2, line[:20]
