"""Reads a comment: language, questions, what they want to know and what they say about the car.

In: the comment's text, its page's language, whether it points at a picture. Out: a `Reading`. Pure.
"""

from services.notify.answering.asking import asking, filler, fragment
from services.notify.answering.kinds import at_the_wheel, kind_of
from services.notify.answering.language import language_of
from services.notify.answering.mentions import mentions_of, together
from services.notify.answering.nouns import Ask, Mentions, Reading, Sentence
from services.notify.answering.plainness import beyond
from services.notify.answering.sentences import sentences


def read(
    text: str,
    *,
    language: str = "",
    pictured: bool = False,
    known_makes: frozenset[str] = frozenset(),
    known_words: frozenset[str] = frozenset(),
) -> Reading:
    """What the comment says.

    `pictured`: it refers to a picture; `known_makes` are the archive's makes,
    folded; `known_words` the words of its events' names.
    """
    parts = sentences(text)
    tongue = language_of(" ".join(part.fold for part in parts), language)
    asked = asking(parts, tongue)
    if not asked:
        return Reading(language=tongue, is_question=False, text=text)
    each = {part: mentions_of(part, tongue, known_makes) for part in parts}
    real = [part for part in asked if not filler(part, tongue) and not fragment(part)]
    kinds = [kind_of(part, each[part], tongue) for part in real]
    if any(part.marked for part in real):
        stays = [part.marked or kind is not Ask.OTHER for part, kind in zip(real, kinds, strict=True)]
        real = [part for part, kept in zip(real, stays, strict=True) if kept]
        kinds = [kind for kind, kept in zip(kinds, stays, strict=True) if kept]
    if not kinds:
        whole = Sentence(text=text, fold=" ".join(part.fold for part in parts), marked=True)
        everything = together(list(each.values()))
        named = everything.identifying or everything.makes or everything.colours or pictured
        kinds = [Ask.CAR] if named else [kind_of(whole, everything, tongue)]
    return Reading(
        language=tongue,
        is_question=True,
        asks=tuple(dict.fromkeys(kinds)),
        asked=_meant(each, asked, tongue),
        whole=together(list(each.values())),
        at_the_wheel=any(at_the_wheel(part, tongue) for part in asked),
        beyond=tuple(
            word
            for part, kind in zip(real, kinds, strict=False)
            if kind in (Ask.CAR, Ask.CREW)
            for word in beyond(part, each[part], tongue, known=known_words, crew=kind is Ask.CREW)
        ),
        text=text,
    )


def _meant(each: dict[Sentence, Mentions], asked: tuple[Sentence, ...], language: str) -> Mentions:
    """What the questions say; with the rest of the comment when they only point back to it ("What is it?")."""
    own = together([each[part] for part in asked])
    named = own.plates or own.numbers or own.pictures or own.beside_make
    points = all(filler(part, language) or not beyond(part, each[part], language, strict=True) for part in asked)
    if all(filler(part, language) or fragment(part) for part in asked) or (points and not (named or own.descriptive)):
        return together(list(each.values()))
    return own
