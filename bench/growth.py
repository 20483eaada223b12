"""What a first page costs as everything grows: the thread, the number of threads, the archive that answers questions.

In: servers as for the tests; rows made by SQL. Out: milliseconds of a cold first page (rows read, shown, encoded) and
its CPU with Postgres; a question's answer with 100 and 100,000 archive entries; the first readers after a write.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import fmean, median

import aiohttp

from bench import _load, _stage, answers
from dev.surroundings import asked
from services.comments import page_urls
from services.comments.actions.read_thread import Wanted, read_thread
from services.comments.domain import Site, thread_id
from services.comments.store import sites
from shared.postgres import Database
from tests.support import servers as servers_room
from tests.support.servers import Servers

FLAT, CPU, LATE = 1.3, 0.6, 50.0
"""Goals: the largest beside the smallest that fills a page; milliseconds of CPU; milliseconds."""
COMMENTS = (100, 1_000, 10_000, 100_000)
THREADS = (1, 1_000, 1_000_000)
ENTRIES = (100, 100_000)
PAGE = 100
ROUNDS = 5
READERS, WRITES = 16, 40

FILL_THREADS = """
WITH made AS (
    INSERT INTO thread (id, site, url, link, created_at, updated_at)
    SELECT md5('thread' || n)::uuid, $1, 'http://bench.example/many/' || n, '', now(), now()
    FROM generate_series($2::int, $3::int) AS n RETURNING id, site, url
) INSERT INTO thread_url (site, url, thread) SELECT site, url, id FROM made
"""
FILL_THREAD = """
WITH made AS (
    INSERT INTO thread (id, site, url, link, last_number, count, created_at, updated_at)
    VALUES ($2, $1, $3, $3, $4, $4, now(), now()) RETURNING site, url, id
) INSERT INTO thread_url (site, url, thread) SELECT site, url, id FROM made
"""
FILL_COMMENTS = """
INSERT INTO comment (id, site, thread, number, depth, path, state, shown, author_name, text, body, html, fingerprint,
                     created_at, published_at, changed_at)
SELECT md5($2::uuid::text || n)::uuid, $1, $2::uuid, n, 0, ARRAY[n], 'published', true, 'Reader ' || n, words, body,
       '<p>' || words || '</p>', '\\x00', now(), now(), now()
FROM (
    SELECT n, words, '[{"t":"p","c":["' || words || '"]}]' AS body
    FROM generate_series(1, $3::int) AS n,
         LATERAL (SELECT 'Remark ' || n || ': what a car, and what a road from Brescia to Rome!' AS words) AS said
) AS made
"""


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./paddock bench growth", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=THREADS[-1])
    parser.add_argument("--comments", type=int, default=COMMENTS[-1])
    parser.add_argument("--no-archive", action="store_true")
    options = parser.parse_args(argv)
    good = asyncio.run(_conversation(options.threads, options.comments))
    if not options.no_archive:
        asyncio.run(_archive())
    return int(not good)


async def _conversation(threads: int, comments: int) -> bool:
    async with servers_room.running() as servers:
        with tempfile.TemporaryDirectory() as folder:
            stack = _stage.prepared(servers, Path(folder))
            await _stage.add_site(stack.processes["comments"])
            url = servers.database_url("comments")
            database = await Database.open(url, application="bench", size=2, by_index=True)
            try:
                site = await sites.find_site(database, _stage.SITE)
                if site is None:
                    raise RuntimeError("the site is not there")
                good = await _by_comments(servers, database, site, [size for size in COMMENTS if size <= comments])
                good = (
                    await _by_threads(servers, database, site, [size for size in THREADS if size <= threads]) and good
                )
            finally:
                await database.close()
            await stack.start()
            try:
                return await _after_writes(stack.url("comments")) and good
            finally:
                await stack.end()


async def _by_comments(servers: Servers, database: Database, site: Site, sizes: list[int]) -> bool:
    await servers.admin.execute("SET search_path = comments; SET session_replication_role = replica")
    urls = {size: f"{_stage.ORIGIN}/size/{size}" for size in sizes}
    for size, url in urls.items():
        await _fill(servers, url, size)
    rounds = [{size: await _cold(database, site, url, 60) for size, url in urls.items()} for _ in range(ROUNDS)]
    found = {size: (median(one[size][0] for one in rounds), fmean(one[size][1] for one in rounds)) for size in sizes}
    return _tell("comments in the thread", found) and found[sizes[0]][1] <= CPU


async def _by_threads(servers: Servers, database: Database, site: Site, sizes: list[int]) -> bool:
    found, done = {}, 0
    for size in sizes:
        if size > 1:
            await servers.admin.execute(FILL_THREADS, site.key, done + 1, size, timeout=300)
            await servers.admin.execute("ANALYZE thread; ANALYZE thread_url")
            done = size
        found[size] = await _cold(database, site, f"{_stage.ORIGIN}/size/100")
    return _tell("threads", found)


async def _fill(servers: Servers, url: str, size: int) -> None:
    canonical = page_urls.canonical(url)
    thread = thread_id(_stage.SITE, canonical)
    await servers.admin.execute(FILL_THREAD, _stage.SITE, thread, canonical, size)
    await servers.admin.execute(FILL_COMMENTS, _stage.SITE, thread, size, timeout=300)
    await servers.admin.execute("ANALYZE comment")


async def _cold(database: Database, site: Site, url: str, count: int = 150) -> tuple[float, float]:
    """Median milliseconds of a first page that nobody has ready, and milliseconds of CPU, Postgres's with it."""
    wanted = Wanted()
    page = await read_thread(database, site=site, url=url, wanted=wanted)
    for _ in range(9):
        await read_thread(database, site=site, url=url, wanted=wanted)
    if (found := len(page.opened().comments)) != PAGE:
        raise RuntimeError(f"{found} comments on the page")
    times = []
    before, own = _load.cpu_seconds(_load.named("postgres")), time.process_time()
    for _ in range(count):
        began = time.perf_counter()
        (await read_thread(database, site=site, url=url, wanted=wanted)).written()
        times.append((time.perf_counter() - began) * 1000)
    spent = time.process_time() - own + _load.cpu_seconds(_load.named("postgres")) - before
    return median(times), spent * 1000 / count


