"""The thread that ties a request to its events, mails and pictures: a correlation id and a W3C traceparent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from shared import logs
from shared.ids import uuid7

_correlation: ContextVar[str] = ContextVar("correlation", default="")
_traceparent: ContextVar[str] = ContextVar("traceparent", default="")
_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")


def correlation() -> str:
    """The id of the request or message that is being handled, or a fresh one."""
    return _correlation.get() or str(uuid7())


def traceparent() -> str:
    """The W3C Trace Context parent that came with it, or nothing."""
    return _traceparent.get()


@contextmanager
def following(correlation_id: str, parent: str = "") -> Iterator[None]:
    """Handle something under this correlation id; a malformed traceparent is dropped."""
    first = _correlation.set(correlation_id)
    second = _traceparent.set(parent if _TRACEPARENT.match(parent) else "")
    logs.bind_contextvars(correlation=correlation_id)
    try:
        yield
    finally:
        logs.unbind_contextvars("correlation")
        _traceparent.reset(second)
        _correlation.reset(first)


@contextmanager
def below(parent: str) -> Iterator[None]:
    """What is done inside stands below this span."""
    before = _traceparent.set(parent)
    logs.bind_contextvars(trace=parent[3:35])
    try:
        yield
    finally:
        logs.unbind_contextvars("trace")
        _traceparent.reset(before)
