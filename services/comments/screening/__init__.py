"""Decides what happens to a comment before anybody sees it: pure steps over gathered facts, in order."""

from services.comments.screening.facts import Facts, Opinion, Submission, Verdict
from services.comments.screening.pipeline import screen

__all__ = ["Facts", "Opinion", "Submission", "Verdict", "screen"]
