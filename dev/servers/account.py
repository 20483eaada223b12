"""Under which account a server runs, and a home that this account can enter.

As root, servers that refuse root run as the account Debian made for them; everybody else runs them as themselves.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Final

from dev.instance import Instance
from dev.surroundings import we_are_root
from dev.trouble import Trouble

OUTSIDE: Final = Path("/var/lib/paddock")
"""Where homes go when the checkout lies in a folder that only root may enter (below /root, say)."""


def account(name: str) -> str | None:
    """The account that a server's process changes to, or nothing when it stays ours."""
    if not we_are_root():
        return None
    try:
        pwd.getpwnam(name)
    except KeyError as error:
        raise Trouble(
            f"The account {name} is missing, and a server may not run as root.", f"useradd --system {name}"
        ) from error
    return name


def home(instance: Instance, server: str, owner: str | None) -> Path:
    """A folder for one server's files, owned by its account and reachable for it."""
    folder = _reachable(instance, owner) / server
    folder.mkdir(mode=0o750, exist_ok=True)
    if owner is not None:
        entry = pwd.getpwnam(owner)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    return folder


def give(path: Path, owner: str | None) -> None:
    """Hand one file to a server's account, and to nobody else."""
    path.chmod(0o600)
    if owner is not None:
        shutil.chown(path, owner, pwd.getpwnam(owner).pw_gid)


def _reachable(instance: Instance, owner: str | None) -> Path:
    """`.paddock/<name>/home`: a folder, or a link to one outside when the account can't enter the checkout."""
    link = instance.folder / "home"
    if link.is_dir():
        return link.resolve()
    if owner is None or _can_enter(instance.folder, owner):
        link.mkdir(mode=0o755)
        return link
    outside = OUTSIDE / f"{instance.name}-{instance.mark}"
    outside.mkdir(mode=0o755, parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(outside)
    return outside


def _can_enter(folder: Path, owner: str) -> bool:
    entry = pwd.getpwnam(owner)
    done = subprocess.run(
        ["test", "-x", str(folder)], user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], cwd="/", check=False
    )
    return done.returncode == 0
