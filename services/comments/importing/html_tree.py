"""Reads the HTML that other systems keep of a comment as the node tree of our own markup.

In: HTML of any quality. Out: nodes as `markup.tree` has them; scripts, styles and attributes are gone, links
lead to http and https only, the words stay.
"""

import re
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import nh3

from services.comments.markup import Node

DEEPEST: Final = 8
PARAGRAPH: Final = "par"
"""The mark of a paragraph's end, until the blocks are made."""

_INLINE: Final = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
    "a": "a",
}
_BLOCK: Final = {"blockquote": "quote", "ul": "ul", "ol": "ol", "li": "li", "pre": "pre"}
_BREAK: Final = {
    "p",
    "div",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "hr",
    "figure",
    "figcaption",
}
_SILENT: Final = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "form",
    "select",
    "textarea",
}
_KNOWN: Final = {*_INLINE, *_BLOCK, *_BREAK, "br", "img", "span", "u", "q", "font", "small", "sup", "sub"}
_NO_TAG = re.compile(rf"<(?!/?(?:{'|'.join(sorted(_KNOWN))})(?:[\s/][^<>]*)?>)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def to_nodes(html: str, *, breaks: bool = False, unknown: bool = False) -> list[Node]:
    """The nodes of some HTML. With `breaks` line breaks count, as WordPress has it; with `unknown` what is no
    element that we know stays as text, as in `std::vector<int>`.
    """
    reader = _Reader(breaks=breaks)
    if "<" not in html and "&" not in html:
        reader.handle_data(html)
        return _blocks(reader.top)
    if unknown:
        html = _NO_TAG.sub("&lt;", html)
    # first by a browser's rules, in linear time, into well-formed HTML: Python's own parser takes a square of it
    whole = nh3.clean(
        html, tags=_KNOWN, clean_content_tags=_SILENT, attributes={"a": {"href"}, "img": {"src", "alt"}}, link_rel=None
    )
    reader.feed(whole)
    reader.close()
    return _blocks(reader.top)


def has_tags(text: str) -> bool:
    """Whether some HTML element that we know stands in a text."""
    return any(tag.lower() in _KNOWN for tag in re.findall(r"</?([A-Za-z][A-Za-z0-9]*)[\s/>]", text))


def web_link(href: str) -> str:
    """Where a link leads, without Disqus' detour; nothing when that is not a web page."""
    try:
        parts = urlsplit(href.strip())
        if parts.hostname in {"disq.us", "redirect.disqus.com"} and (real := parse_qs(parts.query).get("url")):
            href = real[0].rpartition(":")[0] if real[0].count(":") > 1 else real[0]
            parts = urlsplit(href)
        usable = parts.scheme.lower() in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    href = re.sub(r"[\s<>\\\"'`^{|}\x00-\x20\x7f]", lambda mark: f"%{ord(mark[0]):02X}", href.strip())
    return href if usable and len(href) <= 2000 else ""


class _Reader(HTMLParser):
    def __init__(self, *, breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.top: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = []
        self._breaks = breaks

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a node, or break the line."""
        if tag == "br":
            self._put({"t": "br"})
        elif tag in _BREAK:
            self._put({"t": PARAGRAPH})
        elif tag == "img":
            self._image(dict(attrs))
        elif kind := _INLINE.get(tag) or _BLOCK.get(tag):
            self._begin(tag, kind, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """Close the node, with all that was left open in it."""
        if tag in _BREAK:
            self._put({"t": PARAGRAPH})
        elif any(tag == name for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Words."""
        if any(name == "pre" for name, _ in self._open):
            self._put(data)
            return
        if not self._breaks:
            self._put(_SPACE.sub(" ", data))
            return
        for number, paragraph in enumerate(re.split(r"\n[ \t]*(?:\n[ \t]*)+", data.replace("\r\n", "\n"))):
            if number:
                self._put({"t": PARAGRAPH})
            for line_number, line in enumerate(paragraph.split("\n")):
                if line_number:
                    self._put({"t": "br"})
                self._put(_SPACE.sub(" ", line))

    def _begin(self, tag: str, kind: str, attributes: dict[str, str | None]) -> None:
        node: dict[str, Any] = {"t": kind, "c": []}
        if kind == "a":
            node["href"] = web_link(attributes.get("href") or "")
        if len(self._open) < DEEPEST and (kind != "a" or node["href"]):
            self._put(node)
            self._open.append((tag, node["c"]))

    def _image(self, attributes: dict[str, str | None]) -> None:
        words = _SPACE.sub(" ", attributes.get("alt") or "").strip()
        href = web_link(attributes.get("src") or "")
        if href and not any(name == "a" for name, _ in self._open):
            self._put({"t": "a", "href": href, "c": [words or href]})
        elif words:
            self._put(words)

    def _put(self, node: Node) -> None:
        children = self._open[-1][1] if self._open else self.top
        if node:
            children.append(node)


def _blocks(nodes: list[Node]) -> list[Node]:
    """Inline nodes that stand between blocks become paragraphs; a block in an inline node is taken out of it."""
    found: list[Node] = []
    line: list[Node] = []
    for node in [*_raised(nodes), {"t": PARAGRAPH}]:
        if isinstance(node, dict) and node["t"] in {PARAGRAPH, *_BLOCK.values()}:
            if paragraph := _trimmed(line):
                found.append({"t": "p", "c": paragraph})
            line = []
            if node["t"] != PARAGRAPH and (block := _block(node)):
                found.append(block)
        else:
            line.append(node)
    return found


def _block(node: dict[str, Any]) -> dict[str, Any] | None:
    if node["t"] == "pre":
        words = _words(node["c"]).strip("\n")
        return {"t": "pre", "c": [words]} if words.strip() else None
    inner = _blocks(node["c"])
    if node["t"] in {"ul", "ol"}:
        inner = [item if isinstance(item, dict) and item["t"] == "li" else {"t": "li", "c": [item]} for item in inner]
    elif node["t"] == "li" and not inner:
        return None
    return {"t": node["t"], "c": inner} if inner else None


def _raised(nodes: list[Node]) -> list[Node]:
    raised: list[Node] = []
    for node in nodes:
        if isinstance(node, dict) and node["t"] in _INLINE.values():
            inner = _raised(node["c"])
            if any(isinstance(child, dict) and child["t"] in {PARAGRAPH, *_BLOCK.values()} for child in inner):
                raised.extend(inner)
            elif node["t"] == "code":
                raised.append({"t": "code", "c": [_SPACE.sub(" ", _words(inner))]})
            else:
                raised.append({**node, "c": inner})
        else:
            raised.append(node)
    return raised


def _trimmed(line: list[Node]) -> list[Node]:
    def empty(node: Node) -> bool:
        return not node.strip() if isinstance(node, str) else node["t"] == "br" or not _words([node]).strip()

    start, end = 0, len(line)
    while start < end and empty(line[start]):
        start += 1
    while start < end and empty(line[end - 1]):
        end -= 1
    return line[start:end]


def _words(nodes: list[Node]) -> str:
    return "".join(
        node if isinstance(node, str) else "\n" if node["t"] in {"br", PARAGRAPH} else _words(node["c"])
        for node in nodes
    )
