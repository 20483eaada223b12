"""The few words of readers' plain pages, in four languages; refusals in the widget's words for them.

In: a language, a problem. Out: its words.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

from shared.web import Problem

_REFUSALS: Final[dict[str, dict[str, str]]] = json.loads(
    (Path(__file__).parents[1] / "widget/dist/refusals.json").read_text()
)

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "comments": "Comments",
        "none": "Nobody has written yet.",
        "back": "Back to the page",
        "write": "Write a comment",
        "name": "Name",
        "email": "Email",
        "secret": "Your email address will not be published.",
        "text": "Comment",
        "send": "Send",
        "reply": "Reply",
        "replying": "Your reply to",
        "more": "More comments",
        "first": "First comments",
        "closed": "Comments on this page are closed.",
        "removed": "This comment was removed.",
        "published": "Thank you. Your comment is public.",
        "held": "Thank you. Your comment waits for a moderator.",
        "see": "See the thread",
        "answer": "Answer",
        "evidence": "Evidence",
        "wrong": "Not right?",
        "picture": "Picture",
        "of": "of",
        "edited": "edited",
        "answers_to": "in answer to",
        "follow": "Mail me replies to my comment",
        "pinned": "Pinned",
        "pick": "Editors' pick",
        "leave": "Leave this field empty",
        "feed": "Feed of this thread",
    },
    "it": {
        "comments": "Commenti",
        "none": "Nessuno ha ancora scritto.",
        "back": "Torna alla pagina",
        "write": "Scrivi un commento",
        "name": "Nome",
        "email": "Email",
        "secret": "Il tuo indirizzo email non sarà pubblicato.",
        "text": "Commento",
        "send": "Invia",
        "reply": "Rispondi",
        "replying": "La tua risposta a",
        "more": "Altri commenti",
        "first": "Primi commenti",
        "closed": "I commenti a questa pagina sono chiusi.",
        "removed": "Questo commento è stato rimosso.",
        "published": "Grazie. Il tuo commento è pubblico.",
        "held": "Grazie. Il tuo commento attende un moderatore.",
        "see": "Vai alla discussione",
        "answer": "Risposta",
        "evidence": "Indizi",
        "wrong": "Non è giusto?",
        "picture": "Immagine",
        "of": "di",
        "edited": "modificato",
        "answers_to": "in risposta a",
        "follow": "Avvisami per email delle risposte al mio commento",
        "pinned": "In evidenza",
        "pick": "Scelto dalla redazione",
        "leave": "Lascia vuoto questo campo",
        "feed": "Feed di questa discussione",
    },
    "de": {
        "comments": "Kommentare",
        "none": "Noch hat niemand geschrieben.",
        "back": "Zurück zur Seite",
        "write": "Kommentar schreiben",
        "name": "Name",
        "email": "E-Mail",
        "secret": "Ihre E-Mail-Adresse wird nicht veröffentlicht.",
        "text": "Kommentar",
        "send": "Senden",
        "reply": "Antworten",
        "replying": "Ihre Antwort an",
        "more": "Weitere Kommentare",
        "first": "Erste Kommentare",
        "closed": "Die Kommentare zu dieser Seite sind geschlossen.",
        "removed": "Dieser Kommentar wurde entfernt.",
        "published": "Danke. Ihr Kommentar ist öffentlich.",
        "held": "Danke. Ihr Kommentar wartet auf die Moderation.",
        "see": "Zur Diskussion",
        "answer": "Antwort",
        "evidence": "Belege",
        "wrong": "Stimmt das nicht?",
        "picture": "Bild",
        "of": "von",
        "edited": "geändert",
        "answers_to": "als Antwort an",
        "follow": "Antworten auf meinen Kommentar per E-Mail melden",
        "pinned": "Angeheftet",
        "pick": "Auswahl der Redaktion",
        "leave": "Dieses Feld frei lassen",
        "feed": "Feed dieser Diskussion",
    },
    "fr": {
        "comments": "Commentaires",
        "none": "Personne n'a encore écrit.",
        "back": "Retour à la page",
        "write": "Écrire un commentaire",
        "name": "Nom",
        "email": "E-mail",
        "secret": "Votre adresse e-mail ne sera pas publiée.",
        "text": "Commentaire",
        "send": "Envoyer",
        "reply": "Répondre",
        "replying": "Votre réponse à",
        "more": "Autres commentaires",
        "first": "Premiers commentaires",
        "closed": "Les commentaires de cette page sont fermés.",
        "removed": "Ce commentaire a été retiré.",
        "published": "Merci. Votre commentaire est public.",
        "held": "Merci. Votre commentaire attend un modérateur.",
        "see": "Voir la discussion",
        "answer": "Réponse",
        "evidence": "Indices",
        "wrong": "Ce n'est pas juste ?",
        "picture": "Image",
        "of": "sur",
        "edited": "modifié",
        "answers_to": "en réponse à",
        "follow": "M'avertir par e-mail des réponses à mon commentaire",
        "pinned": "Épinglé",
        "pick": "Choix de la rédaction",
        "leave": "Laissez ce champ vide",
        "feed": "Flux de cette discussion",
    },
}


def words_of(language: str) -> dict[str, str]:
    """The words of a language, English where there is none."""
    return WORDS.get(language.split("-", maxsplit=1)[0].lower(), WORDS["en"])


def said(problem: Problem, language: str) -> Problem:
    """The problem in this language, by its code, its status and each of its fields; in English as it is."""
    words = _REFUSALS.get(language.split("-", maxsplit=1)[0].lower())
    if words is None:
        return problem

    def say(*keys: str) -> str:
        found = next(words[key] for key in (*keys, "error") if key in words)
        return found.replace("{n}", f"{problem.retry_after or 0:.0f}")

    fields = tuple(replace(field, detail=say(field.pointer)) for field in problem.fields)
    return replace(problem, detail=say(problem.code, str(problem.status)), fields=fields)
