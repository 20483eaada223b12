"""What the person wrote, and whether we are sure: confident, or ask. Pure.

In: an `Incoming`. Out: an `Extract`. Text part and HTML part are read independently; the sentinel, the
attribution, quote marks, signatures and mail-parser-reply must agree, or a person is asked.
"""

# ruff: noqa: RUF001 - typographic marks are what people type

import re
from dataclasses import dataclass, field

from services.notify.inbound import markers
from services.notify.inbound.agreement import same_words, second_opinion, unwrapped
from services.notify.inbound.contacts import without_contacts
from services.notify.inbound.html_lines import html_lines
from services.notify.inbound.lines import Line, plain_lines
from services.notify.inbound.parse import Incoming
from services.notify.inbound.signatures import cut_signature

LONGEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The answer's text. `doubts` are empty when we are confident; `shape` says how the mail was written."""

    text: str
    doubts: tuple[str, ...] = ()
    shape: str = "plain"
    signature: str = ""

    @property
    def confident(self) -> bool:
        """Whether it may be published without asking."""
        return not self.doubts


@dataclass(slots=True)
class _Block:
    """Typed lines, or history.

    `certain` history is marked line by line and can end; other history goes on to the end.
    """

    typed: bool
    lines: list[Line] = field(default_factory=list)
    certain: bool = True


def extract(mail: Incoming) -> Extract:
    """The typed text of a mail, with every doubt there is about it."""
    plain = _read(plain_lines(mail), mail.sender_name) if mail.plain is not None and mail.plain.strip() else None
    html = _read(html_lines(mail.html), mail.sender_name) if mail.html is not None else None
    chosen = _choose(plain, html)
    doubts = list(chosen.doubts)
    doubts += [f"damaged_{fault}" for fault in mail.damage]
    if plain is not None and plain.text and second_opinion(mail, chosen.text):
        doubts.append("second_opinion")
    if mail.html is not None and _COLOURED.search(mail.html):
        doubts.append("coloured")
    text = without_contacts(chosen.text)
    if text != chosen.text:
        doubts.append("contacts_removed")
    if len(text) > LONGEST:
        doubts.append("too_long")
    return Extract(text=text, doubts=tuple(dict.fromkeys(doubts)), shape=chosen.shape)


def _choose(plain: Extract | None, html: Extract | None) -> Extract:
    """The two forms must say the same; where only the HTML marks a signature, it is believed."""
    if plain is None or html is None:
        return plain or html or Extract(text="", shape="empty")
    if same_words(plain.text, html.text):
        doubts = tuple(doubt for doubt in plain.doubts if doubt in html.doubts)
        return Extract(text=unwrapped(plain.text, html.text), doubts=doubts, shape=plain.shape)
    if html.signature and same_words(plain.text, f"{html.text}\n{html.signature}"):
        return html
    if not plain.text.strip():
        return html
    if not html.text.strip():
        return Extract(text=plain.text, doubts=(*plain.doubts, "forms_differ"), shape=plain.shape)
    return Extract(text=plain.text, doubts=(*plain.doubts, *html.doubts, "forms_differ"), shape=plain.shape)


def _read(lines: list[Line], sender_name: str) -> Extract:
    blocks = _blocks(lines)
    doubts: list[str] = []
    texts: list[tuple[int, str]] = []
    marked: list[str] = []
    for index, block in enumerate(blocks):
        if not block.typed:
            continue
        unmarked = [line.text for line in block.lines if line.mark != "signature"]
        marked += [line.text for line in block.lines if line.mark == "signature"]
        cut = cut_signature(unmarked, sender_name)
        text = "\n".join(unmarked[: cut.keep]).strip("\n")
        doubts += cut.doubts
        if text.strip():
            texts.append((index, _tidy(text)))
    shape = _shape(blocks, [index for index, _ in texts])
    text = "\n\n".join(text for _, text in texts)
    if shape == "inline":
        doubts.append("inline")
    if shape == "bottom" and not all(block.certain for block in blocks if not block.typed):
        doubts.append("below_unmarked")
    if not text and any(not block.certain for block in blocks):
        doubts.append("nothing_above")
    doubts += _suspicions(text)
    if any(markers.FORWARD.search(line.text) for block in blocks if not block.typed for line in block.lines[:2]):
        doubts.append("forwarded")
    signature = "\n".join(marked).strip()
    return Extract(text=text, doubts=tuple(dict.fromkeys(doubts)), shape=shape, signature=signature)


def _blocks(lines: list[Line]) -> list[_Block]:
    blocks: list[_Block] = []
    at = 0
    while at < len(lines):
        length, certain, to_end = _history(lines, at)
        if to_end:
            blocks.append(_Block(typed=False, lines=lines[at:], certain=certain))
            break
        typed = length == 0
        if not blocks or blocks[-1].typed != typed:
            blocks.append(_Block(typed=typed))
        step = max(1, length)
        blocks[-1].lines += lines[at : at + step]
        at += step
    return _joined(blocks)


