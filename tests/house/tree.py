"""The repository's own files as the house rules look at them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def files(suffix: str = "") -> tuple[Path, ...]:
    """Every file that is or is about to be in the repository, as paths from its top."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    names = sorted(name for name in out.decode().split("\0") if name.endswith(suffix) and name)
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


@cache
def text(path: Path) -> str:
    """A file's text; nothing for what is not text."""
    try:
        return (ROOT / path).read_text()
    except UnicodeDecodeError:
        return ""


@cache
def parsed(path: Path) -> ast.Module:
    """A Python file as a tree."""
    return ast.parse(text(path), filename=str(path))


def python(*, tests: bool = False) -> list[Path]:
    """The Python files of the product and its tools; with `tests` those of the tests instead."""
    return [path for path in files(".py") if (path.parts[0] == "tests") == tests]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, with the names taken from it (`a.b` and `a.b.c`)."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def attributes(path: Path) -> list[tuple[int, str]]:
    """Every dotted name a file uses (`os.environ`), with its line."""
    return [
        (node.lineno, f"{node.value.id}.{node.attr}")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]
