"""JSON documents as text that is the same whichever Python made them (3.13 strips docstrings' indentation itself)."""

import inspect
import json


def as_json(document: object) -> str:
    """Indented JSON with a line break at its end."""
    return json.dumps(_clean(document), indent=2, ensure_ascii=False) + "\n"


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: inspect.cleandoc(item) if key == "description" and isinstance(item, str) else _clean(item)
            for key, item in value.items()
        }
    return [_clean(item) for item in value] if isinstance(value, list) else value
