"""Reads the documents as a stranger would: commands in code, settings, links.

In: Markdown files. Out: what each of them says one may type, set or open.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(r"^\s*```(\w*)\n(.*?)^\s*```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_START = re.compile(r"^(?:\./paddock|docker compose|python -m|\.venv/bin/python -m|kubectl|uv) ")
_CUT = re.compile(r"\s(?:\||&&|;|>|<|#)\s.*")


@dataclass(frozen=True, slots=True)
class Command:
    """One command that a page shows."""

    page: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def commands() -> list[Command]:
    """Every command, once."""
    found = {}
    for page in PAGES:
        text = page.read_text()
        for line in (*_lines(text), *_SPAN.findall(_FENCE.sub("", text))):
            for words in _commands(line.strip()):
                found[words] = Command(page.name, words)
    return list(found.values())


def _lines(text: str) -> Iterator[str]:
    """The lines of shell blocks; a backslash at the end joins."""
    for language, block in _FENCE.findall(text):
        if language in {"sh", "bash", ""}:
            yield from block.replace("\\\n", " ").splitlines()


def _commands(line: str) -> Iterator[tuple[str, ...]]:
    """The command, or several where alternatives are told by bars or dots: `up · down`, `list | why ID`."""
    if not _START.match(line):
        return
    plain = re.sub(r"\[([^\]]*)\]", r"\1", _CUT.sub("", line) if " | " not in line else line)
    head, *others = re.split(r" [|·] ", plain)
    first = _split(head)
    yield first
    stem = [word for word in first if re.match(r"[a-z./]", word)][:-1]
    for other in others:
        yield (*stem, *_split(other))


def _split(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def settings() -> dict[str, set[str]]:
    """Each `PADDOCK_…` that a page names → the pages; a name that ends with `_` stands for a family."""
    found: dict[str, set[str]] = {}
    for page in PAGES:
        for name in re.findall(r"\bPADDOCK_[A-Z0-9_]+", page.read_text()):
            found.setdefault(name, set()).add(page.name)
    return found


def links() -> Iterator[tuple[Path, str]]:
    """Every link to a file of ours."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", page.read_text())):
            if not re.match(r"[a-z]+:", target):
                yield page, target


def paths() -> Iterator[tuple[Path, str]]:
    """Every path of the tree that stands in code: it has a folder of ours in front."""
    folders = "services|shared|tests|dev|deploy|docs|bench"
    for page in PAGES:
        for path in re.findall(rf"`((?:{folders})/[\w./-]*)`", page.read_text()):
            yield page, path
