"""Queries live in .sql files beside their store; this reads them.

In: `queries.sql` (or a folder `queries/`) with a head `-- name: find_comment` above each query. What several
queries of a file say alike stands once, below `-- part: shown`, and is put wherever a line says `-- include shown`.
Out: `Queries`, whose attributes are the texts.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_HEAD = re.compile(r"^-- (name|part): ([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)
_INCLUDE = re.compile(r"^[ \t]*-- include ([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)


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
    """Read the queries beside `module_file`.

    Raises ValueError for a name that is given twice, an empty query, or a part that is not there.
    """
    folder = Path(module_file).parent
    files = [folder / "queries.sql", *sorted((folder / "queries").glob("*.sql"))]
    texts: dict[str, str] = {}
    for file in files:
        if file.exists():
            for name, text in _split(file):
                if name in texts or not text:
                    raise ValueError(f"{file}: query {name} is given twice or empty")
                texts[name] = text
    return Queries(texts)


def _split(file: Path) -> Iterator[tuple[str, str]]:
    source = file.read_text()
    heads = list(_HEAD.finditer(source))
    parts: dict[str, str] = {}
    queries: list[tuple[str, str]] = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        text = source[head.end() : following.start() if following else len(source)]
        if head[1] == "part":
            parts[head[2]] = text.strip("\n")
        else:
            queries.append((head[2], text.strip().rstrip(";")))

    def put(line: re.Match[str]) -> str:
        if line[1] not in parts:
            raise ValueError(f"{file}: there is no part {line[1]}")
        return parts[line[1]]

    for name, text in queries:
        yield name, _INCLUDE.sub(put, text)
