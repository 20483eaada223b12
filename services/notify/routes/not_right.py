"""Draws the reader's "not right?" page, in the language of the answer.

In: an answer's row. Out: a page that asks, and one that thanks.
"""

from typing import Final

from aiohttp import web

from services.notify.routes.doorway import show
from services.notify.templates.pages import Button, Page
from shared.errors import NotFound
from shared.postgres import Row

_WORDS: Final = {
    "en": (
        "Is this answer not right?",
        "Tell the editors what is wrong. They look at it and correct the answer where it stands.",
        ("It is another car", "A detail is wrong", "It doesn't answer the question"),
        "Thank you. The editors have been told.",
    ),
    "it": (
        "Questa risposta non è giusta?",
        "Dica alla redazione che cosa non va: la risposta sarà controllata e corretta.",
        ("È un'altra vettura", "Un dettaglio è sbagliato", "Non risponde alla domanda"),
        "Grazie. La redazione è stata avvisata.",
    ),
    "de": (
        "Stimmt diese Antwort nicht?",
        "Sagen Sie der Redaktion, was falsch ist. Sie prüft die Antwort und berichtigt sie.",
        ("Es ist ein anderes Auto", "Eine Angabe ist falsch", "Die Frage ist nicht beantwortet"),
        "Danke. Die Redaktion weiß Bescheid.",
    ),
    "fr": (
        "Cette réponse est-elle inexacte ?",
        "Dites à la rédaction ce qui ne va pas : elle vérifiera et corrigera la réponse.",
        ("C'est une autre voiture", "Un détail est faux", "Elle ne répond pas à la question"),
        "Merci. La rédaction est prévenue.",
    ),
}


def doubt_page(row: Row, public_url: str) -> web.Response:
    """The question with one button for each reason."""
    title, line, reasons, _ = _words(row["language"])
    buttons = tuple(Button(name="reason", value=reason, label=reason) for reason in reasons)
    return show(_page(row, public_url, title=title, lines=(line,), buttons=buttons))


def doubted_page(row: Row | None, public_url: str) -> web.Response:
    """The thanks. Raises NotFound when the answer went meanwhile."""
    if row is None:
        raise NotFound("This answer isn't published any more.")
    title, _, _, thanks = _words(row["language"])
    return show(_page(row, public_url, title=title, outcome=thanks))


def _page(
    row: Row,
    public_url: str,
    *,
    title: str,
    lines: tuple[str, ...] = (),
    outcome: str = "",
    buttons: tuple[Button, ...] = (),
) -> Page:
    return Page(
        language=row["language"],
        site=row["site"],
        title=title,
        lines=lines,
        outcome=outcome,
        quote=row["text"],
        quote_by=row["author_name"],
        page_title=row["page_title"],
        page_url=f"{public_url.rstrip('/')}{row['path']}",
        buttons=buttons,
    )


def _words(language: str) -> tuple[str, str, tuple[str, ...], str]:
    return _WORDS.get(language, _WORDS["en"])
