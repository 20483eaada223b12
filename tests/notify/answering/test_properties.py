"""Properties of the pure craft over an invented event: what may never happen, whatever is written."""

from dataclasses import replace

from hypothesis import given, strategies as st

from services.notify.answering.columns import TableRow
from services.notify.answering.entries import folded
from services.notify.answering.folding import transpositions
from services.notify.answering.nouns import Action, Entry, Event, Facts, Verdict
from services.notify.answering.pipeline import decide, read
from tests.support.fuzzing import examples

MAKES = ("Alfa Romeo", "Bugatti", "Fiat", "Lancia", "Maserati", "Ferrari")
COLOURS = ("red", "blue", "green", "white", "black")
EVENT = Event(key="mm-2012", name="Mille Miglia 2012", year=2012, stem="mille miglia")


def entry(ref: str, number: int, plate: str, make: str, colour: str) -> Entry:
    cells = {
        "entry_id": ref,
        "start_no": str(number),
        "plate": plate,
        "make": make,
        "colour": colour,
        "model": "Special",
    }
    form = folded(TableRow(row=1, cells=cells))
    return Entry(
        ref=ref,
        event=EVENT.key,
        start_no=form.start,
        make=make,
        makes=frozenset(form.makes),
        model="Special",
        plate=plate,
        plate_fold=form.plate,
        colour=colour,
        colours=frozenset(form.colours),
        driver="Aldo Gallinari",
    )


def ask(text: str, entries: list[Entry]) -> Verdict:
    return decide(read(text), Facts(events=(EVENT,), article_event=EVENT.key, entries=tuple(entries)))


@st.composite
def plates(draw: st.DrawFn) -> str:
    code = draw(st.sampled_from(("MI", "BS", "RM", "TO", "VR", "CO")))
    return f"{code} {draw(st.integers(10, 49))} {draw(st.integers(1000, 9999))}"


@st.composite
def archives(draw: st.DrawFn) -> list[Entry]:
    found = draw(st.lists(plates(), min_size=2, max_size=8, unique=True))
    numbers = draw(st.lists(st.integers(1, 450), min_size=len(found), max_size=len(found), unique=True))
    return [
        entry(f"E{at}", number, plate, draw(st.sampled_from(MAKES)), draw(st.sampled_from(COLOURS)))
        for at, (plate, number) in enumerate(zip(found, numbers, strict=True))
    ]


@st.composite
def rewritten(draw: st.DrawFn, plate: str) -> str:
    code, rest = plate[:2], plate[2:].replace(" ", "")
    between = st.sampled_from((" ", "-", ".", "·", " - "))
    cut = draw(st.integers(1, len(rest) - 1))
    tail = rest if draw(st.booleans()) else rest[:cut] + draw(between) + rest[cut:]
    head = "".join(letter.lower() if draw(st.booleans()) else letter for letter in code)
    return head + draw(st.sampled_from((" ", "-", ".", "", "·"))) + tail


@given(archive=archives(), data=st.data())
def test_any_rewriting_of_a_plate_finds_its_entry(archive: list[Entry], data: st.DataObject) -> None:
    meant = data.draw(st.sampled_from(archive))
    verdict = ask(f"What is the car with plate {data.draw(rewritten(meant.plate))}?", archive)
    assert (verdict.action, verdict.entries) == (Action.AUTO, (meant.ref,))


@given(archive=archives(), data=st.data())
def test_no_transposition_of_a_plate_publishes(archive: list[Entry], data: st.DataObject) -> None:
    meant = data.draw(st.sampled_from(archive))
    known = {other.plate_fold for other in archive}
    swapped = [plate for plate in transpositions(meant.plate_fold) if plate not in known]
    verdict = ask(f"What is the {meant.make} with plate {data.draw(st.sampled_from(swapped))}?", archive)
    assert verdict.action is not Action.AUTO


@st.composite
def questions(draw: st.DrawFn, meant: Entry) -> str:
    template = draw(
        st.sampled_from(
            (
                "What is the car with plate {plate}?",
                "Which car is number {number}?",
                "What is the {colour} {make} with number {number}?",
                "Who drove number {number}, plate {plate}?",
                "Welches Auto hat die Startnummer {number}?",
                "Che macchina è quella targata {plate}?",
                "Quelle est la voiture numéro {number} ?",
            )
        )
    )
    return template.format(plate=meant.plate, number=meant.start_no, make=meant.make, colour=meant.colour)


@given(archive=archives(), data=st.data())
def test_removing_the_entry_turns_an_answer_into_a_route_and_never_into_another_answer(
    archive: list[Entry], data: st.DataObject
) -> None:
    meant = data.draw(st.sampled_from(archive))
    text = data.draw(questions(meant))
    assert ask(text, archive).entries == (meant.ref,)
    assert ask(text, [other for other in archive if other is not meant]).action is Action.ROUTE


@given(archive=archives(), data=st.data())
def test_a_rival_entry_never_makes_a_wrong_one_publish(archive: list[Entry], data: st.DataObject) -> None:
    meant = data.draw(st.sampled_from(archive))
    model = data.draw(st.sampled_from(archive))
    rival = data.draw(
        st.sampled_from(
            (
                replace(model, ref="R", plate=meant.plate, plate_fold=meant.plate_fold),
                replace(model, ref="R", start_no=meant.start_no),
                replace(meant, ref="R"),
                replace(meant, ref="R", plate="", plate_fold=""),
                replace(meant, ref="R", event="mm-2011"),
            )
        )
    )
    verdict = ask(data.draw(questions(meant)), [*archive, rival])
    assert verdict.action is Action.ROUTE or verdict.entries == (meant.ref,)


@given(text=st.text(max_size=400))
@examples(300)
def test_any_text_is_read_and_nothing_is_published_about_an_empty_archive(text: str) -> None:
    assert decide(read(text, pictured=True), Facts(picture=3)).action is not Action.AUTO


@given(
    archive=archives(), noise=st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=60), data=st.data()
)
def test_noise_behind_a_question_never_changes_which_entry_is_published(
    archive: list[Entry], noise: str, data: st.DataObject
) -> None:
    meant = data.draw(st.sampled_from(archive))
    verdict = ask(f"{data.draw(questions(meant))} {noise}", archive)
    assert verdict.action is not Action.AUTO or verdict.entries == (meant.ref,)
