"""A gallery comes in from a folder or a zip; a second time nothing changes."""

import csv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from services.images.actions.import_gallery import ImportGallery, Report
from services.images.domain import State
from services.images.house import House
from services.images.store import galleries
from shared import events
from shared.errors import Invalid
from tests.images import drawing
from tests.images.conftest import SITE, outbox, work_off


async def bring(house: House, source: Path, captions: Path | None = None, **more: str) -> Report:
    action = ImportGallery(database=house.database, receive=house.receive, staging=house.staging, clock=house.clock)
    names: Any = {"site": SITE, "key": "mm2012", "title": "Mille Miglia", "url": "http://127.0.0.1:8090/mm/", **more}
    return await action.from_source(source, captions=captions, limit=40_000_000, **names)


def _table(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("file", "caption", "alt", "credit"), *rows])
    return path


async def test_a_folder_comes_in_by_natural_order_and_a_second_import_changes_nothing(
    house: House, pictures: drawing.Pictures
) -> None:
    for number in (10, 2, 1):
        pictures.jpeg(f"{number}.jpg", width=64, height=48, seed=number)
    first = await bring(house, pictures.folder)
    assert (first.added, first.known, first.refused) == (3, 0, [])
    shown = await galleries.pictures(house.database, SITE, "mm2012")
    assert [picture.file_name for picture in shown] == ["1.jpg", "2.jpg", "10.jpg"]
    before = len(await outbox(house.database))
    second = await bring(house, pictures.folder)
    assert (second.added, second.known, second.described) == (0, 3, 0)
    assert len(await outbox(house.database)) == before


async def test_the_table_gives_order_and_words_and_a_corrected_caption_is_taken_over(
    house: House, pictures: drawing.Pictures, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        pictures.jpeg(name, width=64, height=48, seed=ord(name[0]))
    rows = [("c.jpg", "Third", "A red car", "Ann"), ("a.jpg", "First, “quoted”", "", "")]
    await bring(house, pictures.folder, _table(tmp_path / "t.csv", rows))
    shown = await galleries.pictures(house.database, SITE, "mm2012")
    assert [picture.file_name for picture in shown] == ["c.jpg", "a.jpg", "b.jpg"]
    assert (shown[0].caption, shown[0].alt, shown[0].credit) == ("Third", "A red car", "Ann")
    rows[0] = ("c.jpg", "Third, at Brescia", "A red car", "Ann")
    report = await bring(house, pictures.folder, _table(tmp_path / "t.csv", rows))
    assert (report.added, report.described) == (0, 1)
    changed = (await outbox(house.database, events.GalleryChanged))[-1]
    assert changed.captions[0] == "Third, at Brescia"
    assert changed.pictures[0] == shown[0].id


async def test_a_zip_with_hostile_names_and_a_broken_file_brings_the_good_ones_in(
    house: House, pictures: drawing.Pictures, tmp_path: Path
) -> None:
    good = pictures.jpeg("good.jpg", width=64, height=48).read_bytes()
    archive = tmp_path / "rally.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../../etc/good.jpg", good)
        file.writestr("broken.jpg", b"\xff\xd8\xff" + b"nonsense" * 20)
        file.writestr("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        file.writestr("notes.txt", b"not a picture")
    report = await bring(house, archive)
    assert report.added == 1
    assert sorted(name for name, _ in report.refused) == ["broken.jpg", "drawing.svg"]
    await work_off(house)
    shown = await galleries.pictures(house.database, SITE, "mm2012")
    assert [(picture.file_name, picture.state) for picture in shown] == [("good.jpg", State.READY)]


async def test_what_is_neither_folder_nor_zip_is_refused_in_a_sentence(house: House, tmp_path: Path) -> None:
    path = tmp_path / "rally.rar"
    path.write_bytes(b"Rar!")
    with pytest.raises(Invalid, match="neither a folder nor a zip"):
        await bring(house, path)


async def test_a_zip_bomb_is_cut_off_at_the_limit_of_one_picture(
    house: House, pictures: drawing.Pictures, tmp_path: Path
) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open("bomb.jpg", "w") as entry:
            for _ in range(60):
                entry.write(bytes(1_000_000))
        file.writestr("good.jpg", pictures.jpeg(width=20, height=20).read_bytes())
    assert archive.stat().st_size < 100_000
    report = await bring(house, archive)
    assert report.added == 1
    assert [name for name, _ in report.refused] == ["bomb.jpg"]
    assert "at most 40 MB" in report.refused[0][1]


async def test_a_zip_brings_its_own_table_even_as_windows_saves_it(
    house: House, pictures: drawing.Pictures, tmp_path: Path
) -> None:
    archive = tmp_path / "rally.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number in (1, 2):
            file.writestr(f"{number}.jpg", pictures.jpeg(width=20, height=20, seed=number).read_bytes())
        file.writestr("words.csv", "File;Caption;Credit\r\n2.jpg;Città; Ann\r\n1.jpg;Brescia\r\n".encode("cp1252"))
        file.writestr("other.csv", b"no,columns\n")
    report = await bring(house, archive)
    assert report.refused == [("other.csv", "the table of captions has no column named file")]
    shown = await galleries.pictures(house.database, SITE, "mm2012")
    assert [(picture.file_name, picture.caption) for picture in shown] == [("2.jpg", "Città"), ("1.jpg", "Brescia")]


async def test_a_table_alone_gives_words_and_order_and_names_what_it_did_not_find(
    house: House, pictures: drawing.Pictures
) -> None:
    for number in (1, 2, 3):
        pictures.jpeg(f"{number}.jpg", width=20, height=20, seed=number)
    await bring(house, pictures.folder)
    table = b"file,caption,alt\n3.jpg,Third,A car\n1.jpg,,\n9.jpg,Nowhere,\n2.jpg,Second," + b"x" * 1001
    done = await house.caption.now(SITE, "mm2012", table)
    assert (done.described, done.missing) == (1, ["9.jpg"])
    assert done.refused == [("2.jpg", "the alt is too long")]
    shown = await galleries.pictures(house.database, SITE, "mm2012")
    assert [(picture.file_name, picture.caption) for picture in shown] == [
        ("3.jpg", "Third"),
        ("1.jpg", ""),
        ("2.jpg", ""),
    ]
    before = len(await outbox(house.database))
    assert (await house.caption.now(SITE, "mm2012", table)).described == 0
    assert len(await outbox(house.database)) == before
    for hopeless in (b"", b"file\n" + b"x" * 200_000, b"name,caption\n", b"file,caption\n" + b"x" * 4_000_001):
        with pytest.raises(Invalid):
            await house.caption.now(SITE, "mm2012", hopeless)
