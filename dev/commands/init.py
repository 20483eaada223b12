"""Make what an installation by compose needs: secrets/ and .env. What is there already is kept, never overwritten."""

import argparse
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from dev.surroundings import ROOT
from dev.terminal import tell
from dev.trouble import Trouble
from dev.vault import Vault

CONTAINER_ACCOUNT = 10001
"""The user id that our images run as (see Dockerfile)."""
_TRUST = "set_real_ip_from 172.16.0.0/12; set_real_ip_from 10.0.0.0/8; set_real_ip_from 192.168.0.0/16;"
_DEMO_RELAY = "smtp://inbox:8026?tls=none"


def run(arguments: list[str]) -> int:
    """Write the files; exit code 0. A second run fills in only what is missing."""
    options = _parser().parse_args(arguments)
    public = urlsplit(options.url)
    if public.scheme not in {"http", "https"} or not public.hostname:
        raise Trouble(f"{options.url} is not the address of a website.", "--url https://comments.example.org")
    relay = options.relay or (_DEMO_RELAY if options.demo else "")
    if not relay:
        raise Trouble(
            "Mail has to go somewhere: no relay was named.",
            "--relay smtp://user:password@mail.example.org:587, or --demo for a look without real mail",
        )
    folder = options.folder.resolve()
    vault = Vault(folder / "secrets")
    made = vault.fill(relay=relay)
    settings = {
        "PADDOCK_VERSION": _version(),
        "PADDOCK_PUBLIC_URL": options.url.rstrip("/"),
        "PADDOCK_PUBLISH": options.publish,
        "PADDOCK_EDGE_SCHEME": public.scheme,
        "PADDOCK_NOTIFY_MAIL_DOMAIN": options.mail_domain or _mail_domain(public.hostname),
        "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": vault.public_key(),
    }
    if options.demo:
        settings |= {"PADDOCK_NOTIFY_BATCH_SECONDS": "1", "COMPOSE_PROFILES": "demo"}
    if options.tls:
        settings |= {"COMPOSE_PROFILES": "tls", "PADDOCK_DOMAIN": public.hostname, "PADDOCK_EDGE_TRUST": _TRUST}
    if public.scheme == "https":
        settings["PADDOCK_EDGE_HEADERS"] = "add_header Strict-Transport-Security max-age=31536000 always;"
    kept = _write_settings(folder / ".env", settings)
    _backups(folder / "backups")
    tell(f"✓ secrets/: {len(made)} made, the others were there" if made else "✓ secrets/ was complete")
    tell(f"✓ .env {'was there; missing settings were added' if kept else 'written'}")
    tell(_NEXT)
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
    parser.add_argument("--folder", type=Path, default=ROOT, help=argparse.SUPPRESS)
    return parser


def _version() -> str:
    for line in (ROOT / "pyproject.toml").read_text().splitlines():
        if line.startswith("version = "):
            return line.split('"')[1]
    sys.exit("pyproject.toml names no version")


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


def _write_settings(file: Path, settings: dict[str, str]) -> bool:
    """Add what is missing to .env; whether there was one."""
    before = file.read_text() if file.exists() else ""
    known = {line.split("=", 1)[0].strip() for line in before.splitlines() if "=" in line and not line.startswith("#")}
    missing = [f"{name}={_quoted(value)}" for name, value in settings.items() if name not in known]
    file.write_text("\n".join([*before.splitlines(), *missing]) + "\n")
    file.chmod(0o600)
    return bool(before)


def _quoted(value: str) -> str:
    return f"'{value}'" if " " in value or ";" in value else value


_NEXT = """
Next:
  docker compose up -d --wait
  docker compose exec comments python -m services.comments site add --key KEY --name NAME --origin https://your.site
  docker compose exec comments python -m services.comments moderator add --site KEY --name N --email YOU@x --role owner
Keep a copy of secrets/ somewhere safe: without it a backup's addresses can't be opened."""
