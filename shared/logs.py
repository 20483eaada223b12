"""One JSON line an event: a constant name with the facts beside it; ids, never objects or addresses."""

import logging
import sys
from typing import Any, TextIO, cast

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars, unbind_contextvars

__all__ = ["bind_contextvars", "clear_contextvars", "configure", "get", "unbind_contextvars"]


def configure(service: str, *, style: str = "json", level: str = "info", to: TextIO | None = None) -> None:
    """Send all logs, the libraries' too, as JSON lines (`json`) or for people (`text`); to standard output by default.

    A command answers there, so its logs go to standard error.
    """
    stream = to or sys.stdout
    numeric = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _named(service),
    ]
    renderer: Any = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer()
    errors: list[Any] = [structlog.processors.format_exc_info] if style == "json" else []
    structlog.configure(
        processors=[*shared, *errors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *errors, renderer],
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(numeric, logging.WARNING))


def get(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger whose lines carry `room=name`."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(room=name))


def _named(service: str) -> Any:
    def add(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["service"] = service
        return event

    return add
