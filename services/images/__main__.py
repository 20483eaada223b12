"""The commands of images: serve, check-config, gallery, rerender, check, expire, prune, attachments, outbox.

In: a command line. Out: an exit code, answers on standard output.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from services.images import app, commands
from services.images.config import Config
from services.images.rendering.recipe import RECIPES
from shared import commands as kit, logs
from shared.commands import answer
from shared.messaging import outbox_command

CHANGING = {"gallery import", "rerender", "expire", "prune"}


def main(argv: list[str]) -> int:
    """Run one command; 1 when it was refused, 2 when the settings are wrong."""
    asked = parser().parse_args(argv)
    return answer("images", asked, asked.command, read=Config.read, build=app.build, perform=commands.run)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m services.images", description="Images: pictures and galleries.")
    verbs = top.add_subparsers(dest="command", required=True)
    verbs.add_parser("serve", help="run the service")
    verbs.add_parser("check-config", help="say what is wrong with the settings, if anything")
    gallery = verbs.add_parser("gallery", help="galleries").add_subparsers(dest="command", required=True)
    bring = gallery.add_parser("import", help="bring in a folder or a zip of pictures; a repeat changes nothing")
    bring.add_argument("source", type=Path, help="a folder or a .zip")
    bring.add_argument("--url", default="", help="the page that shows it")
    bring.add_argument("--title", default="")
    bring.add_argument("--captions", type=Path, help="CSV with the columns file, caption, alt, credit")
    export = gallery.add_parser("export", help="print a gallery as JSON")
    for verb in (bring, export):
        verb.add_argument("--site", required=True)
        verb.add_argument("--key", required=True)
    gallery.add_parser("list", help="a site's galleries").add_argument("--site", required=True)
    rerender = verbs.add_parser("rerender", help="render what is missing, with the site's recipe of today")
    rerender.add_argument("--site", default="")
    rerender.add_argument("--key", default="", help="only this gallery")
    rerender.add_argument("--recipe", type=int, choices=sorted(RECIPES))
    rerender.add_argument("--since", type=_moment, help="only what came since then, as 2026-11-01")
    check = verbs.add_parser("check", help="compare rows with files")
    check.add_argument("--repair", action="store_true", help="render what is missing, delete what nobody knows")
    verbs.add_parser("expire", help="remove uploads that no comment took")
    verbs.add_parser("prune", help="take away files that newer renditions have long taken the place of")
    theirs = verbs.add_parser("attachments", help="what is kept of a person's pictures, by their ids")
    theirs.add_argument("--pictures", required=True, help="ids between commas, as comments' subject export names them")
    outbox_command.add_to(verbs)
    return kit.finish(top, changing=CHANGING)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    logs.configure("images", level="warning", to=sys.stderr)  # answers go to standard output
    sys.exit(main(sys.argv[1:]))
