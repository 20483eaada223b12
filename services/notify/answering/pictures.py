"""Recognises "picture 3 of 160" in four languages.

In: folded text. Out: picture mentions and where they stand, so that their numbers get no other role.
"""

import re
from typing import Final

from services.notify.answering.nouns import PictureMention

Span = tuple[int, int]

_WORDS: Final = (
    r"(?:pictures?|pics?|pict|photos?|photographs?|fotos?|fotografi[ae]|immagin[ei]|images?|img|bild(?:er|es|s)?|"
    r"aufnahmen?|cliches?|shots?|"
    r"photographie|snaps?|slides?|scatt[oi]|abbildung|vue)"
)
_MARK: Final = r"(?:[\s.:(]*(?:number|numbers|no|nr|num|numero|n|nummer|n°|#)[\s.:°]{0,3}|[\s.:(#]{1,3}|(?=\d))"
_OF: Final = r"(?:\s*\(?(?:of|di|su|von|sur|de|aus|out of|/|tra|auf)\s*(?:the\s+|insgesamt\s+)?(\d{1,4}))?"
_MORE: Final = r"((?:\s*(?:,|and|&|e|und|et|or|o|oder|ou|-|to|bis|a|/)\s*\d{1,4}\b(?!\s*(?:of|di|su|von|sur|/)\s*\d))*)"
_PICTURE: Final = re.compile(
    r"\b" + _WORDS + r"\b" + _MARK + r"(\d{1,4})\b(?!\s?(?:cars|pictures|photos))" + _OF + _MORE
)
_NTH: Final = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th|\.|a|e|eme|ieme)\s" + _WORDS + r"\b")
_IN_GALLERY: Final = re.compile(
    r"(?:#|\b(?:no|nr|n|number|nummer|numero)\b)[\s.:°]{0,3}(\d{1,4})\s(?:in|of|from|aus|der|in der|della|nella|"
    r"de|dans|de la)\s"
    r"(?:(?:the|your|this|der|dieser|eurer|ihrer|la|vostra|cette|votre)\s)?"
    r"(?:gallery|galerie|galleria|series|slide ?show|picture series|photo gallery|bildergalerie|fotogalerie|serie)\b"
)
_LOOSE: Final = re.compile(r"(?<![\d.,/-])(\d{1,4})\s*(?:of|di|su|von|sur|out of|/)\s*(\d{2,4})(?![\d.,/]\d)\b")
_RANGE: Final = re.compile(r"(\d{1,4})\s*-\s*(\d{1,4})")
_MOST: Final = 12


def pictures(text: str) -> tuple[tuple[PictureMention, ...], tuple[PictureMention, ...], tuple[Span, ...], bool]:
    """The pictures named; "3 of 160" without a word for picture (it counts if the total fits); their spans; "4 "
    "or 5"?
    """
    named: list[PictureMention] = []
    loose: list[PictureMention] = []
    spans: list[Span] = []
    either = False
    for match in _PICTURE.finditer(text):
        total = int(match[2]) if match[2] else None
        named.append(PictureMention(number=int(match[1]), total=total))
        named += [PictureMention(number=number) for number in _further(int(match[1]), match[3])]
        spans.append(match.span())
        either = either or re.search(r"\b(or|o|oder|ou)\b", match[3]) is not None
    for pattern in (_NTH, _IN_GALLERY):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in spans):
                named.append(PictureMention(number=int(match[1])))
                spans.append(match.span())
    for match in _LOOSE.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in spans) and int(match[1]) <= int(
            match[2]
        ):
            loose.append(PictureMention(number=int(match[1]), total=int(match[2])))
            spans.append(match.span())
    return tuple(named), tuple(loose), tuple(spans), either


def _further(first: int, text: str) -> list[int]:
    span = _RANGE.fullmatch(f"{first}{text}".replace(" ", ""))
    if span and int(span[1]) < int(span[2]) <= int(span[1]) + _MOST:
        return list(range(int(span[1]) + 1, int(span[2]) + 1))
    return [int(number) for number in re.findall(r"\d+", text)]
