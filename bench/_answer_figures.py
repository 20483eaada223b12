"""Counts what the answers were worth: wrong and right, abstained, coverage, recall, false questions, time.

In: outcomes, with what was expected where it is known. Out: figures and a table.
"""

import statistics
from dataclasses import dataclass
from typing import Any

from services.notify.answering.nouns import Action, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One comment: the verdict, how long it took, and the label if the set has one."""

    id: str
    text: str
    verdict: Verdict
    ms: float
    expected: dict[str, Any] | None = None

    def prediction(self) -> dict[str, Any]:
        """The line that is written for it."""
        verdict = self.verdict
        return {
            "id": self.id,
            "is_question": verdict.action is not Action.IGNORE,
            "kind": verdict.kind.value,
            "action": verdict.action.value,
            "entries": list(verdict.entries),
            "answer_ref": verdict.answer_ref or None,
            "evidence": [f"{item.rule}: {item.detail} → {item.entry}" for item in verdict.evidence],
            "vetoes": [veto.code for veto in verdict.vetoes],
            "ms": round(self.ms, 2),
        }

    def complaint(self) -> str:
        """One line on what differs from the label, empty when nothing does."""
        if self.expected is None or (
            self.verdict.action.value == self.expected["action"]
            and set(self.verdict.entries) <= set(self.expected["entries"])
        ):
            return ""
        vetoes = ", ".join(veto.code for veto in self.verdict.vetoes)
        what = f"{self.expected['action']} → {self.verdict.action.value} {self.verdict.kind}"
        return f"  {self.id} {what} [{vetoes}] {self.text[:100]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The counts of one part."""

    comments: int
    wrong: int | None
    right: int | None
    abstained: int | None
    coverage: float | None
    recall: float | None
    false_questions: int | None
    no_questions: int | None
    published: int
    routed: int
    ignored: int
    p50: float
    p95: float

    @property
    def good(self) -> bool:
        """Whether the goals are met, as far as labels tell."""
        if self.wrong is None:
            return self.p95 < 50
        calm = (self.false_questions or 0) * 60 <= max(self.no_questions or 0, 60)
        return self.wrong == 0 and (self.coverage or 0) >= 0.9 and (self.recall or 0) >= 0.95 and calm and self.p95 < 50


def figures(outcomes: list[Outcome]) -> Figures:
    """Count them."""
    labelled = [outcome for outcome in outcomes if outcome.expected is not None]
    published = [outcome for outcome in outcomes if outcome.verdict.action is Action.AUTO]
    times = sorted(outcome.ms for outcome in outcomes) or [0.0]
    wrong = [o for o in published if o.expected is not None and set(o.verdict.entries) != set(o.expected["entries"])]
    answerable = [o for o in labelled if o.expected and o.expected["action"] == "auto"]
    questions = [o for o in labelled if o.expected and o.expected["is_question"]]
    others = [o for o in labelled if o.expected and not o.expected["is_question"]]
    right = [o for o in answerable if o.verdict.action is Action.AUTO and o not in wrong]
    found = [o for o in questions if o.verdict.action is not Action.IGNORE]
    return Figures(
        comments=len(outcomes),
        wrong=len(wrong) if labelled else None,
        right=len(right) if labelled else None,
        abstained=len(answerable) - sum(o.verdict.action is Action.AUTO for o in answerable) if labelled else None,
        coverage=len(right) / len(answerable) if answerable else None,
        recall=len(found) / len(questions) if questions else None,
        false_questions=sum(o.verdict.action is not Action.IGNORE for o in others) if labelled else None,
        no_questions=len(others) if labelled else None,
        published=len(published),
        routed=sum(outcome.verdict.action is Action.ROUTE for outcome in outcomes),
        ignored=sum(outcome.verdict.action is Action.IGNORE for outcome in outcomes),
        p50=statistics.median(times),
        p95=times[min(len(times) - 1, int(len(times) * 0.95))],
    )


def table(name: str, counted: Figures) -> str:
    """The figures as lines to read."""
    done = f"{counted.published} answered, {counted.routed} routed, {counted.ignored} left alone"
    lines = [f"{name}: {counted.comments} comments, {done}"]
    if counted.wrong is not None:
        lines.append(
            f"  wrong {counted.wrong} · right {counted.right} · abstained {counted.abstained} · "
            f"coverage {counted.coverage or 0:.3f} · recall {counted.recall or 0:.3f} · "
            f"false questions {counted.false_questions} of {counted.no_questions}"
        )
    lines.append(f"  p50 {counted.p50:.1f} ms · p95 {counted.p95:.1f} ms")
    return "\n".join(lines)
