"""Writes a comment of another system in our Markdown subset, so that it says the same and can be edited.

In: a text and how it is marked up. Out: Markdown without any HTML that means something.
"""

import re

from services.comments.importing.html_tree import has_tags, to_nodes
from services.comments.importing.records import Markup
from services.comments.markup import Node, tree

_UNKEPT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff]"
)
_MARKS = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|<(?=[A-Za-z/!?])")
_LINE_START = re.compile(r"^(\s*)([>+-]|\d{1,9}(?=[.)](?:\s|$)))")
_SPECIAL = re.compile(r"[\\`*_~\[\]<>&+#|-]|\d[.)]")
"""What Markdown or HTML could be made of; a text without any of these means what it says."""
_SPACES = re.compile(r"\s+")


def to_markdown(text: str, markup: Markup) -> str:
    """The text in our Markdown. Characters that can't be kept (controls, overrides of direction) go."""
    text = _UNKEPT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if markup is Markup.MARKDOWN or (markup is Markup.MIXED and not has_tags(text)):
        return text.strip()
    if markup is Markup.MIXED:
        return _written(to_nodes(text, breaks=True, unknown=True), escape=False)
    nodes = to_nodes(text, breaks=markup is Markup.LINES)
    written = _written(nodes, escape=True)
    if not _SPECIAL.search(text) or _squeezed(tree.plain(tree.to_tree(written))) == _squeezed(tree.plain(nodes)):
        return written
    # marks that our Markdown can't write where they stand: the words alone
    return _written([{"t": "p", "c": _flat(node)} for node in nodes], escape=True)


def _written(nodes: list[Node], *, escape: bool) -> str:
    return "\n\n".join(filter(None, (_block(node, escape=escape) for node in nodes))).strip()


def _block(node: Node, *, escape: bool) -> str:
    if isinstance(node, str):
        return _started(_inline([node], escape=escape), escape=escape)
    kind, inner = node["t"], node["c"]
    if kind == "pre":
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", inner[0])), default=0))
        return f"{fence}\n{inner[0]}\n{fence}"
    if kind == "quote":
        return _prefixed(_written(inner, escape=escape), "> ", "> ")
    if kind in {"ul", "ol"}:
        items = [
            _prefixed(
                _written(item["c"], escape=escape), "- " if kind == "ul" else f"{number}. ", "   "[: 2 + (kind == "ol")]
            )
            for number, item in enumerate((item for item in inner if isinstance(item, dict)), 1)
        ]
        return "\n".join(items)
    if kind == "li":
        return _written(inner, escape=escape)
    return _started(_inline(inner, escape=escape), escape=escape)


def _inline(nodes: list[Node], *, escape: bool) -> str:
    return "".join(_span(node, escape=escape) for node in nodes)


def _span(node: Node, *, escape: bool) -> str:
    if isinstance(node, str):
        return _MARKS.sub(r"\\\g<0>", node) if escape else node
    if node["t"] == "br":
        return "\n"
    inner = _inline(node["c"], escape=escape)
    if not inner.strip():
        return inner
    if node["t"] == "code":
        return _code(node["c"][0])
    body = inner.strip()
    lead, _, trail = inner.partition(body) if body else (inner, "", "")
    if node["t"] == "a":
        href = node["href"]
        link = body if tree.plain(node["c"]).strip() == href else f"[{body}](<{href}>)"
        return f"{lead}{link}{trail}"
    mark = {"em": "*", "strong": "**", "del": "~~"}.get(node["t"], "")
    return f"{lead}{mark}{body}{mark}{trail}"


def _code(words: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", words)), default=0))
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _started(text: str, *, escape: bool) -> str:
    """The lines of a paragraph, none of which begins a block by accident."""
    lines = [line.strip() for line in text.split("\n")]
    if escape:
        lines = [_LINE_START.sub(_escaped_start, line) for line in lines]
    return "\n".join(line for line in lines if line)


def _escaped_start(match: re.Match[str]) -> str:
    space, start = match.groups()
    return f"{space}{start}\\" if start.isdigit() else f"{space}\\{start}"


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(((first if number == 0 else others) + line).rstrip() for number, line in enumerate(lines))


def _flat(node: Node) -> list[Node]:
    words = node if isinstance(node, str) else tree.plain(node["c"])
    flat: list[Node] = []
    for number, line in enumerate(words.strip().split("\n")):
        flat.extend([{"t": "br"}, line] if number else [line])
    return flat


def _squeezed(text: str) -> str:
    return _SPACES.sub("", text)
