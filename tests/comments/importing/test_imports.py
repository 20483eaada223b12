"""Whole imports on the real database: additive, once, quiet, resumable, and nothing of a file that can't be read."""

import gzip
from pathlib import Path

import pytest

from services.comments.actions.record_picture import record_gallery
from services.comments.domain import Site
from services.comments.importing.pipeline import Addresses
from services.comments.importing.records import FileError
from services.comments.keys import Keys
from shared import sealing
from shared.errors import Unavailable
from shared.events import GalleryChanged
from shared.postgres import Database, Row
from tests.comments.importing.conftest import ARTICLE, PRIVATE_KEY, Bring, content, isso_database, make_site
from tests.support.clock import FakeClock

FILES = {
    "wordpress": "wordpress.xml",
    "disqus": "disqus.xml",
    "remark42": "remark42.jsonl",
    "commento": "commento-1.json",
}


async def rows(db: Database) -> dict[str, Row]:
    found = await db.fetch(
        "SELECT c.*, t.url, t.count, t.version AS t_version, t.title FROM comment c JOIN thread t ON t.id = c.thread"
    )
    return {row["source_id"]: row for row in found}


async def everything(db: Database) -> list[str]:
    tables = ("thread", "thread_url", "comment", "revision", "report", "audit", "standing", "outbox")
    return [str(row) for table in tables for row in await db.fetch(f"SELECT * FROM {table} t ORDER BY t::text")]


async def test_wordpress_comments_stand_where_they_stood(bring: Bring, comments_db: Database) -> None:
    outcome, _ = await bring("wordpress", content("wordpress.xml"))
    found = await rows(comments_db)
    assert set(found) == {"101", "103", "106", "107", "108", "110", "120", "130"}
    assert (outcome.added, outcome.known, outcome.pages) == (8, 0, 2)
    assert found["103"]["parent"] == found["101"]["id"]
    assert found["103"]["path"] == [found["101"]["number"], found["103"]["number"]]
    assert found["106"]["parent"] == found["101"]["id"], "a reply to spam hangs on what the spam answered"
    assert found["107"]["parent"] is None
    assert found["107"]["author_name"] == "Anonymous"
    assert found["107"]["created_at"].isoformat() == "2012-05-21T08:00:00+00:00"
    assert found["108"]["state"] == "held"
    assert found["101"]["count"] == 6
    assert found["101"]["title"] == "Behind the scenes & under the bonnets – a morning in Brescia"


async def test_comments_on_attachment_pages_join_the_article_as_remarks_on_its_picture(
    bring: Bring, comments_db: Database
) -> None:
    await bring("wordpress", content("wordpress.xml"))
    found = await rows(comments_db)
    assert found["120"]["thread"] == found["101"]["thread"]
    assert (found["120"]["picture_number"], found["120"]["gallery"][:9]) == (2, "imported-")
    alias = "SELECT thread FROM thread_url WHERE url = $1"
    assert await comments_db.fetch_value(alias, f"{ARTICLE}/picture-2") == found["101"]["thread"]
    assert found["130"]["url"].endswith("/lonely-picture")
    assert found["130"]["gallery"] == ""


async def test_a_gallery_that_is_known_by_then_is_the_one_that_is_meant(
    bring: Bring, comments_db: Database, home: Site
) -> None:
    await bring("wordpress", content("wordpress-1.0.xml"))
    await bring("wordpress", content("wordpress.xml").replace(b">120<", b">119<"))
    thread = (await rows(comments_db))["101"]["thread"]
    await comments_db.execute(
        "INSERT INTO gallery VALUES ($1, 'mm2012', '', $2, $3, '{a,b,c}', 1)", home.key, ARTICLE, thread
    )
    await bring("wordpress", content("wordpress.xml"))
    assert (await rows(comments_db))["120"]["gallery"] == "mm2012"


