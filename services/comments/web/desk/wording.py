"""The desk's words for what the service calls by code, in one place.

In: states, actions, levels, roles. Out: words; and texts with what matters in them marked.
"""

import re
from collections.abc import Callable, Sequence

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from services.comments.store.records import Audit
from shared.desk import Words, later

STATES = {
    "held": (later("Waiting"), "warn"),
    "published": (later("Published"), "good"),
    "rejected": (later("Rejected"), "bad"),
    "spam": (later("Spam"), "bad"),
    "removed": (later("In the bin"), ""),
}
"""State → what it is called, and the colour of its tag."""

LEVELS = {1: (later("Low"), "cool"), 2: (later("Medium"), "warn"), 3: (later("High"), "bad")}

DONE = {
    "approve": later("approved|done"),
    "reject": later("rejected|done"),
    "spam": later("marked as spam|done"),
    "remove": later("binned|done"),
    "hold": later("put back to wait|done"),
    "undo": later("restored|done"),
    "delete": later("deleted|done"),
    "held_again": later("held again|done"),
    "edit": later("edited|done"),
    "answer": later("answered|done"),
    "pinned": later("pinned|done"),
    "not_pinned": later("unpinned|done"),
    "pick": later("picked|done"),
    "not_pick": later("no longer picked|done"),
}
"""Decision or action → what a comment is after it."""

DEEDS = {
    "approve": later("{who} approved {what}"),
    "reject": later("{who} rejected {what}"),
    "spam": later("{who} marked {what} as spam"),
    "remove": later("{who} binned {what}"),
    "hold": later("{who} put {what} back to wait"),
    "undo": later("{who} restored {what}"),
    "delete": later("{who} deleted {what}"),
    "held_again": later("{who} held {what} again"),
    "edit": later("{who} edited {what}"),
    "answer": later("{who} answered {what}"),
    "pinned": later("{who} pinned {what}"),
    "not_pinned": later("{who} unpinned {what}"),
    "pick": later("{who} picked {what}"),
    "not_pick": later("{who} took the pick from {what}"),
    "change_site": later("{who} changed the settings of the site {what}"),
    "add_site": later("{who} added the site {what}"),
    "change_moderator": later("{who} changed the staff {what}"),
    "close_thread": later("{who} closed the thread {what}"),
    "open_thread": later("{who} opened the thread {what}"),
    "merge_threads": later("{who} merged threads {what}"),
    "remap_thread": later("{who} gave a thread another address {what}"),
    "add_webhook": later("{who} added a webhook {what}"),
    "delete_webhook": later("{who} took a webhook away {what}"),
    "switch_webhook_on": later("{who} switched a webhook on {what}"),
    "switch_webhook_off": later("{who} switched a webhook off {what}"),
    "author_none": later("{who} took the standing away from the author of {what}"),
    "author_trusted": later("{who} trusts the author of {what}"),
    "author_held": later("{who} holds the author of {what}"),
    "author_banned": later("{who} banned the author of {what}"),
}
"""Action of the trail → who did what."""

REASONS = {
    "newcomer": later("First comment from an address"),
    "links": later("Links"),
    "words": later("Word list"),
    "hold_all": later("Everything waits here"),
    "edited": later("Changed after publishing"),
    "reported": later("Reported"),
    "author_held": later("Author is held"),
    "too_quick": later("Sent too quickly"),
    "no_form": later("Not from our form"),
    "honeypot": later("Hidden field filled in"),
    "old_thread": later("Old thread"),
    "check_spam": later("External check: spam"),
    "check_held": later("External check: look"),
    "check_failed": later("External check failed"),
}
"""Code of a reason → its name in the filter."""

STANDINGS = {
    "none": later("No opinion"),
    "trusted": later("Trusted: published at once"),
    "held": later("Held: every comment waits"),
    "banned": later("Banned: nothing is taken"),
}

ROLES = {
    "owner": later("Owner: everything"),
    "editor": later("Editor: decides, arranges, settings"),
    "moderator": later("Moderator: decides"),
    "expert": later("Expert: answers questions"),
}

KINDS = {
    "reader": later("Reader"),
    "staff": later("Staff|author"),
    "archive": later("Archive"),
    "expert": later("Expert|role"),
}
"""Kind of author → what it is called."""

VIA = {
    "desk": later("at the desk"),
    "mail": later("by mail"),
    "api": later("through the API"),
    "rule": later("by rule"),
    "import": later("by import"),
}

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


@pass_context
def state_words(context: Context, state: str) -> str:
    """What a state is called."""
    return _say(context, STATES.get(state, (state, ""))[0])


def state_kind(state: str) -> str:
    """The colour of a state's tag."""
    return STATES.get(state, ("", ""))[1]


@pass_context
def level_words(context: Context, level: int) -> str:
    """What a level is called."""
    return _say(context, LEVELS.get(level, ("", ""))[0])


def level_kind(level: int) -> str:
    """The colour of a level's tag."""
    return LEVELS.get(level, ("", ""))[1]


@pass_context
def done_words(context: Context, action: str) -> str:
    """What a comment is after an action."""
    return _say(context, DONE.get(action, action.replace("_", " ")))


@pass_context
def deed(context: Context, line: Audit, what: str) -> str:
    """Who did what; `what` is the comment or thread, in words or as a link."""
    t: Words = context["t"]
    who = Markup("<b>{}</b>").format(line.actor_name)
    key = DEEDS.get(line.action)
    if key is None:
        return Markup("{} {} {}").format(who, line.action.replace("_", " "), what).strip()
    bare = not what and line.action.startswith("author_")
    return t(key, who=who, what=t("a comment") if bare else what).strip()


@pass_context
def via_words(context: Context, via: str) -> str:
    """The way somebody acted."""
    return _say(context, VIA.get(via, via))


@pass_context
def kind_words(context: Context, kind: str) -> str:
    """What a kind of author is called."""
    return _say(context, KINDS.get(kind, kind))


@pass_context
def standing_words(context: Context, standing: str) -> str:
    """What is thought of an author, in a word."""
    words = "" if standing in {"", "none"} else STANDINGS.get(standing, standing)
    return _say(context, words).partition(":")[0].strip() if words else ""


@pass_context
def browser_words(context: Context, agent: str) -> str:
    """A browser by its User-Agent, roughly: `Firefox on Linux`."""
    t: Words = context["t"]
    name = next((word for mark, word in _BROWSERS if mark in agent), t("A browser"))
    system = next((word for mark, word in _SYSTEMS if mark in agent), "")
    return t("{browser} on {system}", browser=name, system=system) if system else name


def _say(context: Context, words: str) -> str:
    t: Words = context["t"]
    return t(words)


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
    "deed": deed,
    "kind_words": kind_words,
    "via_words": via_words,
    "standing_words": standing_words,
    "browser": browser_words,
    "repeated": lambda words: (words, words),
    "worded": lambda pair, t: (pair[0], t(pair[1])),
    "marked": marked,
}
"""The filters of the desk's templates."""
