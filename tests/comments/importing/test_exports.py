"""What was exported can be brought in again: into an empty database with the same threads, hash for hash."""

import hashlib
import json
import tempfile
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from services.comments.actions.export_comments import export_wxr
from services.comments.domain import Settings, Site
from services.comments.importing import wordpress
from services.comments.importing.pipeline import READERS, Addresses, fill, resolve
from services.comments.importing.preparing import Preparing
from services.comments.importing.records import FileError, ImportedComment
from services.comments.importing.spool import Spool
from services.comments.keys import Keys
from shared.errors import Conflict
from shared.postgres import Database
from tests.comments.importing.conftest import ORIGIN, Bring, Export, content, isso_database, make_site
from tests.support.clock import FakeClock
from tests.support.fuzzing import examples
from tests.support.servers import Servers

HISTORY = """
UPDATE comment SET text = 'edited', edited_at = now(), version = 2, pinned = true, rank = 0,
    region = '{0.1,0.2,0,0}', attachments = '{a,b}', reports = 1, author_kind = 'expert', author_id = 'x',
    answer = gen_random_uuid(), answer_version = 3, answer_details = '{"kind":"expert"}', language = 'it'
WHERE source_id = '101';
INSERT INTO revision SELECT id, 1, 'as it was', 'author', now() FROM comment WHERE source_id = '101';
INSERT INTO report SELECT id, 'abcdef', 'rude', now() FROM comment WHERE source_id = '101';
INSERT INTO audit (site, thread, comment, action, from_state, to_state, actor_kind, actor_name, via, created_at)
    SELECT site, thread, id, 'reject', 'published', 'rejected', 'staff', 'Anna', 'desk', now()
    FROM comment WHERE source_id = '101';
INSERT INTO audit (site, thread, comment, action, from_state, to_state, actor_kind, actor_name, via, created_at, undoes)
    SELECT site, thread, comment, 'undo', 'rejected', 'published', 'staff', 'Anna', 'desk', now(), id
    FROM audit WHERE action = 'reject';
INSERT INTO standing VALUES ('magazine', 'd1', 'banned', NULL, 'spammer', 'Anna', now());
UPDATE thread SET open = false, last_number = last_number + 5 WHERE url LIKE '%/lonely-picture';
UPDATE comment SET source = '', source_id = '', parent = parent WHERE source_id = '103';
"""


def hashes(export: bytes) -> dict[str, str]:
    """The SHA-256 of each thread's lines, and of all lines but the first."""
    found = {"": hashlib.sha256()}
    for line in export.splitlines()[1:]:
        found[""].update(line)
        value = json.loads(line)
        url = value.get("thread", {}).get("url") or value.get("comment", {}).get("thread")
        if url:
            found.setdefault(url, hashlib.sha256()).update(line)
    return {url: digest.hexdigest() for url, digest in found.items()}


async def fill_site(bring: Bring, db: Database) -> None:
    await bring("wordpress", content("wordpress.xml"))
    await bring("disqus", content("disqus.xml"))
    await bring("remark42", content("remark42.jsonl"))
    for statement in HISTORY.split(";\n"):
        if statement.strip():
            await db.execute(statement)


async def test_an_export_into_an_empty_database_gives_the_same_threads(
    bring: Bring, export: Export, comments_db: Database, servers: Servers, clock: FakeClock
) -> None:
    await fill_site(bring, comments_db)
    first = await export()
    await servers.empty("comments")
    await make_site(comments_db, clock)
    outcome, told = await bring("paddock", first)
    second = await export()
    assert hashes(second) == hashes(first)
    assert outcome.added == json.loads(first.splitlines()[-1])["end"]["comments"]
    assert told == []
    shown = await comments_db.fetch_value("SELECT count(*) FROM comment WHERE shown AND state <> 'published'")
    assert shown == 2, "tombstones stand as they stood"


async def test_a_restored_export_brought_in_again_changes_nothing(
    bring: Bring, export: Export, comments_db: Database
) -> None:
    await fill_site(bring, comments_db)
    first = await export()
    outcome, _ = await bring("paddock", first)
    assert outcome.added == 0
    assert hashes(await export()) == hashes(first)


async def test_an_export_comes_into_another_site_of_the_same_house_once(
    bring: Bring, export: Export, comments_db: Database, clock: FakeClock
) -> None:
    await fill_site(bring, comments_db)
    file = await export()
    other = await make_site(comments_db, clock, key="other")
    first, _ = await bring("paddock", file, site=other)
    second, _ = await bring("paddock", file, site=other)
    assert (second.added, second.known) == (0, first.added)
    sizes = "SELECT site, count(*), count(parent), sum(number) FROM comment GROUP BY site"
    one, two = [tuple(row)[1:] for row in await comments_db.fetch(sizes)]
    assert one == two


