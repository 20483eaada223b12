"""What a reader typed, made safe to show: cleaned text, a small node tree, and HTML."""

from services.comments.markup.html import to_html
from services.comments.markup.mentions import Mention, find_mention
from services.comments.markup.text import clean, faults, visible
from services.comments.markup.tree import Node, to_tree

__all__ = ["Mention", "Node", "clean", "faults", "find_mention", "to_html", "to_tree", "visible"]
