"""Make what an installation by compose needs: secrets/, .env, the first site and a link for its owner to sign in.

What is there already is kept, never overwritten: call it again after `docker compose up -d --wait`, or with --start.
"""

import argparse
import os
from pathlib import Path
from urllib.parse import urlsplit

from dev import beginning
from dev.beginning import First
from dev.commands.compose import compose
from dev.commands.version import release
from dev.surroundings import ROOT
from dev.trouble import Trouble
from dev.vault import Vault

CONTAINER_ACCOUNT = 10001
"""The user id that our images run as (see Dockerfile)."""
_TRUST = "set_real_ip_from 172.16.0.0/12; set_real_ip_from 10.0.0.0/8; set_real_ip_from 192.168.0.0/16;"
_DEMO_RELAY = "smtp://inbox:8026?tls=none"


def run(arguments: list[str]) -> int:
    """Write the files; then, when the services run, the site and the link. Exit code 0, also when all was there."""
    parser = _parser()
    options = parser.parse_args(arguments)
    public = urlsplit(options.url)
    if public.scheme not in {"http", "https"} or not public.hostname:
        raise Trouble(f"{options.url} is not the address of a website.", "--url https://comments.example.org")
    if bool(options.site) != bool(options.owner):
        parser.error("--site and --owner belong together: a site needs somebody who may sign in")
    folder = options.folder.resolve()
    vault = Vault(folder / "secrets")
    relay = options.relay or (_DEMO_RELAY if options.demo else "")
    if not relay and "notify_relays" in vault.missing():
        raise Trouble(
            "Mail has to go somewhere: no relay was named.",
            "--relay smtp://user:password@mail.example.org:587, or --demo for a look without real mail",
        )
    told = beginning.Told(made=vault.missing())
    if options.dry_run:
        told.settings = _missing(folder / ".env", _settings(options, "…"))
    else:
        vault.fill(relay=relay)
        told.settings = _write_settings(folder / ".env", _settings(options, vault.public_key()))
        _backups(folder / "backups")
        if options.start and (code := compose("up", "-d", "--wait")):
            return code
        if options.site:
            name, origins = options.site_name or options.site, tuple(options.origin)
            told.link = beginning.begin(First(site=options.site, name=name, origins=origins, owner=options.owner))
    wanted = bool(options.site)
    beginning.tell(told, as_json=options.json, dry_run=options.dry_run, wanted=wanted, demo=options.demo)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./paddock init", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="where readers' browsers reach Paddock")
    parser.add_argument("--publish", default="127.0.0.1:8080", help="where the edge listens on this machine")
    parser.add_argument("--relay", default="", help="smtp:// (STARTTLS) or smtps:// address of your mail relay")
    parser.add_argument("--mail-domain", default="", help="the domain mail is sent from (default: the URL's host)")
    parser.add_argument(
        "--demo", action="store_true", help="a look: all mail goes to the inbox, the demo site is served"
    )
    parser.add_argument("--tls", action="store_true", help="Caddy in front, with certificates of its own accord")
    parser.add_argument("--site", default="", metavar="KEY", help="the first site: its name in the script tag")
    parser.add_argument("--site-name", default="", metavar="NAME", help="what readers know it as (default: the key)")
    parser.add_argument("--origin", action="append", default=[], help="where its pages are; may be repeated")
    parser.add_argument("--owner", default="", metavar="ADDRESS", help="who runs it: gets a link to sign in once")
    parser.add_argument("--start", action="store_true", help="start the services in between (docker compose up)")
    parser.add_argument("--dry-run", action="store_true", help="say what is missing, make nothing")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--folder", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return parser


def _settings(options: argparse.Namespace, public_key: str) -> dict[str, str]:
    public = urlsplit(options.url)
    host = public.hostname or ""
    settings = {
        "PADDOCK_VERSION": release(),
        "PADDOCK_PUBLIC_URL": options.url.rstrip("/"),
        "PADDOCK_PUBLISH": options.publish,
        "PADDOCK_EDGE_SCHEME": public.scheme,
        "PADDOCK_NOTIFY_MAIL_DOMAIN": options.mail_domain or _mail_domain(host),
        "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": public_key,
    }
    if options.demo:
        settings |= {"PADDOCK_NOTIFY_BATCH_SECONDS": "1", "COMPOSE_PROFILES": "demo"}
    if options.tls:
        settings |= {"COMPOSE_PROFILES": "tls", "PADDOCK_DOMAIN": host, "PADDOCK_EDGE_TRUST": _TRUST}
    if public.scheme == "https":
        settings["PADDOCK_EDGE_HEADERS"] = "add_header Strict-Transport-Security max-age=31536000 always;"
    return settings


def _backups(folder: Path) -> None:
    """The folder that backups go to, writable for the account that runs in our containers."""
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        os.chown(folder, CONTAINER_ACCOUNT, CONTAINER_ACCOUNT)
    except PermissionError:  # not root: then anybody on this machine may write there, and files stay private
        folder.chmod(0o1777)


def _mail_domain(host: str) -> str:
    """The host itself; an address without a name (a look on one's own machine) sends no mail that leaves it."""
    return host if any(letter.isalpha() for letter in host) and ":" not in host else "paddock.localhost"


def _missing(file: Path, settings: dict[str, str]) -> list[str]:
    before = file.read_text() if file.exists() else ""
    known = {line.split("=", 1)[0].strip() for line in before.splitlines() if "=" in line and not line.startswith("#")}
    return [name for name in settings if name not in known]


def _write_settings(file: Path, settings: dict[str, str]) -> list[str]:
    """Add what is missing to .env; the names of what was added."""
    missing = _missing(file, settings)
    before = file.read_text() if file.exists() else ""
    file.write_text(
        "\n".join([*before.splitlines(), *(f"{name}={_quoted(settings[name])}" for name in missing)]) + "\n"
    )
    file.chmod(0o600)
    return missing


def _quoted(value: str) -> str:
    return f"'{value}'" if " " in value or ";" in value else value
