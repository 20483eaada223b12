"""A file of any size is read in the same memory."""

import resource
import subprocess
import sys
from pathlib import Path

READING = """
import re, sys
from datetime import UTC, datetime
from pathlib import Path
from bench.imports import export
from services.comments.domain import Settings, Site
from services.comments.importing import pipeline, placing
from services.comments.importing.preparing import Preparing
from services.comments.importing.spool import Spool
from services.comments.keys import Keys
from shared import sealing

origin = "https://magazine.example"
keys = Keys(secret="a secret", address_key="a key", notify_public_key=sealing.new_keys()[1])
site = Site(key="m", name="", origins=(origin,), language="en", settings=Settings(), active=True, version=1)
preparing = Preparing.by(keys, site="m", settings=Settings(), now=datetime(2026, 1, 1, tzinfo=UTC), dry_run=True)
with Spool() as spool:
    read = pipeline.fill(spool, pipeline.READERS["wordpress"](export(int(sys.argv[1]))), preparing)
    pipeline.resolve(spool, site, pipeline.Addresses(origin=origin))
    placed = sum(len(placing.order(spool.rows(page.url), outside=(), start=None)) for page in spool.pages())
# ru_maxrss would count the parent's memory at the fork too
print(read, placed, int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def memory(megabytes: int) -> tuple[int, int, int]:
    """Rows read, comments placed, and the memory it took at most in MB."""
    out = subprocess.run(
        [sys.executable, "-c", READING, str(megabytes)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30)),
    )
    read, placed, peak = map(int, out.stdout.split())
    return read, placed, peak


def test_a_file_eight_times_as_large_takes_no_more_memory() -> None:
    small, large = memory(1), memory(8)
    assert large[0] > 7 * small[0]
    assert large[1] == large[0] * 9 // 10, "each tenth is spam"
    assert large[2] - small[2] < 10
    assert large[2] < 150
