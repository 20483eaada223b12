"""The import: forgiving in headings, strict in values, all or nothing, repeatable."""

from typing import Any

import pytest

from services.notify.actions.export_archive import export_archive
from shared import events
from shared.errors import Invalid
from tests.notify import makings

HEAD = "entry_id,event,start_no,make,model,year,plate\n"


async def count(archive: Any) -> int:
    return int(await archive.database.fetch_value("SELECT count(*) FROM archive_entry"))


async def test_a_file_imported_twice_changes_nothing(unfurnished: Any) -> None:
    text = HEAD + "1,mm,12,Fiat,1100,1950,MI 12345\n2,mm,13,Lancia,Aprilia,1939,TO 1\n"
    first = await unfurnished.bring("entries", text)
    second = await unfurnished.bring("entries", text)
    assert (first.new, second.new, second.kept) == (2, 0, 2)
    assert await count(unfurnished) == 2


async def test_a_faulty_row_names_row_and_column_and_keeps_the_whole_file_out(unfurnished: Any) -> None:
    report = await unfurnished.bring(
        "entries", HEAD + "1,mm,12,Fiat,1100,1950,\n2,mm,13,Lancia,Aprilia,soon,\n3,mm,1,,,,\n"
    )
    assert [(fault.row, fault.column) for fault in report.faults] == [(3, "year"), (4, "make")]
    assert (report.kept, await count(unfurnished)) == (0, 0)


async def test_a_dry_run_reports_and_keeps_nothing(unfurnished: Any) -> None:
    report = await unfurnished.bring("entries", HEAD + "1,mm,12,Fiat,1100,1950,\n", dry_run=True)
    assert (report.kept, report.new, await count(unfurnished)) == (1, 1, 0)


async def test_the_same_id_twice_in_one_file_is_a_fault(unfurnished: Any) -> None:
    report = await unfurnished.bring("entries", HEAD + "1,mm,12,Fiat,1100,1950,\n1,mm,13,Fiat,1100,1950,\n")
    assert [fault.column for fault in report.faults] == ["entry_id"]


@pytest.mark.parametrize(
    "text",
    [
        "Marke;Startnummer;ID;Veranstaltung;Kennzeichen;Baujahr;Farbe\nFiat;12;1;mm;MI 12345;1950;rot\n",
        "\ufeffMAKE\tStart No\tExternal ID\tEvent\tRego\tYear\tColor\nFiat\t12\t1\tmm\tMI 12345\t1950\tred\n",
        '[{"Marca":"Fiat","Numero di gara":12,"id":"1","Evento":"mm","Targa":"MI 12345","Anno":1950,"Colore":"rosso"}]',
        '{"marque":"Fiat","dossard":"12","entry_id":"1","event":"mm","immatriculation":"MI 12345","couleur":"rouge"}\n',
    ],
)
async def test_headings_are_understood_in_any_order_and_language(unfurnished: Any, text: str) -> None:
    await unfurnished.bring("entries", text)
    row = await unfurnished.database.fetch_row("SELECT * FROM archive_entry")
    assert (row["start_fold"], row["plate_fold"], row["make"], row["colours"]) == ("12", "MI12345", "Fiat", ["red"])


async def test_a_missing_column_is_refused_with_its_name(unfurnished: Any) -> None:
    with pytest.raises(Invalid, match="make"):
        await unfurnished.bring("entries", "entry_id,event\n1,mm\n")


@pytest.mark.parametrize(("picture", "numbers"), [("3", [3]), ("3-5", [3, 4, 5]), ("3; 7", [3, 7]), ("2,4", [2, 4])])
async def test_a_caption_may_stand_for_several_pictures(archive: Any, picture: str, numbers: list[int]) -> None:
    await archive.bring("captions", f'article;event;pictures;entry_ids\nspa;mille-miglia-2012;"{picture}";E1,E2\n')
    rows = await archive.database.fetch(
        "SELECT number, entries FROM archive_picture WHERE article = 'spa' ORDER BY number"
    )
    assert [row["number"] for row in rows] == numbers
    assert all(row["entries"] == ["E1", "E2"] for row in rows)


async def test_an_unknown_entry_in_a_picture_is_noted_and_counts_as_a_car(archive: Any) -> None:
    page = makings.PAGE
    report = await archive.bring("captions", f"article,event,picture,entry_ids\n{page},mille-miglia-2012,30,E1;E77\n")
    assert [(note.row, note.column) for note in report.warnings] == [(2, "entry_ids")]
    await archive.ask("What is this car?", picture=30)
    assert await archive.replies() == []


async def test_an_entry_list_may_say_in_which_pictures_each_car_is_seen(archive: Any) -> None:
    head = "external_id,start_number,plate,make,model,crew,gallery,pictures\n"
    await archive.bring("entries", head + "X1,9,RM 5,Itala,61,Ann / Bob,mm2012,40 41\n", event="mille-miglia-2012")
    await archive.ask("What is this?", picture=41)
    assert "Itala 61" in (await archive.replies())[0].text


async def test_what_is_exported_can_be_imported_again(archive: Any) -> None:
    for kind in ("entries", "captions", "answers", "events"):
        rows = [row async for row in export_archive(archive.database, site=makings.SITE, kind=kind)]
        text = "[" + ",".join(__import__("json").dumps(row) for row in rows) + "]"
        report = await archive.bring(kind, text)
        assert (report.faults, report.new) == ([], 0)
    assert await count(archive) == 5


async def test_a_picture_named_in_the_text_is_found_through_the_pages_gallery(archive: Any) -> None:
    pictures = ("p1", "p2")
    await archive.house.tell(
        events.GalleryChanged(gallery="mm2012", site=makings.SITE, title="x", page_url=makings.PAGE, pictures=pictures)
    )
    await archive.bring("captions", "article,event,picture,entry_ids\nmm2012,mille-miglia-2012,44,E4\n")
    await archive.ask("What is the car in picture 44?")
    assert "Jaguar" in (await archive.replies())[0].text


async def test_a_picture_named_in_two_rows_shows_the_cars_of_both(archive: Any) -> None:
    page = makings.PAGE
    rows = f"{page},mille-miglia-2012,50,E1\n{page},mille-miglia-2012,50,E2\n"
    for _ in range(2):
        report = await archive.bring("captions", f"article,event,picture,entry_ids\n{rows}")
        assert report.faults == []
    assert await archive.database.fetch_value("SELECT entries FROM archive_picture WHERE number = 50") == ["E1", "E2"]
    await archive.ask("What is this car?", picture=50)
    assert await archive.replies() == []
