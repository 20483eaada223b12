"""The desk's words for what the service calls by code, in one place.

In: states, actions, levels, roles. Out: words; and texts with what matters in them marked.
"""

import re
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

STATES = {
    "held": ("Waiting", "warn"),
    "published": ("Published", "good"),
    "rejected": ("Rejected", "bad"),
    "spam": ("Spam", "bad"),
    "removed": ("In the bin", ""),
}
"""State → what it is called, and the colour of its tag."""

LEVELS = {1: ("Low", "cool"), 2: ("Medium", "warn"), 3: ("High", "bad")}

DONE = {
    "approve": "approved",
    "reject": "rejected",
    "spam": "marked as spam",
    "remove": "binned",
    "hold": "put back to wait",
    "undo": "restored",
    "delete": "deleted",
    "held_again": "held again",
    "edit": "edited",
    "answer": "answered",
    "pinned": "pinned",
    "not_pinned": "unpinned",
    "pick": "picked",
    "not_pick": "took the pick from",
}
"""Decision or action → what was done, as one says it of a comment."""

LINES = {
    "change_site": "changed the settings of the site",
    "add_site": "added the site",
    "change_moderator": "changed the staff",
    "close_thread": "closed the thread",
    "open_thread": "opened the thread",
    "merge_threads": "merged threads",
    "remap_thread": "gave a thread another address",
    "add_webhook": "added a webhook",
    "delete_webhook": "took a webhook away",
    "switch_webhook_on": "switched a webhook on",
    "switch_webhook_off": "switched a webhook off",
    "author_none": "took an author's standing away",
    "author_trusted": "trusts an author",
    "author_held": "holds an author",
    "author_banned": "banned an author",
}
"""Action of the trail that is about no comment → what was done."""

REASONS = {
    "newcomer": "First comment from an address",
    "links": "Links",
    "words": "Word list",
    "hold_all": "Everything waits here",
    "edited": "Changed after publishing",
    "reported": "Reported",
    "author_held": "Author is held",
    "too_quick": "Sent too quickly",
    "no_form": "Not from our form",
    "honeypot": "Hidden field filled in",
    "old_thread": "Old thread",
    "check_spam": "External check: spam",
    "check_held": "External check: look",
    "check_failed": "External check failed",
}
"""Code of a reason → its name in the filter."""

STANDINGS = {
    "none": "No opinion",
    "trusted": "Trusted: published at once",
    "held": "Held: every comment waits",
    "banned": "Banned: nothing is taken",
}

ROLES = {
    "owner": "Owner: everything",
    "editor": "Editor: decides, arranges, settings",
    "moderator": "Moderator: decides",
    "expert": "Expert: answers questions",
}

VIA = {"desk": "at the desk", "mail": "by mail", "api": "through the API", "rule": "by rule", "import": "by import"}

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_URL = re.compile(r"(?:https?://|\bwww\.)[^\s<>()\[\]]*[^\s<>()\[\].,;:!?]", re.IGNORECASE)


def state_words(state: str) -> str:
    """What a state is called."""
    return STATES.get(state, (state, ""))[0]


def state_kind(state: str) -> str:
    """The colour of a state's tag."""
    return STATES.get(state, ("", ""))[1]


def level_words(level: int) -> str:
    """What a level is called."""
    return LEVELS.get(level, ("", ""))[0]


def level_kind(level: int) -> str:
    """The colour of a level's tag."""
    return LEVELS.get(level, ("", ""))[1]


def done_words(action: str) -> str:
    """What was done, of a comment or of the site."""
    return DONE.get(action) or LINES.get(action) or action.replace("_", " ")


def via_words(via: str) -> str:
    """The way somebody acted."""
    return VIA.get(via, via)


def standing_words(standing: str) -> str:
    """What is thought of an author, in a word."""
    return "" if standing in {"", "none"} else STANDINGS.get(standing, standing).partition(":")[0]


def count_words(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 comment`, `2 comments`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def browser_words(agent: str) -> str:
    """A browser by its User-Agent, roughly: `Firefox on Linux`."""
    name = next((word for mark, word in _BROWSERS if mark in agent), "A browser")
    system = next((word for mark, word in _SYSTEMS if mark in agent), "")
    return f"{name} on {system}" if system else name


def marked(text: str, words: Sequence[str] = ()) -> Markup:
    """The text as it was typed, with links and these words marked."""
    parts = [_URL.pattern, *(rf"(?<!\w){_word(word)}(?!\w)" for word in words if word.strip(" *"))]
    found = re.compile("|".join(parts), re.IGNORECASE)
    shown, end = [], 0
    for match in found.finditer(text):
        shown += [escape(text[end : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
        end = match.end()
    return Markup("").join([*shown, escape(text[end:])])


def _word(word: str) -> str:
    tail = r"\w*" if word.endswith("*") else ""
    return r"\s+".join(re.escape(part) for part in word.strip(" *").split()) + tail


WORDS: dict[str, Callable[..., object]] = {
    "state_words": state_words,
    "state_kind": state_kind,
    "level_words": level_words,
    "level_kind": level_kind,
    "done_words": done_words,
    "via_words": via_words,
    "standing_words": standing_words,
    "browser": browser_words,
    "repeated": lambda words: (words, words),
    "marked": marked,
}
"""The filters of the desk's templates."""
