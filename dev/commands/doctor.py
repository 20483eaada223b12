"""Look an installation over, compose's or this checkout's own, and say for each fault what to do."""

import subprocess

from dev import settings
from dev.commands.admin import standing
from dev.commands.compose import compose, is_compose
from dev.surroundings import PYTHON, ROOT, inherited


def run(arguments: list[str]) -> int:
    """Run the doctor where the installation is; exit code 0 when nothing is broken, 1 with faults."""
    if is_compose():
        return compose("run", "--rm", "--no-deps", "-T", "doctor", "python", "-m", "shared.doctor", *arguments)
    if {"-h", "--help"} & set(arguments):
        command = [str(PYTHON), "-m", "shared.doctor", "--help"]
        return subprocess.run(command, cwd=ROOT, env=inherited(), check=False).returncode
    instance = standing()
    notify = settings.for_service(instance, "notify")
    told = settings.for_migration(instance) | {
        "PADDOCK_PUBLIC_URL": notify["PADDOCK_PUBLIC_URL"],
        "PADDOCK_NOTIFY_RELAYS": notify["PADDOCK_NOTIFY_RELAYS"],
        "PADDOCK_IMAGES_STORE": str(settings.pictures(instance)),
    }
    return subprocess.run([str(PYTHON), "-m", "shared.doctor", *arguments], cwd=ROOT, env=told, check=False).returncode
