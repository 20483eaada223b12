"""What a developer is told when something is in the way: one clear sentence and the way out."""


class Trouble(Exception):
    """Something a person has to change; `way_out` says what."""

    def __init__(self, sentence: str, way_out: str = "") -> None:
        super().__init__(sentence)
        self.way_out = way_out

    def __str__(self) -> str:
        sentence = super().__str__()
        return f"{sentence}\n  → {self.way_out}" if self.way_out else sentence


def first(group: BaseExceptionGroup[BaseException]) -> Trouble | None:
    """The first Trouble among errors that came together, if there is one."""
    for error in group.exceptions:
        found = first(error) if isinstance(error, BaseExceptionGroup) else error
        if isinstance(found, Trouble):
            return found
    return None
