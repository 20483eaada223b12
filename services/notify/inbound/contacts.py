"""Takes email addresses and telephone numbers out of what will be public. Pure."""

import re

_EMAIL = re.compile(r"(?:mailto:)?<?[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}>?")
_PHONE = re.compile(
    r"(?:(?<![\w.])(?:tel|telefon|telefono|tél|téléphone|phone|mobile?|cell|handy|fax|whatsapp)\s*[.:]?\s*)?"
    r"(?<![\w./-])(?:\+|00)\d{1,3}(?:[\s().\-/]*\d){7,12}(?!\w)"
    r"|(?<![\w.])(?:tel|telefon|telefono|tél|téléphone|phone|mobile?|cell|handy|fax|whatsapp)\s*[.:]?\s*\(?\d(?:[\s().\-/]*\d){5,13}(?!\w)",
    re.IGNORECASE,
)


def without_contacts(text: str) -> str:
    """The text without addresses and telephone numbers; plates, chassis and start numbers stay."""
    stripped = _PHONE.sub("", _EMAIL.sub("", text))
    if stripped == text:
        return text
    lines = (re.sub(r"[ \t]{2,}", " ", line).rstrip(" \t,;:") if line.strip() else "" for line in stripped.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