async def test_a_gallery_that_comes_later_takes_the_remarks_on_its_pictures(
    bring: Bring, comments_db: Database, home: Site, clock: FakeClock
) -> None:
    await bring("wordpress", content("wordpress.xml"))
    later = GalleryChanged(
        site=home.key, gallery="mm2012", title="Mille Miglia", page_url=ARTICLE, pictures=("a", "b", "c"), version=1
    )
    async with comments_db.transaction() as tx:
        await record_gallery(tx, clock, later)
    found = await rows(comments_db)
    assert (found["120"]["gallery"], found["120"]["picture_number"]) == ("mm2012", 2)


async def test_hostile_html_is_harmless_and_words_stay(bring: Bring, comments_db: Database) -> None:
    await bring("wordpress", content("wordpress.xml"))
    found = await rows(comments_db)
    assert found["110"]["html"] == "<p>Careful here [link](javascript:alert(2))</p>"
    assert found["110"]["author_name"] == "Hostile <script>alert(1)</script>"
    assert "<strong>bold</strong>" in found["103"]["html"]
    assert 'href="https://cars.example/list?a=1&amp;b=2"' in found["103"]["html"]
    assert "2 &lt; 3?" in found["101"]["html"]
    assert found["101"]["question"] is True


async def test_every_row_that_is_left_out_or_changed_is_reported(bring: Bring) -> None:
    outcome, told = await bring("wordpress", content("wordpress.xml"))
    left = {remark.id: remark.words for remark in told if remark.left_out}
    assert set(left) == {"102", "104", "105", "109", "111", "140", "150"}
    assert left["111"] == "nothing is written in it"
    assert "not on this site" in left["150"]
    notes = {remark.id: remark.words for remark in told if not remark.left_out}
    assert set(notes) == {"106", "107"}
    assert (outcome.skipped, outcome.changed) == (7, len([one for one in told if not one.left_out]))


async def test_disqus_threads_of_one_page_become_one(bring: Bring, comments_db: Database) -> None:
    outcome, told = await bring("disqus", content("disqus.xml"))
    found = await rows(comments_db)
    assert set(found) == {"9001", "9003", "9004", "9005"}
    assert len({row["thread"] for row in found.values()}) == 1
    assert found["9003"]["parent"] == found["9001"]["id"]
    assert (found["9004"]["state"], found["9004"]["shown"], found["9004"]["text"]) == ("removed", True, "")
    assert found["9004"]["author_name"] == ""
    assert found["9005"]["parent"] == found["9004"]["id"]
    left = {remark.id: remark.words for remark in told if remark.left_out}
    assert left["9006"] == "deleted there, and nothing hangs on it"
    assert left["9009"] == "its page is not in the file"
    assert "not on this site" in left["9008"]
    assert outcome.pages == 1


async def test_isso_comments_find_the_site_of_their_paths(bring: Bring, comments_db: Database, tmp_path: Path) -> None:
    _, told = await bring("isso", isso_database(tmp_path))
    found = await rows(comments_db)
    assert set(found) == {"1", "2", "3", "4", "5"}
    assert found["1"]["url"] == ARTICLE
    assert "<code>std::vector&lt;int&gt;</code>" in found["1"]["html"]
    assert [(remark.id, remark.words) for remark in told if remark.left_out] == [("6", "its page has no URL")]


async def test_remark42_and_commento_and_comentario_come_in(bring: Bring, comments_db: Database) -> None:
    await bring("remark42", content("remark42.jsonl"))
    await bring("commento", content("commento-1.json"))
    await bring("commento", content("comentario-3.json"))
    found = await rows(comments_db)
    assert found["r3"]["parent"] == found["r1"]["id"]
    assert found["r3"]["author_name"] == "Tom & Anna"
    assert found["r2"]["state"] == "removed"
    assert found["aa03"]["author_name"] == "Carla"
    assert found["aa01"]["author_name"] == "Anonymous"
    assert found["20000000-0000-4000-8000-000000000002"]["author_name"] == "Ella"
    assert len({found[key]["thread"] for key in ("r1", "aa01", "20000000-0000-4000-8000-000000000003")}) == 1


