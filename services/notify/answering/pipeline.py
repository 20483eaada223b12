"""Answering in one look: read the comment, look up what it mentions, weigh, word.

In: a comment. Out: a verdict, and the answer's words when it is certain. The look-up between `read` and `decide`
is the store's (`services.notify.store.archive`); everything here is pure.

Steps, in order: sentences → language → asking → mentions (pictures, plates, makes, numbers, colours, positions) →
kinds │ look-up │ scope → claims → vetoes → weighing → wording.
"""

from services.notify.answering.nouns import Action, Entry, Facts, Reading, Verdict
from services.notify.answering.reading import read
from services.notify.answering.weighing import decide
from services.notify.answering.wording import word_answer, word_evidence

__all__ = ["decide", "read", "worded"]


def worded(reading: Reading, facts: Facts, verdict: Verdict) -> tuple[str, tuple[str, ...]]:
    """The answer's text and its evidence in words; empty when there is nothing to publish."""
    if verdict.action is not Action.AUTO:
        return "", ()
    by_ref: dict[str, Entry] = {entry.ref: entry for entry in facts.entries}
    entries = tuple(by_ref[ref] for ref in verdict.entries)
    return word_answer(entries, reading.asks, reading.language), word_evidence(
        verdict.evidence, verdict.entries, reading.language
    )
