"""Spans for OpenTelemetry, when its SDK is installed (the extra `otel`) and an `OTEL_…` endpoint is named.

In: what is about to be done. Out: a span, and its traceparent for whatever is emitted, published or queued inside.
Otherwise nothing: no import, no thread, and about a microsecond a span.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from shared import logs, trace
from shared.env import tracing_wanted

FLUSH_MS: Final = 3000
_PARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$")

log = logs.get("spans")
_tracer: Any = None


class Span:
    """What may be noted about the thing that is being done."""

    def __init__(self, inner: Any = None, traceparent: str = "") -> None:  # noqa: ANN401 - the SDK's span, if any
        self._inner = inner
        self.traceparent = traceparent

    def note(self, name: str, value: str | float) -> None:
        """An attribute, named as OpenTelemetry's semantic conventions do."""
        if self._inner is not None:
            self._inner.set_attribute(name, value)


_NOTHING = Span()


def start(service: str) -> Callable[[], None]:
    """Begin to trace where that is wanted and possible; the function that ends it and sends what is left."""
    global _tracer  # noqa: PLW0603 - one process, one tracer, as in the SDK itself
    if not tracing_wanted():
        return lambda: None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an optional extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        log.warning("tracing_not_installed", install="uv sync --extra otel")
        return lambda: None
    names = {"service.name": f"paddock-{service}", "service.namespace": "paddock"}
    provider = TracerProvider(resource=Resource.create(names))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = provider.get_tracer("paddock")

    def stop() -> None:
        global _tracer  # noqa: PLW0603
        _tracer = None
        provider.force_flush(FLUSH_MS)
        provider.shutdown()

    log.info("tracing")
    return stop


@contextmanager
def span(name: str, kind: str = "internal", *, parent: str | None = None) -> Iterator[Span]:
    """Do something as a span below `parent`, or below what came with the request or message that is handled.

    `kind` is server, producer, consumer, client or internal.
    """
    if _tracer is None:
        yield _NOTHING
        return
    from opentelemetry import trace as api  # noqa: PLC0415 - it is there, or there were no tracer

    above = _context(api, trace.traceparent() if parent is None else parent)
    with _tracer.start_as_current_span(name, context=above, kind=api.SpanKind[kind.upper()]) as current:
        mine = current.get_span_context()
        own = f"00-{mine.trace_id:032x}-{mine.span_id:016x}-{int(mine.trace_flags):02x}"
        with trace.below(own):
            yield Span(current, own)


def _context(api: Any, above: str) -> Any:  # noqa: ANN401 - the SDK's modules and values
    """What the span stands under; nothing current in this task, but what was handed over."""
    if (found := _PARENT.match(above)) is None:
        return api.set_span_in_context(api.INVALID_SPAN)
    parent = api.SpanContext(
        trace_id=int(found[1], 16),
        span_id=int(found[2], 16),
        is_remote=True,
        trace_flags=api.TraceFlags(int(found[3], 16)),
    )
    return api.set_span_in_context(api.NonRecordingSpan(parent))
