"""Queries live in .sql files beside their store; this reads them.

In: `queries.sql` (or a folder `queries/`) with a head `-- name: find_comment` above each query.
Out: `Queries`, whose attributes are the texts.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_HEAD = re.compile(r"^-- name: ([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)


class Queries:
    """Query texts by name. An unknown name raises AttributeError."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def __getattr__(self, name: str) -> str:
        try:
            return self._texts[name]
        except KeyError:
            raise AttributeError(f"no query is named {name}") from None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._texts.items())


def load(module_file: str) -> Queries:
    """Read the queries beside `module_file`. Raises ValueError for a name that is given twice or an empty query."""
    folder = Path(module_file).parent
    files = [folder / "queries.sql", *sorted((folder / "queries").glob("*.sql"))]
    texts: dict[str, str] = {}
    for file in files:
        if file.exists():
            for name, text in _split(file.read_text()):
                if name in texts or not text:
                    raise ValueError(f"{file}: query {name} is given twice or empty")
                texts[name] = text
    return Queries(texts)


def _split(source: str) -> Iterator[tuple[str, str]]:
    heads = list(_HEAD.finditer(source))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = following.start() if following else len(source)
        yield head[1], source[head.end() : end].strip().rstrip(";")
