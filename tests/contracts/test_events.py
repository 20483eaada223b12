"""Every event ever shipped still decodes, and the documents say what the code does."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from dev.documents.__main__ import main as documents
from shared.events import CONSUMERS, EVENTS
from shared.messaging import envelope

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))
ROOT = Path(__file__).parents[2]


def test_every_event_has_a_stored_sample() -> None:
    assert {file.stem for file in SAMPLES} >= set(EVENTS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda file: file.stem)
def test_a_stored_sample_decodes_with_every_value_it_was_stored_with(sample: Path) -> None:
    raw = sample.read_bytes()
    _, event = envelope.read(raw)
    assert event.type == sample.stem
    assert _contains(json.loads(msgspec.json.encode(event)), json.loads(raw)["data"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda file: file.stem)
def test_a_stored_sample_fits_the_published_schema(sample: Path) -> None:
    document = json.loads((ROOT / "docs" / "asyncapi.json").read_text())
    message = document["components"]["messages"][sample.stem]["payload"]
    schema = {**message, "components": document["components"]}
    Draft202012Validator(schema).validate(json.loads(sample.read_text()))


def test_every_event_is_read_by_somebody() -> None:
    assert {event.type for types in CONSUMERS.values() for event in types} == set(EVENTS)


def test_the_generated_documents_are_up_to_date() -> None:
    assert documents(["--check"]) == 0


def _contains(new: Any, old: Any) -> bool:
    """Everything of the old value is in the new one; an object may have got more fields."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and _contains(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return len(new) == len(old) and all(_contains(a, b) for a, b in zip(new, old, strict=True))
    return bool(new == old)
