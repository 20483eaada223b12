"""Words an answer from the entry, in the asker's language, with its evidence.

In: entries, evidence and a language. Out: Markdown text, and the evidence in words. Says only what the entry says.
"""

from typing import Final

from services.notify.answering.nouns import Ask, Entry, Evidence

_LINES: Final = {
    "en": {
        "car": "That is the {car}{number}{plate}.",
        "crew": "In the entry list, car {what} is crewed by {crew}.",
        "number": ", start number {}",
        "plate": ", plate {}",
        "and": " and ",
        "colour": "Colour in the entry list: {}.",
    },
    "it": {
        "car": "È la {car}{number}{plate}.",
        "crew": "Nell'elenco iscritti l'equipaggio della vettura {what} è {crew}.",
        "number": ", numero di gara {}",
        "plate": ", targa {}",
        "and": " e ",
        "colour": "Colore nell'elenco iscritti: {}.",
    },
    "de": {
        "car": "Das ist der Wagen {car}{number}{plate}.",
        "crew": "Laut Nennliste fahren im Wagen {what}: {crew}.",
        "number": ", Startnummer {}",
        "plate": ", Kennzeichen {}",
        "and": " und ",
        "colour": "Farbe laut Nennliste: {}.",
    },
    "fr": {
        "car": "C'est la {car}{number}{plate}.",
        "crew": "Selon la liste des engagés, l'équipage de la voiture {what} est {crew}.",
        "number": ", numéro de course {}",
        "plate": ", immatriculation {}",
        "and": " et ",
        "colour": "Couleur selon la liste des engagés : {}.",
    },
}
_EVIDENCE: Final = {
    "en": {
        "plate": "plate {} in the entry list",
        "number": "start number {} in the entry list",
        "picture": "the only entry seen in picture {}",
        "picture_described": "the one car in picture {} that fits the description",
        "earlier": "an earlier answer about picture {}",
        "earlier_plate": "an earlier answer about plate {}",
        "near_plate": "a plate like {}",
        "make_model": "the only {} in the event",
        "picture_of_several": "seen in picture {}",
    },
    "it": {
        "plate": "targa {} nell'elenco iscritti",
        "number": "numero di gara {} nell'elenco iscritti",
        "picture": "l'unica vettura iscritta nella foto {}",
        "picture_described": "l'unica vettura della foto {} che corrisponde alla descrizione",
        "earlier": "una risposta precedente sulla foto {}",
        "earlier_plate": "una risposta precedente sulla targa {}",
        "near_plate": "una targa simile a {}",
        "make_model": "l'unica {} della manifestazione",
        "picture_of_several": "visibile nella foto {}",
    },
    "de": {
        "plate": "Kennzeichen {} in der Nennliste",
        "number": "Startnummer {} in der Nennliste",
        "picture": "der einzige gemeldete Wagen auf Bild {}",
        "picture_described": "der einzige Wagen auf Bild {}, auf den die Beschreibung passt",
        "earlier": "eine frühere Antwort zu Bild {}",
        "earlier_plate": "eine frühere Antwort zum Kennzeichen {}",
        "near_plate": "ein Kennzeichen wie {}",
        "make_model": "der einzige {} der Veranstaltung",
        "picture_of_several": "zu sehen auf Bild {}",
    },
    "fr": {
        "plate": "immatriculation {} dans la liste des engagés",
        "number": "numéro {} dans la liste des engagés",
        "picture": "la seule voiture engagée sur la photo {}",
        "picture_described": "la seule voiture de la photo {} qui correspond à la description",
        "earlier": "une réponse précédente sur la photo {}",
        "earlier_plate": "une réponse précédente sur l'immatriculation {}",
        "near_plate": "une immatriculation proche de {}",
        "make_model": "la seule {} de l'épreuve",
        "picture_of_several": "visible sur la photo {}",
    },
}


def word_answer(entries: tuple[Entry, ...], asks: tuple[Ask, ...], language: str) -> str:
    """The answer's text: the car, and the crew when it was asked for. One paragraph an entry."""
    lines = _LINES[language]
    paragraphs = []
    for entry in entries:
        sentences = []
        if Ask.CAR in asks or Ask.CREW not in asks:
            sentences.append(_car(entry, lines))
        if Ask.CREW in asks:
            crew = lines["and"].join(plain(name) for name in (entry.driver, entry.co_driver) if name)
            what = plain(_named(entry)) + (f" ({entry.start_no})" if entry.start_no else "")
            sentences.append(lines["crew"].format(what=what, crew=crew))
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs)


def word_evidence(evidence: tuple[Evidence, ...], entries: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The evidence for the entries that the answer rests on, in words."""
    says = _EVIDENCE[language]
    return tuple(dict.fromkeys(says[item.rule].format(item.detail) for item in evidence if item.entry in entries))


def plain(text: str) -> str:
    """Text from the archive with everything escaped that Markdown would read."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|~!" else letter for letter in " ".join(text.split()))


def _car(entry: Entry, lines: dict[str, str]) -> str:
    number = lines["number"].format(plain(entry.start_no)) if entry.start_no else ""
    plate = lines["plate"].format(plain(entry.plate)) if entry.plate else ""
    return lines["car"].format(car=plain(_named(entry)), number=number, plate=plate)


def _named(entry: Entry) -> str:
    body = entry.body if entry.body and fold_in(entry.body, entry.model) else ""
    year = f"({entry.year})" if entry.year else ""
    return " ".join(part for part in (entry.make, entry.model, body, year) if part)


def fold_in(body: str, model: str) -> bool:
    """Whether the body adds something to the model's name."""
    return body.lower() not in model.lower()
