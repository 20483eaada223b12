"""Reads a mail outside any conversation, as benches and tests do: by the ordinary code, without a token's facts. Pure.

In: `{"id", "raw"}` or `{"id", "raw_base64"}`. Out: `{"id", "verdict", "confident", "text", "command", "doubts"}`.
"""

import base64
from collections.abc import Mapping
from typing import Any

from services.notify.inbound.judge import Facts, judge
from services.notify.inbound.parse import parse


def predict(line: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict on one mail, the text it would publish, and whether without asking. Raises KeyError, ValueError."""
    encoded = line.get("raw_base64")
    raw = base64.b64decode(encoded) if encoded else str(line["raw"]).encode("utf-8", "surrogateescape")
    verdict = judge(parse(raw), Facts())
    found = verdict.extract
    return {
        "id": line["id"],
        "verdict": verdict.name,
        "confident": verdict.confident,
        "text": found.text if found else "",
        "command": verdict.command,
        "reason": verdict.reason,
        "doubts": list(found.doubts) if found else [],
    }
