"""A service's JSON log line as a person reads it: time, who, what, and the facts beside it."""

import json
import re
from typing import Final

from dev.terminal import paint

_COLOURS: Final = ("36", "35", "34", "32", "33", "96", "95", "94")
_LEVELS: Final = {"warning": "33", "error": "31", "critical": "31", "exception": "31"}
_LEFT_OUT: Final = {"time", "level", "event", "service", "room", "logger", "exception", "correlation"}
_ANSI: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_WIDTH = 9


def readable(name: str, line: str) -> str:
    """One line (an exception's traceback: several) for the terminal; text that is not JSON stays as it is."""
    who = paint(f"{name:<{_WIDTH}}", _COLOURS[sum(map(ord, name)) % len(_COLOURS)])
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        return f"{who} {_ANSI.sub('', line)}"
    clock = str(event.get("time", ""))[11:19]
    what = paint(str(event.get("event", "")), _LEVELS.get(str(event.get("level")), "1"))
    facts = " ".join(f"{key}={_short(value)}" for key, value in event.items() if key not in _LEFT_OUT)
    text = f"{who} {paint(clock, '2')} {what} {facts}".rstrip()
    return f"{text}\n{event['exception']}" if event.get("exception") else text


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 100 else f"{text[:97]}…"