@pytest.mark.parametrize("format", FILES)
async def test_a_second_run_changes_nothing(bring: Bring, comments_db: Database, format: str) -> None:
    first, _ = await bring(format, content(FILES[format]))
    before = await everything(comments_db)
    second, _ = await bring(format, content(FILES[format]))
    assert await everything(comments_db) == before
    assert (second.added, second.known) == (0, first.added)


@pytest.mark.parametrize("format", FILES)
async def test_a_dry_run_reports_all_and_changes_nothing(bring: Bring, comments_db: Database, format: str) -> None:
    dry, dry_told = await bring(format, content(FILES[format]), dry_run=True)
    assert (
        await comments_db.fetch_value("SELECT (SELECT count(*) FROM thread) + (SELECT count(*) FROM import_run)") == 0
    )
    real, told = await bring(format, content(FILES[format]))
    assert (dry.added, dry.skipped, dry.changed, dry_told) == (real.added, real.skipped, real.changed, told)


async def test_gzip_makes_no_difference_and_a_broken_one_is_named(bring: Bring, comments_db: Database) -> None:
    packed = gzip.compress(content("disqus.xml"))
    with pytest.raises(FileError, match="gzip"):
        await bring("disqus", packed[:-20])
    assert await comments_db.fetch_value("SELECT count(*) FROM thread") == 0
    outcome, _ = await bring("disqus", packed)
    assert outcome.added == 4


async def test_a_file_that_breaks_off_leaves_nothing_behind(bring: Bring, comments_db: Database) -> None:
    with pytest.raises(FileError, match="line"):
        await bring("wordpress", content("wordpress.xml")[:-50])
    assert await comments_db.fetch_value("SELECT count(*) FROM comment") == 0


async def test_an_interrupted_import_goes_on_where_it_stopped(bring: Bring, comments_db: Database) -> None:
    many = b"".join(
        b'{"id":"c%d","text":"<p>word %d</p>","user":{"name":"A"},"locator":{"url":"https://magazine.example/%d"},'
        b'"time":"2019-05-01T12:00:00Z"}\n' % (number, number, number % 7)
        for number in range(70)
    )

    def stop(outcome: object) -> None:
        if getattr(outcome, "added", 0) >= 30:
            raise Unavailable("the power is gone")

    with pytest.raises(Unavailable):
        await bring("remark42", many, progress=stop)
    assert await comments_db.fetch_value("SELECT count(*) FROM comment") == 30
    outcome, _ = await bring("remark42", many)
    assert (outcome.added, outcome.known, outcome.resumed) == (40, 30, True)
    again, _ = await bring("remark42", many)
    assert (again.added, again.known, again.resumed) == (0, 70, True)
    threads = await comments_db.fetch("SELECT count, last_number FROM thread")
    assert [tuple(row) for row in threads] == [(10, 10)] * 7


async def test_what_readers_wrote_here_meanwhile_stays(bring: Bring, comments_db: Database) -> None:
    await bring("remark42", content("remark42.jsonl"))
    before = {row["id"]: row["number"] for row in (await rows(comments_db)).values()}
    await bring("wordpress", content("wordpress.xml"))
    found = await comments_db.fetch("SELECT id, number, thread FROM comment")
    assert {row["id"]: row["number"] for row in found if row["id"] in before} == before
    assert len({(row["thread"], row["number"]) for row in found}) == len(found)


async def test_a_later_export_adds_replies_to_what_came_before(bring: Bring, comments_db: Database) -> None:
    line = b'{"id":"%s","pid":"%s","text":"<p>w</p>","user":{"name":"A"},"locator":{"url":"https://magazine.example/x"},"time":"2019-05-01T12:00:00Z"}\n'
    await bring("remark42", line % (b"a", b""))
    await bring("remark42", line % (b"b", b"a"))
    found = await rows(comments_db)
    assert found["b"]["parent"] == found["a"]["id"]
    assert found["b"]["path"] == [1, 2]


