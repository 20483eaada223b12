"""What was promised from outside: every 2xx that came back, every mail that arrived. The count compares it later."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Ledger:
    """The outside's memory of a run."""

    published: dict[str, str] = field(default_factory=dict)
    """Comment id → the text it was accepted with (or last edited to), on the site that publishes at once."""
    held: dict[str, str] = field(default_factory=dict)
    """Comment id → text, on the site that holds everything."""
    decided: dict[str, str] = field(default_factory=dict)
    """Number of a held remark → approve, reject or spam, as the mailed page's button was pressed."""
    certain: set[str] = field(default_factory=set)
    """Ids of questions that the archive can answer."""
    asked: set[str] = field(default_factory=set)
    """Ids of questions that only an expert can answer."""
    replied: set[str] = field(default_factory=set)
    """Subjects of experts' questions that were answered by mail."""
    pictures: set[str] = field(default_factory=set)
    """Ids of accepted uploads."""
    mails: Counter[str] = field(default_factory=Counter)
    """Message-ID → how often it arrived."""
    refused: list[str] = field(default_factory=list)
    """What a client was refused, or never got an answer to."""
    trouble: Counter[str] = field(default_factory=Counter)
    """What clients saw go wrong before they were answered."""
