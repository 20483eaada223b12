"""Run one measurement of bench/ against private servers that keep their promises (fsync on)."""

from dev.commands.test import with_servers
from dev.surroundings import PYTHON


def run(arguments: list[str]) -> int:
    """Run it; returns its exit code. Without a name it lists the measurements."""
    command = [str(PYTHON), "-m", "bench", *arguments]
    return with_servers(command, instance_name="bench", durable=True, needed=bool(arguments) and arguments[0][0] != "-")
