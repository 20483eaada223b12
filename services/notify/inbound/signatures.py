"""Where the person stops and the signature, the phone or the lawyer begins; en, it, de, fr. Pure.

In: typed lines. Out: how many of them are the answer, and why the rest is not.
"""

import re
from dataclasses import dataclass

DELIMITER = re.compile(r"^(?:--|—|––|-- -|__|\*\*\*)\s*$")
DEVICE = re.compile(
    r"^\W{0,3}(?:sent|gesendet|von|inviato|inviata|envoyé|envoye|enviado|get\s+outlook|diese\s+nachricht\s+wurde|"
    r"this\s+(?:message|email|e-mail|mail)\s+was\s+sent|excuse\s+(?:my\s+)?brevity|(?:please\s+)?(?:excuse|pardon)\s+(?:the\s+|any\s+)?typos|"
    r"bitte\s+entschuldigen\s+sie|verstuurd|obtenir\s+outlook|télécharger\s+outlook|scarica\s+outlook|ottieni\s+outlook|outlook\s+für|holen\s+sie\s+sich\s+outlook|"
    r"provenance|messaggio\s+inviato|nachricht\s+gesendet|message\s+envoyé|mobil\s+gesendet|unterwegs\s+gesendet)\b"
    r"(?=.*\b(?:iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|pixel|smartphone|smartfon|mobile|mobil|mobiltelefon|handy|telefono|cellulare|"
    r"téléphone|telephone|phone|tablet|blackberry|windows|outlook|yahoo|k-9|k9|proton|protonmail|gmx|web\.de|mail|courrier|e-mail|posta|app|brevity|kürze|typos|ios|mac)\b)"
    r".{0,120}$",
    re.IGNORECASE,
)
SCANNED = re.compile(
    r"^\W{0,3}(?:virus-free|virenfrei|mail\s+priva\s+di\s+virus|privo\s+di\s+virus|garanti\s+sans\s+virus|sans\s+virus|"
    r"this\s+email\s+has\s+been\s+(?:scanned|checked)|diese\s+e-mail\s+wurde\s+von\s+\w+|questa\s+e-?mail\s+è\s+stata\s+controllata|"
    r"l['’]absence\s+de\s+virus|cet\s+e-mail\s+a\s+été\s+vérifié|\[?(?:image|photo|bild|immagine|cid)\s*:)",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^\W{0,6}(?:(?:confidentiality|legal|privacy)\s+(?:notice|note|disclaimer|statement)|disclaimer\b|confidential(?:ity)?\s*:|"
    r"this\s+(?:e-?mail|message|communication|transmission)\b.{0,80}\b(?:confidential|intended|privileged|may\s+contain|contains)|"
    r"the\s+(?:information|contents?)\s+(?:contained\s+)?(?:in|of)\s+this\s+(?:e-?mail|message|communication)|if\s+you\s+are\s+not\s+the\s+intended|"
    r"(?:please\s+)?(?:consider|think\s+of)\s+the\s+environment|"
    r"diese\s+(?:e-?mail|nachricht)\s+(?:enthält|kann|ist|und)\b.{0,80}\b(?:vertraulich|rechtlich|bestimmt|anhänge|informationen)|"
    r"der\s+inhalt\s+dieser\s+(?:e-?mail|nachricht)|vertraulichkeits?hinweis|bitte\s+(?:denken\s+sie\s+an|prüfen\s+sie).{0,40}\b(?:umwelt|drucken)|"
    r"(?:le\s+informazioni|il\s+contenuto|il\s+presente\s+messaggio|la\s+presente\s+(?:e-?mail|comunicazione)|questo\s+messaggio|questa\s+e-?mail|"
    r"questo\s+documento).{0,120}\b(?:riservat|confidenzial|destinat|privacy)|avviso\s+di\s+riservatezza|ai\s+sensi\s+del|nota\s+di\s+riservatezza|"
    r"(?:ce\s+(?:message|courriel|courrier|mail)|cet\s+e-?mail|les\s+informations|le\s+contenu).{0,120}\b(?:confidentiel|destiné|destinataire|privilégi)|"
    r"avis\s+de\s+confidentialité|avertissement\s*:|pensez\s+à\s+l['’]environnement|prima\s+di\s+stampare|"
    r"(?:sitz\s+der\s+gesellschaft|geschäftsführer|handelsregister|registergericht|amtsgericht|registered\s+(?:office|in\s+england)|"
    r"partita\s+iva|p\.\s?iva|siège\s+social|siret)\b)",
    re.IGNORECASE,
)
_CLOSINGS = (
    r"(?:with\s+)?(?:my\s+|very\s+|all\s+|many\s+)?(?:best|kind(?:est)?|warm(?:est)?)(?:\s+(?:regards|wishes|greetings))?|(?:best|kind|warm)\s+regards|regards|rgds|"
    r"yours(?:\s+(?:sincerely|faithfully|truly))?|sincerely(?:\s+yours)?|cheers|all\s+the\s+best|take\s+care|br|kr|greetings(?:\s+from\s+[\w ]{2,30})?|"
    r"(?:many\s+|with\s+)?thanks(?:\s+(?:and|&)\s+(?:best\s+|kind\s+)?regards|\s+in\s+advance)?|thank\s+you(?:\s+and\s+(?:best\s+|kind\s+)?regards)?|"
    r"(?:mit\s+)?(?:(?:freundlich|herzlich|best|lieb|viel|schön|sportlich|kollegial)\w{0,3}\s+)+(?:grü(?:ß|ss)e?n?|gruss|gruß|gruessen|gruesse|empfehlungen)"
    r"(?:\s+(?:aus|von|vom|nach)\s+[\w ]{2,30})?|(?:schöne\s+|beste\s+|viele\s+|liebe\s+)?(?:grüße|grüsse|gruß|gruss|gruesse)(?:\s+(?:aus|von|vom)\s+[\w ]{2,30})?|"
    r"mfg|vg|lg|hochachtungsvoll|servus|ciao|tschüss|beste\s+grüsse|herzlichst|ihr(?:e)?|"
    r"(?:i\s+miei\s+(?:più\s+)?)?(?:(?:cordial[ie]|distint[ie]|migliori|car[ie]|tant[ie]|affettuosi)\s+)+salut[io]|cordialmente|cordialità|"
    r"(?:un\s+)?(?:caro\s+|cordiale\s+|cordial\s+)?salut[oi]|un\s+abbraccio|a\s+presto|saluti(?:\s+(?:cordiali|e\s+grazie|da\s+[\w ]{2,30}))?|in\s+fede|grazie(?:\s+e\s+saluti|\s+mille)?|buona\s+giornata|"
    r"(?:bien\s+|très\s+)?cordialement(?:\s+vôtre)?|(?:avec\s+)?(?:mes\s+|nos\s+)?(?:(?:meilleures|sincères|cordiales|amicales|respectueuses)\s+)*salutations(?:\s+distinguées|\s+les\s+meilleures)?|"
    r"bien\s+à\s+vous|amicalement|amitiés|sincèrement|salutations|bonne\s+(?:journée|soirée)|à\s+bientôt|merci(?:\s+et\s+bonne\s+journée)?|cdt|cdlt|"
    r"veuillez\s+agréer.{0,120}|je\s+vous\s+prie\s+d['’]agréer.{0,120}|saluti\s+cordiali|danke(?:\s+und\s+(?:viele\s+)?grü(?:ß|ss)e)?|vielen\s+dank(?:\s+und\s+(?:viele\s+)?grü(?:ß|ss)e)?"
)
CLOSING = re.compile(rf"^\W{{0,3}}(?:{_CLOSINGS})\s*[,.!;–—-]*\s*$", re.IGNORECASE)
CLOSING_AND_NAME = re.compile(
    rf"^\W{{0,3}}(?:{_CLOSINGS})\s*[,.!–—-]+\s*(?P<name>[A-ZÀ-Ý][\w'’.-]*(?:\s+[A-ZÀ-Ý][\w'’.-]*){{0,2}})\s*\.?$",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"^\W*(?:many\s+|with\s+)?(?:thanks|thank\s+you|grazie|grazie\s+mille|danke|vielen\s+dank|merci|best|ciao|yours|ihre?|servus|br|a\s+presto|à\s+bientôt|buona\s+giornata|bonne\s+\w+)\W*$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\bwww\.|https?://|(?:\b(?:tel|telefon|telefono|tél|téléphone|phone|fax|mobile?|mob|cell|handy)\b|☎|\b[tmfp])\s*[.:]?\s*\(?\+?\d|\+\d{1,3}[\s(/-]*\d",
    re.IGNORECASE,
)
LONGEST = 70
MOST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The first `keep` lines are the answer. `doubts` name what a person should look at."""

    keep: int
    doubts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def cut_signature(lines: list[str], sender_name: str) -> Cut:
    """Drop from the end whatever the person did not write for us."""
    keep, doubts, reasons = len(lines), [], []
    for _round in range(6):
        keep = _trimmed(lines, keep)
        found = _delimiter(lines, keep) or _footers(lines, keep) or _disclaimer(lines, keep)
        if found is None:
            break
        keep, reason = found
        reasons.append(reason)
    closing = _closing(lines, keep)
    if closing is not None:
        at, doubt = closing
        keep = _trimmed(lines, at)
        reasons.append("closing")
        doubts += [doubt] if doubt else []
    elif (at := _name_at_end(lines, keep, sender_name)) is not None:
        keep = _trimmed(lines, at)
        doubts.append("name_at_end")
    elif (at := _contact_block(lines, keep)) is not None:
        keep = _trimmed(lines, at)
        doubts.append("contact_block")
    return Cut(keep=keep, doubts=tuple(doubts), reasons=tuple(reasons))


def _trimmed(lines: list[str], keep: int) -> int:
    while keep and (not lines[keep - 1].strip() or re.fullmatch(r"\s*[_\-=*—–]{3,}\s*", lines[keep - 1])):
        keep -= 1
    return keep


def _delimiter(lines: list[str], keep: int) -> tuple[int, str] | None:
    for at in range(keep):
        if DELIMITER.match(lines[at]):
            below = [line for line in lines[at + 1 : keep] if line.strip()]
            if len(below) <= 20:  # noqa: PLR2004 - longer is no signature
                return at, "delimiter"
    return None


def _footers(lines: list[str], keep: int) -> tuple[int, str] | None:
    """A phone's or scanner's line at the very end, or one above nothing but more of them."""
    at = keep
    while at and (not lines[at - 1].strip() or DEVICE.match(lines[at - 1]) or SCANNED.match(lines[at - 1])):
        at -= 1
    return (at, "device") if at < keep else None


def _disclaimer(lines: list[str], keep: int) -> tuple[int, str] | None:
    for at in range(keep):
        starts = at == 0 or not lines[at - 1].strip() or RULED.match(lines[at - 1])
        if starts and DISCLAIMER.match(lines[at]):
            return at, "disclaimer"
    return None


RULED = re.compile(r"^\s*[_\-=*—–]{3,}\s*$")


def _closing(lines: list[str], keep: int) -> tuple[int, str] | None:
    """A valediction with at most a few short lines below it."""
    for at in range(keep - 1, max(-1, keep - MOST - 2), -1):
        line = lines[at]
        below = [text for text in lines[at + 1 : keep] if text.strip()]
        if CLOSING_AND_NAME.match(line) and not below and len(line) < LONGEST:
            return at, "closing_in_one_line" if not _stands_alone(lines, at) else ""
        if not CLOSING.match(line):
            continue
        if len(below) > MOST or any(len(text) > LONGEST or _sentence(text) for text in below):
            return None
        if not below:
            return at, "closing_without_name" if _WEAK.match(line) else ""
        if _WEAK.match(line) and (len(below) > 2 or not all(_namelike(text) for text in below)):  # noqa: PLR2004
            return at, "weak_closing"
        return at, "" if at > 0 else "closing_only"
    return None


def _stands_alone(lines: list[str], at: int) -> bool:
    return at > 0 and not lines[at - 1].strip()


def _sentence(text: str) -> bool:
    words = text.split()
    return len(words) > 5 and text.rstrip().endswith((".", "!", "?"))  # noqa: PLR2004


def _namelike(text: str) -> bool:
    words = text.strip(" ,.-–").split()
    return 1 <= len(words) <= 4 and all(
        word[:1].isupper() or word.lower() in {"von", "van", "de", "di", "della", "du", "le"} for word in words
    )  # noqa: PLR2004


def _name_at_end(lines: list[str], keep: int, sender_name: str) -> int | None:
    if keep < 2 or not lines[keep - 1].strip():  # noqa: PLR2004
        return None
    last = re.sub(r"[^\w\s'’-]", "", lines[keep - 1]).strip().lower()
    names = [part.lower() for part in re.split(r"[\s,]+", sender_name) if len(part) > 1]
    initials = "".join(part[0] for part in names)
    if last and (all(word in names for word in last.split()) or (len(last) <= 3 and last in {initials, initials[:1]})):  # noqa: PLR2004
        return keep - 1
    previous_blank = not lines[keep - 2].strip()
    return (
        keep - 1
        if previous_blank
        and _namelike(lines[keep - 1])
        and not lines[keep - 1].rstrip().endswith((".", "!", "?"))
        and len(last.split()) <= 2
        and keep > 2
        else None
    )  # noqa: PLR2004


def _contact_block(lines: list[str], keep: int) -> int | None:
    """A last paragraph of short lines with a telephone, address or site in it, unmarked."""
    at = keep
    while at and lines[at - 1].strip():
        at -= 1
    block = lines[at:keep]
    if at == 0 or not 1 <= len(block) <= MOST or any(len(text) > LONGEST for text in block):
        return None
    return at if any(_CONTACT.search(text) for text in block) and not any(_sentence(text) for text in block) else None