async def test_an_export_names_no_address_and_no_ip(bring: Bring, export: Export, comments_db: Database) -> None:
    await fill_site(bring, comments_db)
    file = (await export()).decode()
    assert "readers.example" not in file
    assert "203.0.113" not in file


async def test_a_wxr_export_is_read_by_the_wordpress_reader(
    bring: Bring, comments_db: Database, clock: FakeClock, home: Site
) -> None:
    await bring("wordpress", content("wordpress.xml"))
    file = b"".join([piece async for piece in export_wxr(comments_db, clock, site=home)])
    found = [one for one in wordpress.read([file]) if isinstance(one, ImportedComment)]
    assert len(found) == 8
    by_name = {one.name: one for one in found}
    assert by_name["Child & Sons"].parent == by_name["Old Reader"].id
    assert "<strong>bold</strong>" in by_name["Child & Sons"].text
    other = await make_site(comments_db, clock, key="other")
    outcome, _ = await bring("wordpress", file, site=other)
    assert outcome.added == 8
    html = "SELECT site, html FROM comment WHERE author_name = 'Child & Sons'"
    assert len({row["html"] for row in await comments_db.fetch(html)}) == 1


async def test_a_file_that_contradicts_itself_is_refused_in_words(
    bring: Bring, export: Export, comments_db: Database, servers: Servers, clock: FakeClock
) -> None:
    await bring("disqus", content("disqus.xml"))
    file = (await export()).replace(b'"source_id":"9003"', b'"source_id":"9001"')
    await servers.empty("comments")
    await make_site(comments_db, clock)
    with pytest.raises(Conflict, match="claim the same place"):
        await bring("paddock", file)
    assert await comments_db.fetch_value("SELECT count(*) FROM comment") == 0


SAMPLES = {
    "wordpress": content("wordpress.xml"),
    "disqus": content("disqus.xml"),
    "remark42": content("remark42.jsonl"),
    "commento": content("commento-1.json"),
    "paddock": b'{"paddock":{"export":"comments","version":1,"site":"x"}}\n'
    b'{"thread":{"url":"https://magazine.example/a","created_at":"2020-01-01T00:00:00Z","kept":{"id":"'
    + str(UUID(int=1)).encode()
    + b'","link":"https://magazine.example/a","last_number":1,"version":1,"updated_at":"2020-01-01T00:00:00Z"}}}\n'
    b'{"comment":{"thread":"https://magazine.example/a","text":"hello","state":"published","created_at":'
    b'"2020-01-01T00:00:00Z","kept":{"id":"' + str(UUID(int=2)).encode() + b'","number":1}}}\n'
    b'{"end":{"standings":0,"threads":1,"comments":1}}\n',
}
with tempfile.TemporaryDirectory() as _folder:
    SAMPLES["isso"] = isso_database(Path(_folder))
SETTINGS = Settings()
READ = st.sampled_from([*SAMPLES])


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with some of its bytes changed, cut out, doubled, or any bytes at all."""
    format = draw(READ)
    file = bytearray(SAMPLES[format])
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(file)))
        span = draw(st.integers(0, 40))
        junk = draw(
            st.binary(max_size=12) | st.sampled_from([b"\\u0000", b"\\ud800", b"]]>", b"1e999", b"null", b"[", b"&x;"])
        )
        file[at : at + span] = junk
    return format, bytes(file)


@pytest.mark.parametrize("format", SAMPLES)
async def test_the_samples_that_are_damaged_below_are_good_before(bring: Bring, format: str) -> None:
    outcome, _ = await bring(format, SAMPLES[format])
    assert outcome.added > 0


@examples(200)
@given(damaged() | st.tuples(READ, st.binary(max_size=300)))
def test_any_bytes_are_read_or_refused_in_words(keys: Keys, case: tuple[str, bytes]) -> None:
    format, file = case
    site = Site(key="magazine", name="", origins=(ORIGIN,), language="en", settings=SETTINGS, active=True, version=1)
    preparing = Preparing.by(keys, site="magazine", settings=SETTINGS, now=FakeClock().now())
    with Spool() as spool:
        try:
            fill(spool, READERS[format]([file] if file else []), preparing)
        except FileError:
            return
        resolve(spool, site, Addresses(origin=ORIGIN))
        for page in spool.pages():
            spool.rows(page.url)


@examples(60)
@given(case=damaged())
async def test_damaged_files_are_kept_whole_or_not_at_all(
    bring: Bring, comments_db: Database, servers: Servers, clock: FakeClock, case: tuple[str, bytes]
) -> None:
    format, file = case
    await servers.empty("comments")
    await make_site(comments_db, clock)
    try:
        outcome, _ = await bring(format, file)
    except (FileError, Conflict):
        assert await comments_db.fetch_value("SELECT count(*) FROM comment") == 0
    else:
        assert await comments_db.fetch_value("SELECT count(*) FROM comment") == outcome.added
        again, _ = await bring(format, file)
        assert again.added == 0
