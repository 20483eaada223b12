"""Where the mail being answered begins: sentinel, attribution, separators, header blocks, in many tongues. Pure."""

# ruff: noqa: RUF001 - typographic marks are what people type

import re

from services.notify.inbound.lines import Line

_ABOVE = re.compile(
    r"(?:above|over|before)\s+this\s+line|(?:oberhalb|über|ueber)\s+(?:von\s+)?(?:dieser|diese|"
    r"der)\s+(?:\w+\s+)?(?:zeile|linie)|"
    r"(?:sopra|al\s+di\s+sopra\s+di)\s+(?:a\s+)?quest[ao]\s+(?:riga|linea)|"
    r"au[-\s]?dessus\s+de\s+cette\s+ligne|encima\s+de\s+esta\s+l[ií]nea|boven\s+deze\s+(?:regel|lijn)",
    re.IGNORECASE,
)
"""Our own line in four languages, and what other systems write in its place."""

_VERB = (
    r"(?:wrote|writes|ha\s+scritto|scrive|scrisse|schrieb|schreibt|a\s+écrit|a\s+ecrit|écrit|escribió|escribio|"
    r"schreef|escreveu|skrev|napisał(?:\(a\))?)"
)
_WHEN = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}|\d{1,2}h\d{2}|\b(?:19|20)\d{2}\b|"
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|gio|ven|sab|dom|mo|di|mi|do|fr|sa|so|jeu|sam|dim)[a-zäöüìèé]*\b)"
)
_START = r"(?:on|am|il|le|el|em|op|den|dnia|w\s+dniu|in\s+data|in\s+a\s+message)"
ATTRIBUTION = re.compile(
    rf"^\W{{0,3}}{_START}\b(?=.{{0,260}}{_WHEN}).{{3,300}}?\b{_VERB}\b[^\n]{{0,160}}?:\s*$"
    rf"|^[^\n]{{0,160}}(?:<[^<>\s]+@[^<>\s]+>|\[mailto:[^\]]+\]|"
    rf"\([^()\s]+@[^()\s]+\))[^\n]{{0,160}}\b{_VERB}\b[^\n]{{0,100}}:\s*$"
    rf"|^\W{{0,3}}[^\n]{{2,80}}\b{_VERB}\b(?=[^\n]*{_WHEN})[^\n]{{3,120}}:\s*$"
    rf"|^\W{{0,3}}{_WHEN}[^\n]{{0,120}}<[^<>\s]+@[^<>\s]+>\s*:\s*$"
    rf"|^\W{{0,3}}{_START}\b(?=.{{0,200}}{_WHEN})[^\n]{{3,200}}<[^<>\s]+@[^<>\s]+>[^\n]{{0,60}}:\s*$",
    re.IGNORECASE,
)
"""`On … wrote:` and its kin, already joined to one line."""
_QUOTING = re.compile(
    r"^\W{0,3}(?:quoting|zitat\s+von|citando|citation\s+de|citando\s+a)\b[^\n]{2,120}:\s*$"
    r"|^\W{0,3}[^\n]{0,120}<[^<>\s]+@[^<>\s]+>[^\n]{0,60}:\s*$"
    rf"|^\W{{0,3}}(?=[^\n]*{_WHEN})[^\n]{{5,120}}:\s*$",
    re.IGNORECASE,
)
"""Other lines that name whom they quote: believed when a quote follows."""
_BARE_ATTRIBUTION = re.compile(rf"^\W{{0,3}}[^\n]{{2,80}}\b{_VERB}\s*:\s*$", re.IGNORECASE)
"""`Anna wrote:`: believed only when a quote follows."""
_ATTRIBUTION_START = re.compile(rf"^\W{{0,3}}{_START}\b|<[^<>\s]+@|{_WHEN}", re.IGNORECASE)

