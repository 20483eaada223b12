"""An HTML mail as lines: quotes become depth, marked signatures and histories stay marked. Pure.

In: HTML as mail programs write it, well-formed or not. Out: `Line`s. Nothing is loaded, styles only hide.
"""

import re
from collections import Counter
from html.parser import HTMLParser

from services.notify.inbound.lines import Line, clean

BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
    }
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol"}
    | {"p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "ul", "ol", "pre", "blockquote"})
SILENT = frozenset({"style", "script", "head", "title", "template", "noscript"})
EMOJI = 8
"""The longest alternative text that is a picture of a word, not a picture."""
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"})

_QUOTE = re.compile(
    r"\b(?:yahoo_quoted|protonmail_quote|moz-cite-prefix|gmail_attr|zmail_extra|"
    r"cite-quote|tutanota_quote|mailbox_signature_quote)\b"
)
_HISTORY = re.compile(
    r"^(?:divRplyFwdMsg|appendonsend|x_divRplyFwdMsg|zwchr|OLK_SRC_BODY_SECTION|isForwardContent|"
    r"isReplyContent|mail-editor-reference-message-container|reply-intro)$"
)
_SIGNATURE = re.compile(
    r"\b(?:gmail_signature|moz-signature|Signature|AppleMailSignature|ms-outlook-mobile-signature|"
    r"protonmail_signature_block|x_Signature|mobile-signature|signature-container|bloop_sign|mailSignature)\b",
)
_BULLET = re.compile(r"-\s|\d+\.\s")
_DECLARATION = re.compile(r"<[!?][^>]*>?")
_NUMBER = re.compile(r"[0-9]{1,9}")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*[;\"]?$"
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._open: list[tuple[str, int, str, bool]] = []
        self._tags: Counter[str] = Counter()  # sums over what is open: it may be thousands of elements deep
        self._quotes = self._hidden = 0
        self._marks: list[str] = []
        self._text = ""
        self._history = False
        self._pre = 0
        self._lists: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._break()
            return
        if tag in BLOCKS:
            self._flush()
            if tag in PARAGRAPHS:
                self._gap()
        if _HISTORY.match(given.get("id", "")) or given.get("name") == "quote":
            self._flush()
            self._history = True
        if tag == "hr":
            self._emit("_" * 32)
        if tag == "img" and 0 < len(given.get("alt", "")) <= EMOJI and not given["alt"].isascii():
            self.handle_data(given["alt"])
        if tag not in VOID:
            self._enter(tag, given)

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        names = f"{given.get('class', '')} {given.get('id', '')} {given.get('data-smartmail', '')}"
        quotes = int(tag == "blockquote" or bool(_QUOTE.search(names)))
        mark = "signature" if _SIGNATURE.search(names) else ""
        hidden = tag in SILENT or bool(_HIDDEN.search(given.get("style", ""))) or "hidden" in given
        self._pre += tag == "pre"
        if quotes or mark:
            self._flush()
        self._open.append((tag, quotes, mark, hidden))
        self._tags[tag] += 1
        self._quotes += quotes
        self._hidden += hidden
        if mark:
            self._marks.append(mark)
        if tag in {"ol", "ul"}:
            start = given.get("start", "1")
            self._lists.append((int(start) if _NUMBER.fullmatch(start) else 1) if tag == "ol" else 0)
        if tag == "li":
            self._text = self._bullet()

    def handle_endtag(self, tag: str) -> None:
        if not self._tags[tag]:
            return
        while self._open:
            name, quotes, mark, hidden = self._open[-1]
            if name in BLOCKS or quotes or mark:
                self._flush()
            self._open.pop()
            self._tags[name] -= 1
            self._quotes -= quotes
            self._hidden -= hidden
            if mark:
                self._marks.pop()
            self._pre -= name == "pre"
            if name in {"ol", "ul"} and self._lists:
                self._lists.pop()
            if name in PARAGRAPHS:
                self._gap()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._pre:
            first, *rest = data.split("\n")
            self._text += first
            for line in rest:
                self._break()
                self._text += line
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        if text.strip() or self._text:
            self._text += text if self._text and not self._text.endswith(" ") else text.lstrip(" ")

    def close(self) -> None:
        super().close()
        self._flush()

    def _bullet(self) -> str:
        if not self._lists or not self._lists[-1]:
            return "- "
        number = self._lists[-1]
        self._lists[-1] += 1
        return f"{number}. "

    def _break(self) -> None:
        self._emit(self._text)
        self._text = ""

    def _flush(self) -> None:
        if self._text.strip() and not _BULLET.fullmatch(self._text):
            self._emit(self._text)
        self._text = ""

    def _gap(self) -> None:
        if self.lines and not self.lines[-1].blank:
            self._emit("")

    def _emit(self, text: str) -> None:
        mark = "history" if self._history else next(iter(self._marks), "")
        depth = self._quotes
        self.lines.append(Line(text=clean(text).strip() if not self._pre else clean(text), depth=depth, mark=mark))


def html_lines(source: str) -> list[Line]:
    """The lines a reader of this HTML would see."""
    reader = _Reader()
    reader.feed(_closed(source))
    reader.close()
    return reader.lines


def _closed(source: str) -> str:
    """Without comments and declarations, and what no `>` follows as text: for each of them that is not closed
    Python's parser looks to the end again.
    """
    kept, at = [], 0
    while (start := source.find("<!--", at)) >= 0 and (end := source.find("-->", start + 2)) >= 0:
        kept.append(source[at:start])
        at = end + 3
    text = _DECLARATION.sub("", "".join([*kept, source[at:]]))
    last = text.rfind(">") + 1
    return text[:last] + text[last:].replace("<", "&lt;")
