"""Answers that notify asks comments to post or to take back."""

from typing import ClassVar
from uuid import UUID

from shared.events.nouns import Event


class ReplyRequested(Event, frozen=True, kw_only=True):
    """Notify asks comments to post an answer under a comment, or to replace the one it posted.

    `answer` identifies the answer (a repeat posts nothing new, a higher `version` replaces the text),
    `kind` is archive or expert, `evidence` the facts it rests on, in words, `not_right_path` the path of
    the page where a reader says that it is wrong.
    """

    type: ClassVar[str] = "reply.requested.v1"
    source: ClassVar[str] = "notify"
    answer: UUID
    site: str
    comment: UUID
    kind: str
    author_name: str
    text: str
    version: int = 1
    language: str = ""
    evidence: tuple[str, ...] = ()
    source_name: str = ""
    not_right_path: str = ""

    @property
    def subject(self) -> str:
        return f"answer/{self.answer}"

    @property
    def sequence(self) -> int:
        return self.version


class ReplyWithdrawn(Event, frozen=True, kw_only=True):
    """Notify takes an answer back; comments removes the reply it posted for it."""

    type: ClassVar[str] = "reply.withdrawn.v1"
    source: ClassVar[str] = "notify"
    answer: UUID
    site: str
    comment: UUID
    reason: str = ""
    version: int = 1

    @property
    def subject(self) -> str:
        return f"answer/{self.answer}"

    @property
    def sequence(self) -> int:
        return self.version
