"""A comment's Markdown as a small node tree, the only form that the widget builds a page from.

In: cleaned Markdown. Out: nodes `{"t": …, "c": […]}` and strings, nested at most six deep.

The subset: paragraphs, line breaks, quotes, lists, code, emphasis, strong, strike-out and links; no
HTML, headings, tables or images. Links lead to http and https only.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

Node: TypeAlias = str | dict[str, Any]

DEEPEST: Final = 6
LONGEST_LINK: Final = 2000
_RULES = [
    *("paragraph", "blockquote", "list", "fence"),
    *("newline", "escape", "backticks", "strikethrough", "emphasis", "link", "autolink", "balance_pairs"),
]
_MARKDOWN = MarkdownIt("zero", {"maxNesting": 20}).enable([*_RULES, "fragments_join", "text_join"])
_BLOCKS = {
    "paragraph_open": "p",
    "blockquote_open": "quote",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "em_open": "em",
    "strong_open": "strong",
    "s_open": "del",
}
_URL = re.compile(r"https?://[^\s<>\"'`\\^{|}]+[^\s<>\"'`\\^{|}.,;:!?)\]*_]", re.IGNORECASE)

_MARKS = re.compile(r"[\\`*_~\[\]<>\t\0]|://")
_LIST = re.compile(r"[-+\d]")
_SCHEMES = {"http", "https"}
_LINKS = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_schemes=_SCHEMES)
_HOST = re.compile(r"\w(?:[\w.-]*\w)?|[0-9a-f:.]+")


def to_tree(text: str) -> list[Node]:
    """The nodes of a comment; the same text always gives the same nodes."""
    return _unmarked(text) or _nodes(iter(_MARKDOWN.parse(text)), 0)


def links(nodes: Sequence[Node]) -> list[str]:
    """Where the links in a tree lead, in order."""
    found: list[str] = []
    for node in nodes:
        if isinstance(node, dict):
            if node["t"] == "a":
                found.append(node["href"])
            found.extend(links(node.get("c", ())))
    return found


def plain(nodes: Sequence[Node]) -> str:
    """The words of a tree without its marks."""
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif node["t"] == "br":
            parts.append("\n")
        else:
            parts.append(plain(node["c"]) + ("\n" if node["t"] in {"p", "pre", "li"} else ""))
    return "".join(parts)


def _unmarked(text: str) -> list[Node]:
    """The nodes of a text without any marks, in a tenth of the time; nothing when it may have some."""
    if _MARKS.search(text):
        return []
    paragraphs: list[Node] = []
    inner: list[Node] = []
    for line in text.split("\n"):
        if line != line.strip() or _LIST.match(line):
            return []
        if line:
            inner += [{"t": "br"}, line] if inner else [line]
        elif inner:
            paragraphs.append({"t": "p", "c": inner})
            inner = []
    return [*paragraphs, {"t": "p", "c": inner}] if inner else paragraphs


def _nodes(tokens: Iterator[Token], depth: int) -> list[Node]:
    found: list[Node] = []
    for token in tokens:
        if token.type.endswith("_close"):
            return found
        if token.type == "inline":
            found.extend(_nodes(iter(token.children or ()), depth))
        elif token.type == "link_open":
            found.extend(_link(str(token.attrs.get("href", "")), _nodes(tokens, depth + 1)))
        elif token.type in _BLOCKS:
            inner = _nodes(tokens, depth + 1)
            # beyond the deepest level the words stay and the marks go
            if depth < DEEPEST and inner:
                found.append({"t": _BLOCKS[token.type], "c": inner})
            else:
                found.extend(inner)
        else:
            found.extend(_leaf(token, depth))
    return _joined(found)


def _leaf(token: Token, depth: int) -> list[Node]:
    if token.type in {"softbreak", "hardbreak"}:
        return [{"t": "br"}]
    if token.type == "code_inline":
        return [{"t": "code", "c": [token.content]}] if depth <= DEEPEST else [token.content]
    if token.type == "fence":
        return [{"t": "pre", "c": [token.content.rstrip("\n")]}]
    return list(_linked(token.content)) if token.content else []


def _link(href: str, inner: list[Node]) -> list[Node]:
    parts = _web(href)
    words = _unlinked(inner)
    return [{"t": "a", "href": parts, "c": words}] if parts and words else words


def _linked(text: str) -> Iterator[Node]:
    end = 0
    for match in _URL.finditer(text):
        if href := _web(match[0]):
            yield from filter(None, [text[end : match.start()]])
            yield {"t": "a", "href": href, "c": [match[0]]}
            end = match.end()
    yield from filter(None, [text[end:]])


def _web(href: str) -> str:
    try:
        parts = urlsplit(href)
        # reading the port proves that it is a number
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    usable = parts.scheme.lower() in _SCHEMES and _HOST.fullmatch(host) and "@" not in parts.netloc
    usable = usable and len(href) <= LONGEST_LINK and href.isprintable() and " " not in href
    return href if usable and _sanitised(href) else ""


def _sanitised(href: str) -> bool:
    """The sanitiser has the last word, so that tree and HTML have the same links."""
    return "href=" in _LINKS.clean(f'<a href="{escape(href)}">x</a>')


def _unlinked(nodes: list[Node]) -> list[Node]:
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, dict) and node["t"] == "a":
            flat.extend(_unlinked(node["c"]))
        elif isinstance(node, dict) and "c" in node:
            flat.append({**node, "c": _unlinked(node["c"])})
        else:
            flat.append(node)
    return _joined(flat)


def _joined(nodes: list[Node]) -> list[Node]:
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)
    return joined