def _history(lines: list[Line], at: int) -> tuple[int, bool, bool]:
    """From `at`: how many lines are history, whether they are marked as such, and whether all below is."""
    line = lines[at]
    if line.depth:
        return 1, True, False
    if line.mark == "history" or markers.is_separator(line):
        return 1, False, True
    if markers.is_sentinel(line):
        return 1, False, True
    if length := markers.header_block_length(lines, at):
        return length, False, True
    if markers.RULE.match(line.text) or markers.TITLED_RULE.match(line.text):
        after = next((index for index in range(at + 1, len(lines)) if not lines[index].blank), None)
        if after is not None and (markers.header_block_length(lines, after) or markers.is_separator(lines[after])):
            return 1, False, True
    if length := markers.attribution_length(lines, at):
        following = next((entry for entry in lines[at + length :] if not entry.blank), None)
        if following is None or following.depth:
            return length, True, False
        return length, False, True
    return 0, True, False


def _joined(blocks: list[_Block]) -> list[_Block]:
    """Blank lines between two quotes belong to the quote."""
    joined: list[_Block] = []
    for block in blocks:
        blank = block.typed and all(line.blank for line in block.lines)
        if blank and joined:
            joined[-1].lines += block.lines
        elif joined and joined[-1].typed == block.typed:
            joined[-1].lines += block.lines
            joined[-1].certain = joined[-1].certain and block.certain
        elif not blank:
            joined.append(block)
    return joined


def _shape(blocks: list[_Block], typed: list[int]) -> str:
    history = [index for index, block in enumerate(blocks) if not block.typed]
    if not typed:
        return "empty"
    if not history:
        return "plain"
    if len(typed) == 1:
        return "top" if typed[0] < history[0] else "bottom" if typed[0] > history[-1] else "inline"
    return "inline"


_BELOW = re.compile(
    r"\b(?:see|my\s+(?:answers?|comments?|replies)|answers?|comments?|replies)\b.{0,30}\b(?:below|inline|"
    r"in\s+line|in\s+red|in\s+blue)\b|"
    r"\b(?:inline|in-line)\b.{0,20}\b(?:answers?|comments?|below)\b|"
    r"\b(?:siehe|s\.)\s+unten\b|\bantwort\w*\s+(?:\w+\s+)?unten\b|\bin\s+(?:rot|blau)\b|\b(?:vedi|qui)\s+sotto\b|"
    r"\bin\s+rosso\b|\bci-dessous\b|\ben\s+rouge\b|\bim\s+text\b.{0,20}\bunten\b",
    re.IGNORECASE,
)
_RESIDUE = re.compile(
    r"^\s*[>|]|(?:original\s+message|ursprüngliche\s+nachricht|messaggio\s+originale|message\s+d['’]origine)"
    r"|^\s*(?:from|von|da|de|sent|gesendet|inviato|envoyé|subject|betreff|oggetto|objet)\s*:\s*\S"
    r"|\b(?:wrote|schrieb|ha\s+scritto|a\s+écrit)\b[^\n]{0,80}:\s*$|<[^<>\s]+@[^<>\s]+>|\[cid:|^\s*[_=*]{5,}\s*$|"
    r"^\W{0,3}-{3,}|-{3,}\W{0,3}$|:\s*\Z",
    re.IGNORECASE | re.MULTILINE,
)


_COLOURED = re.compile(
    r"color\s*[:=]\s*[\"']?(?:red|blue|green|#f00\b|#ff0000|#c00000|#00f\b|#0000ff|#0070c0|#00b050|"
    r"rgb\(\s*255,\s*0,\s*0|rgb\(\s*0,\s*0,\s*255)",
    re.IGNORECASE,
)
"""Colours in which people write between the lines of a quote that has no marks."""


_AWAY = re.compile(
    r"\b(?:i\s+am|i['’]m|we\s+are)\s+(?:currently\s+)?(?:out\s+of\s+(?:the\s+)?office|away\s+(?:from|until|on)|"
    r"on\s+(?:vacation|holiday|leave))\b"
    r"|\bout\s+of\s+(?:the\s+)?office\s+(?:until|from|and)\b|\bautomatic(?:ally\s+generated)?\s+(?:reply|response|"
    r"message)\b"
    r"|\bich\s+bin\s+(?:derzeit\s+|zurzeit\s+|momentan\s+|bis\s+.{3,30})?(?:nicht\s+(?:im|in\s+meinem)\s+büro|"
    r"im\s+urlaub|abwesend|außer\s+haus)\b"
    r"|\bsono\s+(?:attualmente\s+)?(?:fuori\s+(?:ufficio|sede)|in\s+ferie|assente)\b|\brisposta\s+automatica\b"
    r"|\bje\s+suis\s+(?:actuellement\s+)?(?:absente?|en\s+congés?|en\s+vacances)\b|\bréponse\s+automatique\b",
    re.IGNORECASE,
)
"""How a note of absence begins whose sender marked it in no header."""


def _suspicions(text: str) -> list[str]:
    """What a typed text rarely holds."""
    found = []
    if _BELOW.search(text):
        found.append("points_below")
    if _RESIDUE.search(text):
        found.append("residue")
    if _AWAY.search(text[:300]):
        found.append("maybe_automatic")
    return found


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()
