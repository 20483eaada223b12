"""A private Postgres: its own cluster and port, on loopback only, as an unprivileged account.

In: an instance. Out: a Program, and the administrator's URL.
"""

import subprocess
from pathlib import Path
from signal import SIGINT

import asyncpg

from dev.instance import Instance
from dev.program import Program
from dev.servers.account import account, give, home
from dev.surroundings import inherited
from dev.trouble import Trouble

_BINARIES = Path("/usr/lib/postgresql")


def admin_url(instance: Instance) -> str:
    """How its superuser connects."""
    return f"postgresql://postgres:{instance.secret('postgres')}@127.0.0.1:{instance.ports()['postgres']}/postgres"


def program(instance: Instance, *, durable: bool) -> Program:
    """The server; without `durable` it skips fsync, which survives killed processes but not a power cut."""
    owner = account("postgres")
    folder = home(instance, "postgres", owner)
    cluster = folder / "cluster"
    binaries = _make(instance, cluster, owner)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": instance.ports()["postgres"],
        "unix_socket_directories": "",
        "max_connections": 200,
        "shared_buffers": "128MB",
        "log_line_prefix": "",
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    async def ready() -> bool:
        try:
            connection = await asyncpg.connect(admin_url(instance), timeout=2)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        await connection.close()
        return True

    return Program(
        name="postgres",
        command=[str(binaries / "postgres"), "-D", str(cluster), *options],
        env=inherited(),
        ready=ready,
        user=owner,
        folder=folder,
        stop=SIGINT,  # its "fast" shutdown: SIGTERM would wait for every client to leave
        shown=False,
        address=f"127.0.0.1:{instance.ports()['postgres']}",
    )


def newest_binaries() -> Path:
    """The folder with the newest Postgres server programs."""
    found = sorted(_BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise Trouble("Postgres is not installed.", "apt-get install postgresql")
    return found[-1].parent


def _make(instance: Instance, cluster: Path, owner: str | None) -> Path:
    """Make the cluster when there is none; returns the programs of its major version."""
    if (cluster / "PG_VERSION").exists():
        major = (cluster / "PG_VERSION").read_text().strip()
        binaries = _BINARIES / major / "bin"
        if not (binaries / "postgres").exists():
            raise Trouble(
                f"The private Postgres data is of version {major}, and that version is no longer installed.",
                f"apt-get install postgresql-{major}, or begin anew with ./paddock down --wipe",
            )
        return binaries
    binaries = newest_binaries()
    password = cluster.parent / "password"
    password.write_text(instance.secret("postgres"))
    give(password, owner)
    command = [str(binaries / "initdb"), "-D", str(cluster), "-U", "postgres", f"--pwfile={password}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
    done = subprocess.run(
        command,
        user=owner,
        group=owner,
        extra_groups=None if owner is None else [],
        cwd=cluster.parent,
        env=inherited(),
        capture_output=True,
        text=True,
        check=False,
    )
    password.unlink()
    if done.returncode:
        raise Trouble(
            f"Postgres could not make its data folder: {done.stderr.strip().splitlines()[-1]}", f"See {cluster.parent}"
        )
    return binaries
