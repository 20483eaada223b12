"""Step: holds the words on the list of this site."""

import re
from functools import lru_cache

from services.comments.domain import Reason
from services.comments.screening.facts import Facts, Submission


def words(submission: Submission, facts: Facts) -> Reason | None:
    """Holds a comment or a name with a listed word; `word*` matches its beginnings, a phrase matches in order."""
    if not facts.settings.words:
        return None
    found = {match[0].lower() for match in _pattern(facts.settings.words).finditer(submission.words)}
    found |= {match[0].lower() for match in _pattern(facts.settings.words).finditer(submission.author_name)}
    if found:
        return Reason(code="words", words="word list: " + ", ".join(sorted(found)[:10]), level=2)
    return None


@lru_cache(maxsize=256)
def _pattern(listed: tuple[str, ...]) -> re.Pattern[str]:
    parts = [
        re.escape(word.strip().rstrip("*")).replace(r"\ ", r"\s+") + (r"\w*" if word.endswith("*") else "")
        for word in listed
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
