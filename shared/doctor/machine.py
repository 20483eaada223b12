"""Looks at this machine: room on the disk, the secrets' files, and whether the compose file fits the release.

In: settings. Out: findings.
"""

import shutil
import time
from datetime import timedelta
from pathlib import Path

from shared.doctor.finding import Finding, fault, fine
from shared.doctor.settings import COMPOSE_VERSION, Settings

_LEAST = 16
_OLD = timedelta(days=365)
_FOR_EVER = {"comments_address_key", "notify_private_key"}
"""What they made can't be made again by another: they are kept, not changed."""
_FORMS = {"notify_private_key": "base64 of 32 bytes", "notify_address_keys": "URL-safe base64 of 32 bytes each"}


def look(settings: Settings) -> list[Finding]:
    """Everything about the machine."""
    found = []
    if settings.store and "://" not in settings.store:
        found.append(_disk("pictures", Path(settings.store), settings.free_megabytes))
    found.append(_disk("disk", Path("/"), settings.free_megabytes))
    if settings.secrets:
        found += _secrets(settings.secrets)
    if settings.compose_version:
        found.append(_compose(settings.compose_version))
    return found


def _disk(what: str, folder: Path, least: int) -> Finding:
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return fault(what, f"{folder} can't be looked at ({error.strerror})", "is the volume mounted?")
    free = usage.free // 1_000_000
    if free < least:
        return fault(
            what, f"{free} MB are left on {folder}", "make room: Postgres and RabbitMQ stop writing when it is full"
        )
    return fine(what, f"{free} MB free")


def _secrets(folder: Path) -> list[Finding]:
    what = "secrets"
    files = sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else []
    if not files:
        return [fault(what, f"{folder} is empty", "./paddock init")]
    found = []
    for file in files:
        content = file.read_text(errors="replace").strip()
        if len(content) < _LEAST:
            found.append(
                fault(
                    what,
                    f"{file.name} is empty or too short",
                    f"remove it and call ./paddock init again ({_FORMS.get(file.name, 'random text')})",
                )
            )
        age = timedelta(seconds=time.time() - file.stat().st_mtime)
        if age > _OLD and file.name not in _FOR_EVER:
            found.append(
                fault(what, f"{file.name} is {age.days} days old", "change it: docs/operating.md, Rotating secrets")
            )
    return found or [fine(what, f"{len(files)} files, none too short or too old")]


def _compose(version: str) -> Finding:
    what = "docker-compose.yml"
    if version != COMPOSE_VERSION:
        return fault(
            what,
            f"it is of shape {version}, this release needs {COMPOSE_VERSION}",
            "take the docker-compose.yml of this release",
        )
    return fine(what, "fits this release")
