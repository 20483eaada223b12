"""Gives each number of a sentence its one role: start number, year, or nothing that identifies a car.

In: folded text and the spans that plates, pictures and models took. Out: start numbers, numbers beside a make,
years and decades. A start number needs a marker (#, No., Startnummer, numero di gara, dossard, on the door).
Amounts, times, scores, distances, power and totals are never start numbers.
"""

import re
from dataclasses import dataclass
from typing import Final

from services.notify.answering.folding import fold_number
from services.notify.answering.lexicon import LEXICON

Span = tuple[int, int]

_N: Final = r"0*(\d{1,4}[a-c]?)(?![\d°]|[.,:/=]\d|[a-z])"
_UNIT: Final = (
    r"(?!\s?(?:km|kms|kilomet\w*|miles?|miglia|meilen|mph|hp|bhp|cv|ps|kw|cc|ccm|cm3|litres?|liters?|litri|l\b|"
    r"years?|anni|jahren?|ans\b|"
    r"euro|eur|dollars?|pounds?|lire|franken|%|times|volte|mal|fois|people|cars\b|pictures|photos|minutes?|minuti|"
    r"minuten|hours?|ore\b|"
    r"stunden|heures?|laps?|cyl\w*|zylinder|points?|degrees|kg|rpm|percent|o'clock|uhr\b|am\b|pm\b|st\b|nd\b|rd\b|"
    r"th\b|days?|giorni|tage|"
    r"in the world|in my|on my|of my|fan\b|in a million|spot\b|choice|favou?rite|reason|priority|\.\d))"
)
_BEFORE: Final = re.compile(
    r"\b(chassis|engine|phone|tel|telephone|telefon|telefono|lot|page|pagina|seite|serial|comment|commento|"
    r"kommentar|room|zimmer|plate|"
    r"registration|reg|kennzeichen|targa|telaio|motore|motor|fahrgestell|moteur|model|modell|modello|modele|type|"
    r"typ|tipo|version|batch|road|"
    r"route|highway|stage|etappe|tappa|etape|hotel|day|tag|giorno|lap|row|stand|post|house|haus|km|kilometre|"
    r"picture|photo|pic|pics|foto|bild|"
    r"image|platz|place|position|posto|my|our|world|group|gruppe|gruppo|class|klasse|classe|categoria|item|figure|"
    r"his|her|ss|bus|line|exit|"
    r"chapter|part|hall|halle|padiglione|gate|box|marker|track|title|series|serie|grid|pole|top|the winner|question|"
    r"frage|domanda)"
    r"['s]*\s*(?:no|nr|number|num|n)?[\s.:#°(-]*$"
)
_STRONG: Final = re.compile(
    r"(?:#|\b(?:(?:start(?:ing)?|race|racing|competition|car|entry|door|roundel|entrant|comp)[ -]?(?:numbers?|nos?|"
    r"nr|num)|start-?nr|startn\w*|"
    r"start-?nummern?|rennnummer|nummern?|numbers?|numbered|numeri|numeros?|num|nrs?|nos?(?=\.?\s?#?\d)|n(?=[.°]|"
    r"\s?\d)|dossards?|pettorale|bib|entry|"
    r"wearing(?: the)?(?: number)?|(?:door|side|bonnet|roundel)s? (?:says?|reads?|shows?|has|had)|"
    r"carrying(?: the)?(?: number)?))"
    r"(?:\s?(?:di gara|di partenza|di corsa|gara|de course|de depart|de dossard|on (?:the|its|her) (?:door|side|"
    r"bonnet|hood|nose|tail)"
    r"|auf der (?:tur|haube|seite)|sulla (?:porta|portiera|fiancata)|sur la (?:porte|portiere)))?"
    r"(?:[\s.:°=#(\"'-]{1,4}|\b(?:is|was|ist|war|e'?|era|est|etait|the|il|le|la|die|der|mit|con|avec|lautet|says|"
    r"reads)\b){0,4}\s?" + _N + _UNIT
)
_WEAK: Final = re.compile(
    r"\b(?:cars?|auto|wagen|rennwagen|voiture|vettura|macchina|fahrzeug|maschine|racer)\s#?(?:n[o°.r]{0,2}\.?\s?)?"
    + _N
    + _UNIT
    + r"(?!\s?(?:of|di|von|sur|su)\b)"
)
_AFTER: Final = re.compile(
    r"(?<![\d.,/#-])\b" + _N + r"\s(?:is |was )?(?:painted |written |in a roundel )?(?:on|sulla?|sul|auf|sur)\s"
    r"(?:the |its |her |der |dem |la |le |il |lo |l')?(?:\w+ )?(?:doors?|side|bonnet|hood|nose|tail|boot|roundels?|"
    r"flank|portier[ae]|porta|cofano|"
    r"fiancata|tur|haube|motorhaube|seite|portiere|capot|flanc|porte)\b"
)
_LIST: Final = re.compile(
    r"\s*(,? ?or|,? ?oder|,? ?ou|o(?= )|,? ?and|,|&|e|und|et|/)\s*#?(?:no\.?\s?|number\s)?(\d{1,3})(?![\d°a-z]|"
    r"[.,:/]\d)" + _UNIT
)
_EITHER: Final = ("or", "oder", "ou", "o", "/")
_YEAR: Final = re.compile(
    r"(?<![\d.,/#$€£-])\b(1[89]\d\d|20[0-3]\d)(?![\d/]|[.,]\d|\s?(?:cc|ccm|km|m\b|miles|miglia|rpm|hp|kg|euro|€|"
    r"cars\b|spectators|people|pounds|dollars|\$|"
    r"pictures|photos|kubik|lire|or so cars|metres|visitors|zuschauer|leute|persone|personnes|s\b|'s\b|er\b))"
)
_SPAN_OF_YEARS: Final = re.compile(r"\b(1[89]\d\d|20[0-3]\d)\s?(?:-|to|bis|and|e|und|et|a)\s?(1[89]\d\d|20[0-3]\d)\b")
_DECADE: Final = re.compile(
    r"(?:\b(1[89]\d0)|(?<![\d'])'?\b([1-9]0))(?:'?s\b|er\b)|\banni '?([1-9]0)\b|\bannees '?([1-9]0)\b"
)
_SCORE: Final = re.compile(
    r"\b\d{1,3}\s?(?:/|out of|su|von|sur)\s?\d{1,3}\b|\b\d{1,2}[:h.]\d{2}\b|[€$£]\s?[\d.,]+|\b\d{1,2}-\d{1,2}\b(?!-?\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Start numbers (folded), whether it is one or another of them, numbers beside a make, years, decades."""

    starts: tuple[str, ...]
    either: bool
    beside: tuple[str, ...]
    years: tuple[int, ...]
    decades: tuple[int, ...]
    spans: tuple[Span, ...]


def numbers(text: str, *, taken: tuple[Span, ...], models: tuple[Span, ...], makes: tuple[Span, ...]) -> Numbers:
    """The roles of the sentence's numbers; `taken` (plates, pictures) come first, then markers, then models."""
    starts: list[str] = []
    spans: list[Span] = []
    either = False
    busy = (*taken, *(match.span() for match in _SCORE.finditer(text)))
    for pattern, clear in ((_STRONG, busy), (_AFTER, (*busy, *models)), (_WEAK, (*busy, *models))):
        for match in pattern.finditer(text):
            if (
                _free(match.span(1), (*clear, *spans))
                and not _BEFORE.search(text[: match.start()])
                and not _longer_model(text, match, models)
            ):
                starts.append(fold_number(match[1]))
                spans.append(match.span(1))
                more = _LIST.match(text, match.end(1))
                while more and _free(more.span(2), (*busy, *models)):
                    either = either or more[1].strip(", ") in _EITHER
                    starts.append(fold_number(more[2]))
                    spans.append(more.span(2))
                    more = _LIST.match(text, more.end(2))
    used = (*busy, *spans, *models)
    ranges = tuple(match.span() for match in _SPAN_OF_YEARS.finditer(text))
    years = tuple(int(match[1]) for match in _YEAR.finditer(text) if _free(match.span(1), (*used, *ranges)))
    decades = tuple(_decade(match) for match in _DECADE.finditer(text))
    beside = tuple(
        fold_number(match[1])
        for match in _beside(text, makes)
        if _free(match.span(1), used) and not _YEAR.fullmatch(match[1])
    )
    return Numbers(
        starts=tuple(dict.fromkeys(starts)),
        either=either,
        beside=tuple(dict.fromkeys(beside)),
        years=years,
        decades=decades,
        spans=tuple(spans),
    )


def _longer_model(text: str, match: re.Match[str], models: tuple[Span, ...]) -> bool:
    return any(start == match.start(1) and end > match.end(1) and " " in text[start:end] for start, end in models)


def _beside(text: str, makes: tuple[Span, ...]) -> list[re.Match[str]]:
    number = re.compile(r"\s" + _N + _UNIT)
    found = [number.match(text, end) for _, end in makes]
    return [match for match in found if match and match[1] not in LEXICON.models]


def _decade(match: re.Match[str]) -> int:
    if match[1]:
        return int(match[1])
    return 1900 + int(match[2] or match[3] or match[4])


def _free(span: Span, taken: tuple[Span, ...]) -> bool:
    return not any(start < span[1] and span[0] < end for start, end in taken)