def _tell(what: str, found: dict[int, tuple[float, float]]) -> bool:
    for size, (middle, cpu) in found.items():
        sys.stdout.write(f"{size:>9,} {what:24} cold first page of {PAGE}: {middle:.2f} ms, {cpu:.2f} ms CPU\n")
    ratio = max(middle for middle, _ in found.values()) / next(iter(found.values()))[0]
    sys.stdout.write(f"{'':9} the dearest beside the smallest: {ratio:.2f} (goal {FLAT})\n")
    return ratio <= FLAT


async def _after_writes(url: str) -> bool:
    """A thread of 1,000: a post, then 16 readers at once, again and again."""
    page = f"{_stage.ORIGIN}/size/1000"
    query = {"site": _stage.SITE, "url": page}
    times: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=READERS + 1)) as client:
        token = await _stage.form_token(client, url)

        async def read() -> None:
            began = time.perf_counter()
            async with client.get(f"{url}/v1/threads", params=query) as answer:
                await answer.read()
            times.append((time.perf_counter() - began) * 1000)

        for number in range(WRITES):
            await _stage.post(client, url, number, url=page, form_token=token)
            async with asyncio.TaskGroup() as group:
                for _ in range(READERS):
                    group.create_task(read())
    ordered = sorted(times[READERS:])
    late = ordered[int(len(ordered) * 0.99)]
    sys.stdout.write(
        f"thread of 1,000, the first {READERS} readers after a write, {WRITES} times: p50 {median(ordered):.1f} ms,"
        f" p99 {late:.1f} ms (goal {LATE:.0f}), slowest {ordered[-1]:.1f} ms\n"
    )
    return late <= LATE


async def _archive() -> None:
    url = asked("PADDOCK_ADMIN_DATABASE_URL") or asked("PADDOCK_TEST_DATABASE_URL") or ""
    lines = [json.loads(line) for line in (answers.OWN / "development.jsonl").read_text().splitlines() if line][:150]
    found = []
    for size in ENTRIES:
        async with answers.scratch(url) as database:
            await answers.furnish(database, answers.OWN, pad=size)
            outcomes = [await answers.ask(database, line) for line in lines]
            found.append(median(outcome.ms for outcome in outcomes))
        sys.stdout.write(f"{size:>9,} further archive entries: a question is decided in {found[-1]:.1f} ms (median)\n")
    sys.stdout.write(f"{'':9} the larger beside the smaller: {found[1] / found[0]:.2f} (goal {FLAT})\n")
