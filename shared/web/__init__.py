"""The kit of every HTTP door: one middleware, bodies by type, problems, health and metrics."""

from shared.web.answers import html, json, see_other
from shared.web.application import COMMON, application, fast
from shared.web.body import body, form
from shared.web.client import client_ip
from shared.web.problem import Problem, problem_of

__all__ = [
    "COMMON",
    "Problem",
    "application",
    "body",
    "client_ip",
    "fast",
    "form",
    "html",
    "json",
    "problem_of",
    "see_other",
]
