"""Replies as real programs write them: confident and right, or asked. `aside` was never used to write the rules."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from bench import replies as bench
from services.notify.inbound.contacts import without_contacts
from services.notify.inbound.predict import predict

FOLDER = Path(__file__).parent / "replies"


def mails(part: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{part}.jsonl").read_text().splitlines()]


def same(one: str, other: str) -> bool:
    return one.split() == other.split()


@pytest.mark.parametrize("mail", mails("develop") + mails("aside"), ids=lambda mail: str(mail["id"]))
def test_a_confident_text_is_exactly_what_was_typed(mail: dict[str, Any]) -> None:
    said = predict(mail)
    assert said["verdict"] == mail["verdict"]
    if said["confident"]:
        assert mail["text"] is not None, "a person should have been asked"
        assert same(said["text"], mail["text"])


@pytest.mark.parametrize("part", ["develop", "aside"])
def test_four_of_five_replies_need_no_question(part: str) -> None:
    sure = [predict(mail)["confident"] for mail in mails(part)]
    assert sum(sure) / len(sure) >= 0.80


def test_the_bench_writes_one_line_a_mail_and_finds_no_fault(tmp_path: Path) -> None:
    out = tmp_path / "predictions.jsonl"
    assert bench.main(["--set", str(FOLDER / "aside.jsonl"), "--predictions", str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(lines) == len(mails("aside"))
    assert all({"id", "verdict", "confident", "text"} <= set(line) for line in lines)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to me at elena@museum.example please", "Write to me at please"),
        ("Call +39 030 123 4567 or tel. 030/1234567 in the evening", "Call or in the evening"),
        ("Chassis 508S 087654, plate MI 18 3385, number 114", "Chassis 508S 087654, plate MI 18 3385, number 114"),
    ],
)
def test_addresses_and_telephone_numbers_never_become_public(text: str, left: str) -> None:
    assert without_contacts(text).replace(" ,", ",") == left


def test_a_mail_of_any_bytes_gets_a_verdict() -> None:
    for raw in (
        b" ",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/mixed; boundary=\n\n--\n",
        b"From: <>\n\n" + b">" * 5000,
    ):
        said = predict({"id": "x", "raw_base64": base64.b64encode(raw).decode()})
        assert said["verdict"] in {"empty", "auto-reply", "answer"}


@pytest.mark.parametrize(
    "text",
    ["2) I am sure, the grille gives it away.", "1: yes", "Nr. 3, but ask the owner", "2\n\nBut the colour is wrong."],
)
def test_a_number_that_goes_on_is_asked_about(text: str) -> None:
    said = predict({"id": "x", "raw": f"From: a@b.example\n\n{text}\n"})
    assert (said["verdict"], said["confident"]) == ("answer", False)


@pytest.mark.parametrize("text", ["2 cars like this were built.", "1934, I think.", "3.5 litres, six cylinders"])
def test_a_figure_at_the_start_is_an_ordinary_answer(text: str) -> None:
    said = predict({"id": "x", "raw": f"From: a@b.example\n\n{text}\n"})
    assert (said["verdict"], said["confident"]) == ("answer", True)


def test_a_note_of_absence_without_any_header_is_asked_about() -> None:
    for text in ("I am out of the office until Monday.", "Ich bin bis 3. Juni im Urlaub.", "Je suis absent."):
        assert predict({"id": "x", "raw": f"From: a@b.example\n\n{text}\n"})["confident"] is False


def test_thanks_alone_is_not_taken_for_silence() -> None:
    assert predict({"id": "x", "raw": "From: a@b.example\n\nThanks\n"})["confident"] is False


@pytest.mark.parametrize(
    "hostile", ["a" * 190_000, "On " * 60_000, "> \n" * 60_000, "a@" * 90_000, "From: x\n" * 20_000]
)
def test_a_hostile_text_is_read_without_hanging(hostile: str) -> None:
    assert predict({"id": "x", "raw": f"From: a@b.example\n\n{hostile}\n"})["verdict"] in {"answer", "empty"}
