"""Finds "picture 3 of 160" in what a reader wrote, in English, Italian, German and French.

In: plain words. Out: the first picture number meant, with the total when it is given.
"""

import re

from msgspec import Struct

_NOUN = (
    r"pictures?|photos?|photographs?|pics?|images?|img|"  # en, fr
    r"immagin[ei]|fotografi[ae]|foto|scatto|"  # it
    r"bild(?:er|es)?|aufnahmen?|fotos?|"  # de
    r"photographies?|clich[ée]s?"  # fr
)
_NUMBER_MARK = r"(?:(?:no|nr|num|n[°ºo]?|nummer|numero|numéro|number)\.?\s{0,3}|#\s?|[°º]\s?)?"
_OF = r"(?:of|out\s+of|/|di|su|von|aus|de|sur)"
_MENTION = re.compile(
    rf"(?<!\w)(?:{_NOUN})\s{{0,3}}{_NUMBER_MARK}(?P<number>[1-9]\d{{0,4}})(?![\w.,]\d|\d)"
    rf"(?:\s{{0,3}}{_OF}\s{{0,3}}(?P<of>[1-9]\d{{0,4}})(?!\w))?(?!\w)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w.,])(?P<number>[1-9]\d{0,4})\s{1,3}(?:of|di|von|de|sur)\s{1,3}(?P<of>[1-9]\d{0,4})(?!\w)",
    re.IGNORECASE,
)


class Mention(Struct, frozen=True, kw_only=True):
    """A picture that a text names; `of` is the total it gives, 0 when it gives none."""

    number: int
    of: int = 0


def find_mention(text: str) -> Mention | None:
    """The first picture a text names, or None. "3 of 160" alone counts only with its total."""
    for match in [*_MENTION.finditer(text), *_BARE.finditer(text)]:
        number, of = int(match["number"]), int(match["of"] or 0)
        if not of or number <= of:
            return Mention(number=number, of=of)
    return None
