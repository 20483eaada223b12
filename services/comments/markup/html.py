"""A node tree as HTML: written escaped, then put through nh3 all the same.

In: nodes of `markup.tree`. Out: HTML that holds these few elements and nothing else.
"""

from collections.abc import Sequence
from html import escape

import nh3

from services.comments.markup.tree import Node

_ELEMENTS = {
    "p": "p",
    "quote": "blockquote",
    "ul": "ul",
    "ol": "ol",
    "li": "li",
    "em": "em",
    "strong": "strong",
    "del": "del",
}
_CLEANER = nh3.Cleaner(
    tags={"p", "blockquote", "ul", "ol", "li", "em", "strong", "del", "a", "code", "pre", "br"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel="nofollow ugc noopener",
)


def to_html(nodes: Sequence[Node]) -> str:
    """The sanitised HTML of a tree; every link is `rel="nofollow ugc noopener"`."""
    return _CLEANER.clean("".join([_html(node) for node in nodes]))


def _html(node: Node) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    kind = node["t"]
    if kind == "br":
        return "<br>"
    inner = "".join(_html(child) for child in node["c"])
    if kind == "a":
        return f'<a href="{escape(node["href"])}">{inner}</a>'
    if kind == "pre":
        return f"<pre><code>{inner}</code></pre>"
    if kind == "code":
        return f"<code>{inner}</code>"
    element = _ELEMENTS[kind]
    return f"<{element}>{inner}</{element}>"
