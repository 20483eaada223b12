"""Each reader finds what its file has, and says why it leaves the rest."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.comments import transfer_commands
from services.comments.domain import State
from services.comments.importing import commento, disqus, isso, paddock, pipeline, remark42, wordpress
from services.comments.importing.records import (
    FileError,
    ImportedAuthor,
    ImportedComment,
    ImportedThread,
    Record,
    Skipped,
)
from services.comments.web.desk import bringing
from tests.comments.importing.conftest import content, isso_database


def comments(records: list[Record]) -> dict[str, ImportedComment]:
    return {one.id: one for one in records if isinstance(one, ImportedComment)}


def skipped(records: list[Record]) -> dict[str, str]:
    return {one.id: one.reason for one in records if isinstance(one, Skipped)}


def threads(records: list[Record]) -> dict[str, ImportedThread]:
    return {one.key: one for one in records if isinstance(one, ImportedThread)}


def test_wordpress_pingbacks_trackbacks_spam_bin_and_drafts_are_left_out_with_a_reason() -> None:
    reasons = skipped(list(wordpress.read([content("wordpress.xml")])))
    assert reasons == {
        "102": "a pingback: a link from another page",
        "104": "a trackback: a link from another page",
        "105": "spam",
        "109": "in the bin",
        "140": "its page was not public (draft)",
    }


def test_wordpress_dates_of_zero_fall_back_to_the_date_of_the_page() -> None:
    found = comments(list(wordpress.read([content("wordpress.xml")])))
    assert found["107"].created_at == datetime(2012, 5, 21, 8, tzinfo=UTC)
    assert found["101"].created_at == datetime(2012, 5, 21, 18, tzinfo=UTC)


def test_wordpress_escaped_names_and_titles_are_read_as_words() -> None:
    records = list(wordpress.read([content("wordpress.xml")]))
    assert threads(records)["41"].title == "Behind the scenes & under the bonnets – a morning in Brescia"
    assert comments(records)["103"].name == "Child & Sons"


def test_wordpress_attachment_pages_belong_to_their_article() -> None:
    pages = threads(list(wordpress.read([content("wordpress.xml")])))
    assert (pages["52"].page, pages["52"].order) == ("41", 2)
    assert pages["54"].page == ""


def test_wordpress_1_0_in_latin_1_is_read_like_1_2() -> None:
    records = list(wordpress.read([content("wordpress-1.0.xml")]))
    assert comments(records)["1"].name == "Jörg"
    assert comments(records)["1"].text == "Schön!"
    assert threads(records)["7"].open is False


def test_wordpress_1_1_differs_in_its_namespace_alone() -> None:
    text = content("wordpress.xml").replace(b"wordpress.org/export/1.2/", b"wordpress.org/export/1.1/")
    assert list(wordpress.read([text])) == list(wordpress.read([content("wordpress.xml")]))


def test_control_characters_that_xml_forbids_do_not_stop_a_wordpress_export() -> None:
    text = content("wordpress.xml").replace(b"Lovely pictures.", b"Lovely\x08 pic\x00tures\xff.")
    assert comments(list(wordpress.read([text])))["101"].text.startswith("Lovely pictures\ufffd.")


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_pieces_of_any_size_make_the_same_records(size: int, tmp_path: Path) -> None:
    for read, file in (
        (wordpress.read, content("wordpress.xml")),
        (disqus.read, content("disqus.xml")),
        (remark42.read, content("remark42.jsonl")),
        (commento.read, content("commento-1.json")),
        (commento.read, content("comentario-3.json")),
    ):
        pieces = [file[start : start + size] for start in range(0, len(file), size)]
        assert list(read(pieces)) == list(read([file]))


def test_disqus_spam_and_rows_without_id_are_left_out_and_deleted_ones_marked() -> None:
    records = list(disqus.read([content("disqus.xml")]))
    assert skipped(records) == {"9007": "spam", "": "a post without an id"}
    found = comments(records)
    assert found["9004"].state is State.REMOVED
    assert found["9003"].name == "Second O'Reader"
    assert (found["9003"].parent, found["9003"].thread) == ("9001", "5002")
    assert threads(records)["5001"].title == "Behind the scenes & under the bonnets"


def test_isso_modes_parents_and_dates_are_read(tmp_path: Path) -> None:
    records = list(isso.read([isso_database(tmp_path)]))
    found = comments(records)
    assert [found[key].state for key in "12345"] == ["published", "published", "removed", "published", "held"]
    assert found["2"].parent == "1"
    assert found["1"].name == "Ida & Co"
    assert found["1"].created_at == datetime(2019, 5, 1, 10, 0, 0, 500000, tzinfo=UTC)


def test_a_view_in_the_place_of_issos_table_is_never_asked(tmp_path: Path) -> None:
    bomb = """CREATE TABLE threads (id, uri, title);
    CREATE VIEW comments AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT i AS id, 1 AS tid, '' AS text, 0 AS created, 1 AS mode FROM n;"""
    with pytest.raises(FileError, match="no tables threads and comments"):
        list(isso.read([isso_database(tmp_path, bomb)]))


def test_a_table_that_is_not_issos_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="lacks the column"):
        list(isso.read([isso_database(tmp_path, "CREATE TABLE threads (id, uri, title); CREATE TABLE comments (id);")]))


def test_a_remark42_backup_without_its_first_line_is_read_all_the_same() -> None:
    whole = list(remark42.read([content("remark42.jsonl")]))
    headless = list(remark42.read([content("remark42.jsonl").split(b"\n", 1)[1]]))
    assert comments(headless) == comments(whole)
    assert threads(whole)["https://magazine.example/closed"].title == ""
    assert next(one.open for one in whole if isinstance(one, ImportedThread)) is False


def test_remark42_rows_are_read_and_a_bad_one_is_named() -> None:
    records = list(remark42.read([content("remark42.jsonl")]))
    found = comments(records)
    assert found["r3"].name == "Tom & Anna"
    assert found["r3"].created_at == datetime(2019, 5, 2, 8, 0, 0, 123456, tzinfo=UTC)
    assert found["r2"].state is State.REMOVED
    assert "line 6" in skipped(records)[""]


def test_commento_1_authors_are_found_after_their_comments() -> None:
    records = list(commento.read([content("commento-1.json")]))
    assert comments(records)["aa03"].author == "c1"
    assert comments(records)["aa01"].author == ""
    assert comments(records)["aa04"].state is State.HELD
    assert {one.key: one.name for one in records if isinstance(one, ImportedAuthor)} == {"c1": "Carla", "c2": "Dino"}
    assert skipped(records) == {"aa06": "spam"}


def test_comentario_3_pages_and_nameless_authors_are_read() -> None:
    records = list(commento.read([content("comentario-3.json")]))
    assert [one.name for one in comments(records).values()] == ["", "Passer-by", "Passer-by"]
    assert threads(records)["10000000-0000-4000-8000-000000000001"].open is False
    assert list(skipped(records).values()) == ["rejected there"]


def test_a_version_that_is_not_read_here_is_refused() -> None:
    with pytest.raises(FileError, match="version 2; 1 and 3"):
        list(commento.read([b'{"version": 2, "comments": []}']))
    with pytest.raises(FileError, match="version 9"):
        list(remark42.read([b'{"version": 9, "users": [], "posts": []}']))
    with pytest.raises(FileError, match="version 7"):
        list(paddock.read([b'{"paddock":{"export":"comments","version":7}}\n']))


READERS = {
    "wordpress": wordpress.read,
    "disqus": disqus.read,
    "isso": isso.read,
    "remark42": remark42.read,
    "commento": commento.read,
    "paddock": paddock.read,
}


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize(
    "file", [b"", b"   ", b"hello", b"<html><body>no</body></html>", b"{}", b"[1, 2]", b"\x00\xff"]
)
def test_what_is_something_else_is_refused_in_words(format: str, file: bytes) -> None:
    with pytest.raises(FileError) as told:
        list(READERS[format]([file] if file else []))
    assert len(told.value.message) > 10


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("wordpress", "wordpress.xml"),
        ("disqus", "disqus.xml"),
        ("commento", "commento-1.json"),
        ("commento", "comentario-3.json"),
    ],
)
def test_a_file_that_ends_in_the_middle_is_refused(format: str, name: str) -> None:
    file = content(name)
    for part in (0.3, 0.6, 0.99):
        with pytest.raises(FileError):
            list(READERS[format]([file[: int(len(file) * part)]]))


@pytest.mark.parametrize("format", ["wordpress", "disqus"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    ],
)
def test_hostile_declarations_are_refused_before_they_do_anything(format: str, declaration: str) -> None:
    root = "rss" if format == "wordpress" else "disqus"
    with pytest.raises(FileError, match="declares what no export needs"):
        list(READERS[format]([f"<?xml version='1.0'?>{declaration}<{root}><item>&c;&x;</item></{root}>".encode()]))


def test_xml_without_measure_is_refused_in_constant_memory() -> None:
    def endless(head: bytes, body: bytes) -> list[Record]:
        return list(wordpress.read([head, *[body * 1000] * 100_000]))

    with pytest.raises(FileError, match="nested more than"):
        endless(b"<rss>", b"<a>")
    with pytest.raises(FileError, match="one text is longer"):
        endless(b"<rss><channel><item><title>", b"word ")
    with pytest.raises(FileError, match="no end"):
        endless(b'<rss a="', b"value ")


def test_json_without_measure_is_refused_in_constant_memory() -> None:
    with pytest.raises(FileError, match="longer than 8 MB"):
        list(commento.read([b'{"version":1,"comments":[{"markdown":"', *[b"word " * 10_000] * 1_000]))
    with pytest.raises(FileError, match="longer than 8 MB"):
        list(remark42.read([b'{"id":"', *[b"word " * 10_000] * 1_000]))
    with pytest.raises(FileError):
        list(commento.read([b'{"version":1,"comments":[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}"]))


def test_a_gzip_bomb_of_nothing_is_refused_like_nothing() -> None:
    with pytest.raises(FileError, match=r"not XML|empty"):
        list(wordpress.read([b" " * 1_000_000]))


def test_our_export_that_was_cut_off_or_changed_is_refused() -> None:
    head = json.dumps({"paddock": {"export": "comments", "version": 1, "site": "x"}}).encode() + b"\n"
    with pytest.raises(FileError, match="last line is missing"):
        list(paddock.read([head]))
    with pytest.raises(FileError, match="lines are missing"):
        list(paddock.read([head, b'{"end":{"threads":1,"comments":0,"standings":0}}\n']))
    with pytest.raises(FileError, match="NUL"):
        list(paddock.read([head, b'{"thread":{"url":"a\\u0000"}}\n']))


def test_sqlite_that_is_broken_inside_is_refused(tmp_path: Path) -> None:
    file = bytearray(isso_database(tmp_path))
    file[100:4000] = b"\xa5" * 3900
    with pytest.raises(FileError):
        list(isso.read([bytes(file)]))
    assert sqlite3.sqlite_version


def test_the_command_and_the_desk_offer_what_there_is_a_reader_for() -> None:
    assert set(transfer_commands.FORMATS) == set(bringing.NAMES) == set(pipeline.READERS)
