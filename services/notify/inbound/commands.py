"""The one word that a mail may be: a number, yes, no, approve, reject, spam, skip, in four languages. Pure."""

# ruff: noqa: RUF001 - typographic marks are what people type

import re

COMMANDS: dict[str, frozenset[str]] = {
    "yes": frozenset({"yes", "ok", "okay", "sì", "si", "ja", "oui", "y", "d'accord", "va bene", "einverstanden"}),
    "no": frozenset({"no", "nein", "non", "n"}),
    "approve": frozenset(
        {
            "approve",
            "approved",
            "accept",
            "publish",
            "approva",
            "approvare",
            "approvato",
            "accetta",
            "pubblica",
            "freigeben",
        }
        | {"freigegeben", "genehmigen", "veröffentlichen", "annehmen", "approuver", "approuvé", "approuve", "accepter"}
        | {"publier", "publie", "valider"}
    ),
    "reject": frozenset(
        {"reject", "rejected", "refuse", "deny", "decline", "rifiuta", "rifiutare", "rifiutato", "respingi", "ablehnen"}
        | {
            "abgelehnt",
            "zurückweisen",
            "refuser",
            "refusé",
            "rejeter",
            "rejette",
            "delete",
            "remove",
            "elimina",
            "löschen",
        }
        | {"supprimer"}
    ),
    "spam": frozenset({"spam", "junk", "indésirable", "è spam", "ist spam", "c'est du spam", "it's spam"}),
    "skip": frozenset(
        {"skip", "pass", "salta", "saltare", "passa", "überspringen", "weiter", "passer", "passe", "suivant"}
    ),
}
_WORDS = {word: command for command, words in COMMANDS.items() for word in words}
_NUMBER = re.compile(
    r"^(?:#|n[°.o]?\s*|no\.?\s*|nr\.?\s*|number\s+|numero\s+|nummer\s+|numéro\s+|candidate\s+)?([1-5])$"
)
_NUMBER_AND_MORE = re.compile(
    r"(?i)^\W{0,2}(?:n[°.o]?\s*|nr\.?\s*|number\s+|numero\s+|nummer\s+|numéro\s+|candidate\s+)?[1-5]\s*[).:,;–—-]\s*\D"
)
_TRIM = " \t.!:;,)*_\"'“”«»()[]"


def command_of(line: str) -> str:
    """The command a line is, or nothing."""
    word = " ".join(line.strip(_TRIM).replace("’", "'").casefold().split())
    number = _NUMBER.match(word)
    return number[1] if number else _WORDS.get(word, "")


def starts_with_number(text: str) -> bool:
    """Whether the first line names a candidate and goes on: `2) I am sure` is neither command nor plain text."""
    return bool(_NUMBER_AND_MORE.match(text.strip()))


def split_command(text: str) -> tuple[str, str]:
    """The command in the first line and the text below it; no command, the whole text."""
    first, _, rest = text.strip().partition("\n")
    command = command_of(first)
    return (command, rest.strip()) if command else ("", text.strip())
