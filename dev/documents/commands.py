"""docs/commands.md: every command with its options, written from the parsers themselves.

In: the launcher's table and the services' command lines. Out: the page's text.
"""

import argparse
from collections.abc import Iterator

from dev.__main__ import COMMANDS
from dev.commands.admin import WORDS
from services.comments.commands import parser as comments
from services.images.__main__ import parser as images
from services.notify.__main__ import parser as notify
from shared.commands import leaves

PARSERS = {"comments": comments, "notify": notify, "images": images}

_HEAD = """# Commands

This page is written from the commands themselves (`python -m dev.documents`). Each explains itself with `--help`.

Exit codes are the same everywhere: 0 done, 1 refused or not possible (the reason is on standard error), 2 wrong words
or wrong settings. `--json` answers for programs; `--dry-run` does everything and keeps nothing. Long work says on
standard
error how far it is.

## The launcher

| command | what it does |
|---|---|"""

_INSIDE = """
The words below reach the services themselves: in the containers of an installation by compose, else in what
`./paddock up` started.

| command | runs |
|---|---|"""

_SERVICES = """
## The services' own

In a container: `docker compose exec comments python -m services.comments …`. Options in brackets may be left out."""


def page() -> str:
    """The whole page."""
    lines = [_HEAD]
    lines += [f"| `./paddock {name}` | {what} |" for name, what in COMMANDS.items()]
    lines += [_INSIDE]
    lines += [f"| `./paddock {name}` | {word.about} |" for name, word in WORDS.items()]
    lines += [_SERVICES]
    for service, parser in PARSERS.items():
        lines += ["", f"### {service}", "", "| command | what it does |", "|---|---|"]
        lines += [f"| `{words}{_usage(leaf)}` | {_about(parser(), words)} |" for words, leaf in leaves(parser())]
    return "\n".join(lines) + "\n"


def _usage(leaf: argparse.ArgumentParser) -> str:
    return "".join(f" {word}" for word in _arguments(leaf))


def _arguments(leaf: argparse.ArgumentParser) -> Iterator[str]:
    for action in leaf._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._HelpAction):  # noqa: SLF001
            continue
        value = _value(action)
        word = " ".join(filter(None, (action.option_strings[-1] if action.option_strings else "", value)))
        yield word if action.required else f"[{word}]"


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices:
        return "\\|".join(str(choice) for choice in action.choices)
    name = action.metavar or action.dest
    return f"{str(name).upper()}{' …' if action.nargs in {'+', '*'} else ''}"


def _about(parser: argparse.ArgumentParser, words: str) -> str:
    """The help of each word on the way, the last one alone where it says enough."""
    here, said = parser, ""
    for word in words.split():
        for action in here._actions:  # noqa: SLF001
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
                said = next((str(one.help) for one in action._choices_actions if one.dest == word and one.help), said)  # noqa: SLF001
                here = action.choices[word]
                break
    return said
