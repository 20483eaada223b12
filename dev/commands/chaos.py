"""Run the tests that kill, stop and cut off processes and servers (tests/chaos)."""

from dev.commands import test


def run(arguments: list[str]) -> int:
    """Run them; returns pytest's exit code."""
    return test.run(["-m", "chaos", *(arguments or ["tests/chaos"])])