async def test_two_exports_of_one_kind_keep_apart_by_their_source(bring: Bring, comments_db: Database) -> None:
    await bring("wordpress", content("wordpress-1.0.xml"))
    moved = content("wordpress-1.0.xml").replace(b"/spring", b"/autumn")
    await bring("wordpress", moved, source="wordpress:old")
    found = await comments_db.fetch("SELECT source, source_id FROM comment ORDER BY source")
    assert [tuple(row) for row in found] == [("wordpress", "1"), ("wordpress:old", "1")]


async def test_pages_that_moved_are_found_where_they_are_now(bring: Bring, comments_db: Database) -> None:
    moves = Addresses(origin="", moves=(("https://elsewhere.example", "https://magazine.example/archive"),))
    await bring("wordpress", content("wordpress.xml"), addresses=moves)
    assert (await rows(comments_db))["150"]["url"] == "https://magazine.example/archive/page"


async def test_nobody_is_told_aloud(bring: Bring, comments_db: Database) -> None:
    await bring("wordpress", content("wordpress.xml"))
    sent = await comments_db.fetch("SELECT routing_key, convert_from(payload, 'UTF8') AS payload FROM outbox")
    told = [row for row in sent if row["routing_key"] != "site.changed.v1"]
    assert {row["routing_key"] for row in told} == {"comment.published.v1"}
    assert len(told) == 7
    assert all('"quiet":true' in row["payload"] for row in told)


async def test_addresses_are_sealed_and_ips_are_nowhere(bring: Bring, comments_db: Database, keys: Keys) -> None:
    await bring("wordpress", content("wordpress.xml"))
    await bring("disqus", content("disqus.xml"))
    found = await rows(comments_db)
    assert found["101"]["digest"] == keys.digest("old@readers.example")
    assert sealing.open_sealed(PRIVATE_KEY, found["101"]["sealed"]) == "old@readers.example"
    assert found["101"]["network"] == "", "it is older than networks are kept"
    stored = "\n".join(await everything(comments_db))
    for secret in ("readers.example", "203.0.113", "198.51.100"):
        assert secret not in stored


async def test_a_recent_ip_is_kept_as_the_hash_of_its_network(
    bring: Bring, comments_db: Database, clock: FakeClock, keys: Keys
) -> None:
    recent = f"{clock.now():%Y-%m-%d %H:%M:%S}".encode()
    await bring("wordpress", content("wordpress.xml").replace(b"2012-05-21 18:00:00", recent))
    assert (await rows(comments_db))["101"]["network"] == keys.network("magazine", "198.51.100.99")


async def test_a_thread_of_thousands_is_kept_in_batches(bring: Bring, comments_db: Database) -> None:
    many = b"".join(
        b'{"id":"c%d","pid":"%s","text":"<p>word</p>","user":{"name":"A"},"locator":{"url":"https://magazine.example/x"},'
        b'"time":"2019-05-01T12:00:00Z"}\n' % (number, b"c%d" % (number + 1) if number < 1200 else b"")
        for number in range(1300)
    )
    outcome, _ = await bring("remark42", many)
    assert outcome.added == 1300
    depths = await comments_db.fetch("SELECT depth, count(*) FROM comment GROUP BY depth ORDER BY depth")
    assert [tuple(row) for row in depths] == [(0, 100), (1, 1), (2, 1199)]
    assert await comments_db.fetch_value("SELECT count(*) FROM comment WHERE reply_to IS NOT NULL") == 1198
    assert await comments_db.fetch_value("SELECT count FROM thread") == 1300


async def test_one_file_may_come_into_two_sites(bring: Bring, comments_db: Database, clock: FakeClock) -> None:
    other = await make_site(comments_db, clock, key="other")
    await bring("disqus", content("disqus.xml"))
    outcome, _ = await bring("disqus", content("disqus.xml"), site=other)
    assert outcome.added == 4
