"""Runs the imports that were started at the desk, one after the other, each as a process of its own.

In: an uploaded file. Out: a row that says how far it is. A process of its own, because reading 500 MB would hold up
every reader; one that is interrupted goes on when the same file is sent again (see actions.import_comments).
"""

import asyncio
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from pathlib import Path
from uuid import UUID

from msgspec import Struct

from services.comments.store import import_jobs
from shared import logs
from shared.clock import Clock
from shared.errors import Unavailable
from shared.postgres import Database

MOST_WAITING = 20
LONGEST_REPORT = 1_000
SAY_SECONDS = 1.0
_PERCENT = re.compile(r"reading: (\d{1,3}) %")
_ROWS = re.compile(r"writing: (\d+) of (\d+) rows")

log = logs.get("imports")


class Upload(Struct, frozen=True, kw_only=True):
    """A file that waits to be brought in."""

    job: UUID
    site: str
    format: str
    file: Path
    dry_run: bool


class Imports:
    """The line of uploads of this process."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._queue: asyncio.Queue[Upload] = asyncio.Queue(MOST_WAITING)

    def add(self, upload: Upload) -> None:
        """Put it at the end of the line. Raises Unavailable when the line is too long."""
        try:
            self._queue.put_nowait(upload)
        except asyncio.QueueFull as error:
            raise Unavailable("too many imports are waiting; try again later", code="imports_busy") from error

    async def run(self) -> None:
        """Bring in one after the other, until cancelled; whatever happens to one, the next has its turn."""
        while True:
            upload = await self._queue.get()
            try:
                await self._bring(upload)
            except Unavailable as error:
                log.warning("import_not_told", job=str(upload.job), error=str(error))
            finally:
                upload.file.unlink(missing_ok=True)

    async def _bring(self, upload: Upload) -> None:
        await self._say(upload, "running", "Reading the file", 0)
        flags = ["--dry-run"] if upload.dry_run else []
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.comments", "import", upload.format, str(upload.file)),
            *("--site", upload.site, *flags),
            stdout=PIPE,
            stderr=PIPE,
        )
        report: deque[str] = deque(maxlen=LONGEST_REPORT)
        faults: deque[str] = deque(maxlen=20)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(upload, process, faults))
                group.create_task(_collect(process, report))
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
        lines = list(report)
        if code:
            await self._say(upload, "failed", faults[-1] if faults else "The import stopped.", 0, "\n".join(lines))
            return
        start = next((place for place, line in enumerate(lines) if " rows read, " in line), 0)
        said, rest = lines[start] if lines else "Done.", [*lines[start + 1 :], *lines[:start]]
        await self._say(upload, "done", said, 100, "\n".join(line.strip() for line in rest))

    async def _listen(self, upload: Upload, process: Process, faults: deque[str]) -> None:
        """Tell how far it is, at most once a second; what is no progress is a fault."""
        assert process.stderr is not None  # noqa: S101 - it was asked for above
        loop, then = asyncio.get_running_loop(), 0.0
        async for raw in process.stderr:
            line = raw.decode(errors="replace").strip()
            percent = _percent(line)
            if percent is None:
                faults.append(line[:500])
            elif loop.time() >= then:
                then = loop.time() + SAY_SECONDS
                await self._say(upload, "running", f"{line[:1].upper()}{line[1:]}", percent)

    async def _say(self, upload: Upload, stage: str, said: str, percent: int, report: str = "") -> None:
        now = self._clock.now()
        await import_jobs.change_job(
            self._db, upload.job, stage=stage, said=said, percent=percent, report=report, now=now
        )


async def _collect(process: Process, report: deque[str]) -> None:
    assert process.stdout is not None  # noqa: S101 - it was asked for above
    async for raw in process.stdout:
        report.append(raw.decode(errors="replace").rstrip())


def _percent(line: str) -> int | None:
    """How much of the way it is: reading is the first half, writing the second."""
    if read := _PERCENT.match(line):
        return min(50, int(read[1]) // 2)
    if written := _ROWS.match(line):
        return 50 + min(50, 50 * int(written[1]) // max(1, int(written[2])))
    return 50 if line.startswith(("reading:", "writing:", "done:")) else None
