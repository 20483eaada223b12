"""Replies by mail: reads a set of whole mails and writes what would be published of each, and whether it is sure.

In: `--set FILE.jsonl`, a mail a line (`id` and `raw` or `raw_base64`). Out: `--predictions OUT.jsonl`, a line each
(`id`, `verdict`, `confident`, `text`). Where a line of the set also has `text` and `verdict`, they are compared.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from services.notify.inbound.predict import predict


def main(argv: list[str]) -> int:
    """Run it; 1 when a set with known texts was read wrongly and confidently."""
    parser = argparse.ArgumentParser(prog="./paddock bench replies", description=__doc__)
    parser.add_argument("--set", dest="source", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    asked = parser.parse_args(argv)
    started = time.perf_counter()
    tally = {"mails": 0, "confident": 0, "lost_when_confident": 0, "too_much_when_confident": 0, "other_verdict": 0}
    with asked.source.open() as lines, asked.predictions.open("w") as out:
        for text in lines:
            if not text.strip():
                continue
            given = json.loads(text)
            said = predict(given)
            out.write(json.dumps(said, ensure_ascii=False) + "\n")
            compare(given, said, tally)
    seconds = time.perf_counter() - started
    shown = {
        **tally,
        "confident_share": round(tally["confident"] / max(1, tally["mails"]), 3),
        "seconds": round(seconds, 2),
    }
    sys.stdout.write(json.dumps(shown) + "\n")
    return int(tally["lost_when_confident"] + tally["too_much_when_confident"] > 0)


def compare(given: dict[str, Any], said: dict[str, Any], tally: dict[str, int]) -> None:
    """Count one mail. A known text of null means: a person must be asked."""
    tally["mails"] += 1
    tally["confident"] += said["confident"]
    tally["other_verdict"] += "verdict" in given and given["verdict"] != said["verdict"]
    if "text" not in given or not said["confident"]:
        return
    wanted, got = _words(given["text"] or ""), _words(said["text"])
    tally["lost_when_confident"] += any(word not in got for word in wanted) or len(got) < len(wanted)
    tally["too_much_when_confident"] += (
        given["text"] is None or any(word not in wanted for word in got) or len(got) > len(wanted)
    )


def _words(text: str) -> list[str]:
    return text.split()
