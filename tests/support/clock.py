"""The one fake there is: a clock that moves only when it is told to."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Starts on a spring morning of 2012 and stands still."""

    def __init__(self) -> None:
        self.time = datetime(2012, 5, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The time it shows."""
        return self.time

    def advance(self, **parts: float) -> None:
        """Move on by a timedelta's parts."""
        self.time += timedelta(**parts)
