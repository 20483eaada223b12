"""The services' own commands from outside: in the containers of compose, else against `./paddock up`.

In: the words after `./paddock`. Out: the command's answer and exit code as they are.
"""

import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from dev import running, settings
from dev.commands.compose import compose, is_compose
from dev.instance import Instance
from dev.keys import SERVICES
from dev.surroundings import PYTHON, ROOT, asked, environment
from dev.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of the launcher: which module answers it, in whose place, under which name, and what it is for."""

    about: str
    module: str
    place: str = ""
    name: str = ""
    """What the module calls it, if not the same; a place without a name means that the module takes what follows."""
    same: bool = True


def _of(service: str, about: str, name: str = "", *, same: bool = True) -> Word:
    return Word(about=about, module=f"services.{service}", place=service, name=name, same=same)


WORDS: Final = {
    "site": _of("comments", "add, list, set, set-origins, rotate-key"),
    "moderator": _of("comments", "staff: add, list, remove, login-link"),
    "import": _of("comments", "comments from wordpress, disqus, isso, remark42, commento, a Paddock export"),
    "export": _of("comments", "everything of a site's conversation"),
    "user": _of("comments", "one person's rights: export, erase, receipt", "subject"),
    "retention": _of("comments", "forget now what has been kept long enough"),
    "archive": _of("notify", "what the publisher knows: import, export, events"),
    "questions": _of("notify", "questions that wait for an answer"),
    "deliveries": _of("notify", "what happened to every mail: list, counts, why, again"),
    "mail-in": _of("notify", "mail that came in: list, show, release"),
    "suppressions": _of("notify", "addresses that get nothing: list, lift"),
    "address-keys": _of("notify", "keys for addresses at rest: new, rotate"),
    "gallery": _of("images", "galleries: import, export, list"),
    "pictures": _of("images", "rerender, check, expire, attachments", same=False),
    "dead-letters": Word(about="list, show, replay, drop", module="shared.messaging", place="notify", same=False),
    "migrate": Word(about="bring the database up to this release; --check", module="shared.migrate", same=False),
    "outbox": Word(about="events that wait for the broker, of each service", module=""),
}


def run_word(word: str, arguments: list[str]) -> int:
    """Run it; its exit code (of the outbox: the worst of the three)."""
    if word == "outbox":
        return max(_run(_of(service, ""), "outbox", arguments) for service in SERVICES)
    return _run(WORDS[word], word, arguments)


def _run(how: Word, word: str, arguments: list[str]) -> int:
    words = [how.name or word, *arguments] if how.same else arguments
    command = ["python", "-m", how.module, *words]
    if {"-h", "--help"} & set(arguments):
        return _here(command, environment())
    if is_compose():
        if not how.place:
            return compose("run", "--rm", "-T", "migrate", *command)
        return compose("exec", *([] if sys.stdin.isatty() else ["-T"]), how.place, *command)
    instance = standing()
    place = settings.for_service(instance, how.place) if how.place else settings.for_migration(instance)
    return _here(command, place)


def standing() -> Instance:
    """What `./paddock up` started. Raises Trouble when it doesn't run and no other database was named."""
    instance = Instance.named("up")
    if "postgres" not in running.alive(instance) and not asked("PADDOCK_DATABASE_URL"):
        raise Trouble("Nothing runs here.", "./paddock up, or ./paddock init for an installation by compose")
    return instance


def _here(command: list[str], values: dict[str, str]) -> int:
    return subprocess.run([str(PYTHON), *command[1:]], cwd=ROOT, env=values, check=False).returncode