SEPARATOR = re.compile(
    r"^\W{0,3}-{2,}\s*(?:original\s+message|original\s+mail|originale?\s+nachricht|ursprüngliche\s+(?:nachricht|"
    r"mail|e-mail)|"
    r"originalnachricht|messaggio\s+originale|message\s+(?:d['’]origine|original|d['’]origine)|mensaje\s+original|"
    r"oorspronkelijk\s+bericht|forwarded\s+message|weitergeleitete\s+nachricht|messaggio\s+inoltrato|"
    r"message\s+transféré|"
    r"reply\s+message|reply\s+to\s+message|antwort\s+auf)\b[^\n]*-*\s*$"
    r"|^\W{0,3}(?:begin\s+forwarded\s+message|anfang\s+der\s+weitergeleiteten\s+nachricht|"
    r"inizio\s+messaggio\s+inoltrato|"
    r"début\s+du\s+message\s+(?:réexpédié|transféré))\s*:?\s*$",
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"forwarded\s+message|weitergeleitete\s+nachricht|messaggio\s+inoltrato|message\s+(?:transféré|réexpédié)",
    re.IGNORECASE,
)
TITLED_RULE = re.compile(r"^\W{0,3}[-_=]{3,}+\s*+[^-_=\n]{2,60}+\s*+[-_=]{3,}+\W*$")
RULE = re.compile(r"^\s*[_\-=*—–]{5,}\s*$")

_FIELD = re.compile(
    r"^[\s*_>|]*(?P<name>from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|betreff|da|inviato|data|a|"
    r"per|oggetto|"
    r"de|envoyé|envoye|date|à|objet|enviado|para|asunto|van|verzonden|aan|"
    r"onderwerp)\s{0,2}[*_]{0,2}\s{0,2}:[*_]{0,2}\s*(?P<value>\S.*)?$",
    re.IGNORECASE,
)
_SENDER = frozenset({"from", "von", "da", "de", "van"})
_OTHERS = frozenset(
    {"sent", "date", "to", "cc", "subject", "gesendet", "datum", "an", "betreff"}
    | {"inviato", "data", "a", "per", "oggetto"}
    | {"envoyé", "envoye", "à", "objet", "enviado", "para", "asunto", "verzonden", "aan", "onderwerp", "reply-to"}
)


def is_sentinel(line: Line) -> bool:
    """Our line above which answers are written."""
    return bool(_ABOVE.search(line.text)) and len(line.text) < 200


def attribution_length(lines: list[Line], at: int) -> int:
    """How many lines from `at` are an attribution; 0 when none. It may be wrapped over up to four lines."""
    if lines[at].blank or not _ATTRIBUTION_START.search(lines[at].text):
        return _bare(lines, at)
    joined = ""
    for length in range(1, 5):
        if at + length > len(lines) or lines[at + length - 1].blank or lines[at + length - 1].depth != lines[at].depth:
            break
        joined = f"{joined} {lines[at + length - 1].text.strip()}".strip()
        dashed = joined.strip("-").strip() if joined.startswith("---") and joined.endswith("---") else ""
        if ATTRIBUTION.match(f"{dashed}:" if dashed else joined):
            return length
    return _bare(lines, at)


def _bare(lines: list[Line], at: int) -> int:
    text = lines[at].text
    if not (_BARE_ATTRIBUTION.match(text) or _QUOTING.match(text)):
        return 0
    following = next((line for line in lines[at + 1 :] if not line.blank), None)
    return 1 if following is not None and following.depth > lines[at].depth else 0


def header_block_length(lines: list[Line], at: int) -> int:
    """How many lines from `at` are a block of From, Sent, To, Subject; 0 when it is none."""
    first = _FIELD.match(lines[at].text)
    if first is None or first["name"].lower() not in _SENDER | {
        "date",
        "datum",
        "data",
        "gesendet",
        "betreff",
        "subject",
    }:
        return 0
    names, at_end = {first["name"].lower()}, at + 1
    for index in range(at + 1, min(at + 12, len(lines))):
        match = _FIELD.match(lines[index].text)
        if match:
            names.add(match["name"].lower())
            at_end = index + 1
        elif lines[index].blank or index > at_end + 1:
            break
    others = names & _OTHERS
    return at_end - at if names & _SENDER and len(others) >= 2 else 0


def is_separator(line: Line) -> bool:
    """`-----Original Message-----` and its kin."""
    return bool(SEPARATOR.match(line.text))
