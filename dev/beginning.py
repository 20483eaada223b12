"""The first site of a new installation: made in its comments container, with a link for its owner to sign in once.

In: a site and an address. Out: the link, shown this once; nothing when the services don't run yet.
"""

import json
from dataclasses import asdict, dataclass, field

from dev.commands.compose import asked
from dev.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """The first site and who runs it."""

    site: str
    name: str
    origins: tuple[str, ...]
    owner: str


@dataclass(slots=True, kw_only=True)
class Link:
    """A link that signs in once."""

    link: str
    expires_at: str


@dataclass(slots=True, kw_only=True)
class Told:
    """What `./paddock init` has to tell."""

    made: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    link: Link | None = None


def begin(first: First) -> Link | None:
    """Make site and owner; the link, or nothing when comments is not up. Raises Trouble when comments refuses."""
    if "comments" not in asked("ps", "--status", "running", "--services").stdout.split():
        return None
    origins = [word for origin in first.origins for word in ("--origin", origin)]
    _comments("site", "add", "--key", first.site, "--name", first.name, *origins)
    owner = ("--email", first.owner)
    _comments(
        "moderator", "add", "--site", first.site, "--name", first.owner.partition("@")[0], *owner, "--role", "owner"
    )
    made = json.loads(_comments("moderator", "login-link", *owner, "--json"))
    return Link(link=made["link"], expires_at=made["expires_at"])


def tell(told: Told, *, as_json: bool, dry_run: bool, wanted: bool, demo: bool) -> None:
    """Say what was made, and what is next; `wanted` is a site that could not be made yet, the demo makes its own."""
    following = [] if told.link else _next(wanted=wanted, demo=demo)
    if as_json:
        print(json.dumps(asdict(told) | {"dry_run": dry_run, "next": following}, indent=1))
        return
    done = "would be made" if dry_run else "made"
    print(f"✓ secrets/: {len(told.made)} {done}, the others were there" if told.made else "✓ secrets/ was complete")
    print(f"✓ .env: {len(told.settings)} settings {done}" if told.settings else "✓ .env was complete")
    if told.link:
        print(f"\nSign in with this link. It works once, until {told.link.expires_at}:\n\n  {told.link.link}\n")
    else:
        print("\n".join(["\nNext:", *(f"  {line}" for line in following)]))
    print("Keep a copy of secrets/ somewhere safe: without it a backup's addresses can't be opened.")


def _next(*, wanted: bool, demo: bool) -> list[str]:
    start = "docker compose up -d --wait"
    if wanted:
        return [start, "the same command again   # prints a link to sign in with"]
    if demo:
        return [start, "open http://127.0.0.1:8090 (the demo page) and http://127.0.0.1:8025 (every mail)"]
    again = "./paddock init --site KEY --origin https://your.site --owner you@your.site"
    return [start, f"{again}   # prints a link to sign in with"]


def _comments(*words: str) -> str:
    done = asked("exec", "-T", "comments", "python", "-m", "services.comments", *words)
    if done.returncode:
        raise Trouble(f"comments refused: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
