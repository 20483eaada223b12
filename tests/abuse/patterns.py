"""Finds every regular expression of ours, and writes for each what would make it slow.

In: the packages `services` and `shared`. Out: patterns as they are compiled when the modules are imported, those
that are written where they are used, and attacks: what leads up to a repetition, and the repetition to be pumped up.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from typing import Any

from tests.support.stack import ROOT

PACKAGES = ("services", "shared")
END = "\x00"
ANCHORED = " (anchored)"
_CLASSES = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_NOT_WORD: "-",
}


def ours() -> dict[tuple[str, int], str]:
    """Each pattern with its flags, and where it is from: ` (anchored)` when that place never searches with it."""
    found: dict[tuple[str, int], str] = {}
    modules = []
    for package in PACKAGES:
        top = importlib.import_module(package)
        modules += [
            one.name for one in pkgutil.walk_packages(top.__path__, f"{package}.") if "__main__" not in one.name
        ]
    for name in modules:
        module = importlib.import_module(name)
        source = inspect.getsource(module)
        for variable, kept in vars(module).items():
            anchored = variable.startswith("_") and not re.search(
                rf"(?<!\w){variable}(?!\w)(?!: Final|\s*=|\.(?:full)?match\(|, \w+\) )", source
            )
            for pattern in _within(kept):
                found.setdefault((pattern.pattern, pattern.flags), name + (ANCHORED if anchored else ""))
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            where = str(file.relative_to(ROOT))
            for text, called in _written(ast.parse(file.read_text())):
                used = ANCHORED if called in {"match", "fullmatch"} else ""
                found.setdefault((text, re.compile(text).flags), where + used)
    return found


def _within(kept: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(kept, re.Pattern):
        if isinstance(kept.pattern, str):
            yield kept
    elif isinstance(kept, dict) and depth < 3:
        for one in (*kept.keys(), *kept.values()):
            yield from _within(one, depth + 1)
    elif isinstance(kept, (list, tuple, set, frozenset)) and depth < 3:
        for one in kept:
            yield from _within(one, depth + 1)
    elif depth < 3 and type(kept).__module__.startswith(PACKAGES) and not isinstance(kept, type):
        for name in getattr(type(kept), "__slots__", ()) or vars(kept) if hasattr(kept, "__dict__") else ():
            yield from _within(getattr(kept, name, None), depth + 1)


def _written(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """First arguments of `re.search("…")` and its like, and `pattern="…"`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        first = node.args[0] if node.args else None
        if (
            isinstance(called, ast.Attribute)
            and isinstance(called.value, ast.Name)
            and called.value.id == "re"
            and called.attr != "compile"  # that one has a name, and was met there with its flags
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield first.value, called.attr
        for keyword in node.keywords:
            if keyword.arg == "pattern" and isinstance(keyword.value, ast.Constant):
                yield str(keyword.value.value), "search"


def attacks(pattern: str, flags: int) -> list[tuple[str, str]]:
    """(what comes before, what is repeated) for each repetition without a small bound."""
    found: list[tuple[str, str]] = [("", "a"), ("", " "), ("", "1")]

    def walk(tree: Any, before: str) -> str:
        text = before
        for code, value in tree:
            if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
                inner = _sample(value[2])
                walk(value[2], text)
                if value[1] > 20 and inner:
                    found.append((text, inner))
                text += inner * max(1, min(value[0], 50))
            elif code is codes.SUBPATTERN:
                text = walk(value[3], text)
            elif code is codes.ATOMIC_GROUP:
                text = walk(value, text)
            elif code is codes.BRANCH:
                for branch in value[1]:
                    walk(branch, text)
                text += _sample(value[1][0])
            elif code in {codes.ASSERT, codes.ASSERT_NOT}:
                walk(value[1], text)
            else:
                text += _sample([(code, value)])
        return text

    walk(parser.parse(pattern, flags), "")
    whole = _sample(parser.parse(pattern, flags))
    return list(dict.fromkeys([*found, ("", whole or "a"), ("", whole[:-1] or "a")]))


def _sample(tree: Any) -> str:
    """A short text that this part matches, as far as one look tells."""
    text = ""
    for code, value in tree:
        if code is codes.LITERAL:
            text += chr(value)
        elif code is codes.NOT_LITERAL:
            text += "a" if value != ord("a") else "b"
        elif code is codes.ANY:
            text += "a"
        elif code is codes.IN:
            text += _one_of(value)
        elif code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            text += _sample(value[2]) * max(1, min(value[0], 50))
        elif code is codes.SUBPATTERN:
            text += _sample(value[3])
        elif code is codes.ATOMIC_GROUP:
            text += _sample(value)
        elif code is codes.BRANCH:
            text += _sample(value[1][0])
    return text


def _one_of(items: Any) -> str:
    negated = items[0][0] is codes.NEGATE
    if negated:
        allowed = re.compile(f"[{re.escape(''.join(_members(items[1:])))}]") if _members(items[1:]) else None
        return next((one for one in "a1 -.<x\t" if allowed is None or not allowed.match(one)), "~")
    return _members(items)[0]


def _members(items: Any) -> list[str]:
    found: list[str] = []
    for code, value in items:
        if code is codes.LITERAL:
            found.append(chr(value))
        elif code is codes.RANGE:
            found += [chr(one) for one in range(value[0], min(value[1], value[0] + 80) + 1)]
        elif code is codes.CATEGORY:
            found += {"a": list("abcx1"), " ": list(" \t\n"), "1": list("0123456789"), "-": list("-.! <")}[
                _CLASSES[value]
            ]
    return found
