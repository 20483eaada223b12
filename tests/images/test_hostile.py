"""No file takes the service down: each is rendered or refused with a reason, within its limits."""

import asyncio
import dataclasses
import io
import os
import random
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest
import pyvips
from PIL import Image

from services.images.actions.check_lock import check_lock
from services.images.rendering.darkroom.client import Answer, Darkroom
from services.images.rendering.order import Order, Task
from shared.errors import ConfigError
from tests.images import drawing, mutating
from tests.images.conftest import Lab
from tests.images.drawing import scene

MEGABYTE = 1024
MOST_MEMORY = 512 * MEGABYTE
"""KiB of resident memory a child may reach."""

MUTATED = int(os.environ.get("PADDOCK_TEST_MUTATED", "150"))
"""How many mutated files; the long run takes 10,000."""


def _code(answer: Answer) -> str:
    assert answer.refusal is not None, answer
    assert answer.refusal.reason.endswith((".", "”.")), answer.refusal
    return answer.refusal.code


async def _ask(lab: Lab, content: bytes, tmp_path: Path, task: Task = Task.PROBE, **order: float) -> Answer:
    path = tmp_path / "hostile"
    path.unlink(missing_ok=True)  # another order may still read the one before
    path.write_bytes(content)
    with path.open("rb") as original:
        return await lab.room.ask(Order(number=0, task=task, **order), original)  # type: ignore[arg-type]


async def test_a_child_cannot_read_write_connect_fork_run_or_signal(lab: Lab) -> None:
    answer = await lab.ask(Path("/dev/null"), Task.DRILL)
    attempts = {name: how for name, how in answer.products[0][0].notes.items() if how != "can be read"}
    assert len(attempts) == 9 + 3
    assert set(attempts.values()) == {"refused"}


class OtherLibrary(Darkroom):
    """Answers as a child would whose library differs."""

    def __init__(self, room: Darkroom, differing: dict[str, str]) -> None:
        super().__init__()
        self.room, self.differing = room, differing

    async def ask(self, order: Order, original: BinaryIO) -> Answer:
        told = await self.room.ask(order, original)
        ((product, content),) = told.products
        changed = msgspec.structs.replace(product, notes={**product.notes, **self.differing})
        return dataclasses.replace(told, products=((changed, content),))


async def test_a_child_reads_five_formats_and_a_library_with_more_or_fewer_is_refused_at_the_start(lab: Lab) -> None:
    answer = await lab.ask(Path("/dev/null"), Task.DRILL)
    notes = answer.products[0][0].notes
    read = {name for name, how in notes.items() if how == "can be read"}
    assert read == {f"read {format}" for format in ("JPEG", "PNG", "WebP", "AVIF", "GIF")}
    assert {name for name in notes if name.startswith("decode ")} == {
        f"decode {format}" for format in ("SVG", "TIFF", "PPM")
    }

    for differing, words in (
        ({"read AVIF": "missing"}, "can't read AVIF"),
        ({"decode SVG": "done"}, "would decode SVG"),
    ):
        with pytest.raises(ConfigError, match=words):
            await check_lock(OtherLibrary(lab.room, differing))
    assert await check_lock(lab.room)


async def test_an_ultra_hdr_photograph_is_opened_as_the_plain_jpeg_that_it_is(lab: Lab, tmp_path: Path) -> None:
    bands = [pyvips.Image.gaussnoise(240, 160, mean=mean, sigma=0.2, seed=1) for mean in (0.4, 0.6, 1.5)]
    bright = bands[0].bandjoin(bands[1:]).copy(interpretation="scrgb")
    path = tmp_path / "bright.jpg"
    bright.uhdrsave(str(path))
    assert pyvips.Image.new_from_file(str(path)).get("vips-loader") == "uhdrload", "the library would prefer it"
    answer = await lab.ask(path, Task.FULL)
    assert answer.refusal is None
    small = next(content for product, content in answer.products if product.name == "320.jpg")
    assert b"MPF\0" in path.read_bytes()
    assert b"MPF\0" not in small
    assert small.count(b"\xff\xd8\xff") == 1 < path.read_bytes().count(b"\xff\xd8\xff"), "no gain map behind it"


async def test_a_bomb_of_two_and_a_half_gigapixels_is_refused_from_its_header(lab: Lab, tmp_path: Path) -> None:
    answer = await _ask(lab, mutating.bomb_png(50_000), tmp_path, Task.FULL)
    assert _code(answer) == "too_wide"
    assert answer.outcome.cpu < 0.05
    answer = await _ask(lab, mutating.bomb_png(11_000), tmp_path, Task.FULL)
    assert _code(answer) == "too_many_pixels"


async def test_a_kilobyte_that_claims_four_gigapixels_is_refused(lab: Lab, tmp_path: Path) -> None:
    content = mutating.claiming_png(64_000, 64_000)
    assert len(content) < 1000
    assert _code(await _ask(lab, content, tmp_path)) == "too_wide"
    assert _code(await _ask(lab, mutating.claiming_png(29_000, 29_000), tmp_path)) == "too_many_pixels"
    assert _code(await _ask(lab, mutating.claiming_png(9_000, 9_000), tmp_path, Task.FULL)) == "undecodable"


async def test_a_gif_with_a_million_frames_is_refused(lab: Lab, tmp_path: Path) -> None:
    answer = await _ask(lab, mutating.endless_gif(1_000_000), tmp_path)
    assert _code(answer) == "too_many_frames"
    assert answer.outcome.memory < MOST_MEMORY


async def test_compressed_texts_and_profiles_do_not_fill_the_memory(lab: Lab, tmp_path: Path) -> None:
    answer = await _ask(lab, mutating.text_bomb_png(400), tmp_path, Task.FULL)
    assert not answer.died
    assert answer.outcome.memory < MOST_MEMORY


async def test_a_huge_colour_profile_is_refused(lab: Lab, pictures: drawing.Pictures) -> None:
    profile = drawing.matrix_profile(((0.6, 0.3, 0.0), (0.2, 0.6, 0.1), (0.1, 0.1, 0.7)), 2.2, padding=5_000_000)
    answer = await lab.ask(pictures.jpeg("icc.jpg", icc_profile=profile), Task.PROBE)
    assert _code(answer) == "profile"


async def test_a_jpeg_with_thousands_of_scans_ends_in_time(lab: Lab, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    scene(2000, 1500).save(buffer, "JPEG", progressive=True)
    content = mutating.scan_bomb_jpeg(buffer.getvalue(), 400)
    answer = await _ask(lab, content, tmp_path, Task.FIRST, seconds=2.0)
    assert answer.died or answer.refusal or answer.products
    assert answer.outcome.cpu < 3


@pytest.mark.parametrize("name", sorted(mutating.MAGICS))
async def test_chance_bytes_behind_any_magic_are_refused(lab: Lab, tmp_path: Path, name: str) -> None:
    for seed in range(8):
        content = mutating.MAGICS[name] + random.Random(seed).randbytes(3000)
        answer = await _ask(lab, content, tmp_path, Task.FULL)
        assert _code(answer) in {"unreadable", "heic", "tiff", "pdf", "svg", "truncated", "undecodable"}


async def test_what_is_no_picture_gets_a_sentence_that_says_what_it_is(lab: Lab, tmp_path: Path) -> None:
    cases = {
        b"": "empty",
        b"%PDF-1.4 ...": "pdf",
        b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><svg></svg>": "svg",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic": "heic",
        b"\0\0\0\x18ftypisom\0\0\0\0isomavc1": "video",
        b"II*\0\x08\0\0\0": "tiff",
        b"<html>": "unknown",
        b"PK\x03\x04": "unknown",
    }
    for content, code in cases.items():
        assert _code(await _ask(lab, content, tmp_path)) == code


async def test_a_real_heic_and_an_svg_in_disguise_are_refused(lab: Lab, real_pictures: Path | None) -> None:
    for name, code in (("hevc.heic", "heic"), ("svg-named.jpg", "svg"), ("car-truncated.jpg", "truncated")):
        if real_pictures is not None:
            assert _code(await lab.ask(real_pictures / name, Task.FULL)) == code


async def test_a_file_cut_off_at_any_hundredth_of_its_length_is_refused_or_whole(
    lab: Lab, pictures: drawing.Pictures, tmp_path: Path
) -> None:
    files = [
        pictures.jpeg(progressive=True),
        pictures.save("t.png", scene(), "PNG"),
        pictures.save("t.webp", scene(), "WEBP"),
        pictures.avif(),
        pictures.film("t.gif", "GIF", frames=2),
    ]
    for path in files:
        content = path.read_bytes()
        cut = [content[: len(content) * hundredth // 100] for hundredth in range(100)]
        asked: list[asyncio.Task[Answer]] = []
        for begin in range(0, 100, 10):
            async with asyncio.TaskGroup() as group:
                asked += [group.create_task(_ask(lab, one, tmp_path, Task.FIRST)) for one in cut[begin : begin + 10]]
        for hundredth, answer in enumerate(task.result() for task in asked):
            assert not answer.died, (path.name, hundredth, answer.outcome)
            if hundredth < 90 and path.suffix != ".gif":
                assert _code(answer) in {"empty", "unknown", "unreadable", "truncated", "undecodable"}


async def test_a_polyglot_comes_out_as_a_picture_and_nothing_else(lab: Lab, pictures: drawing.Pictures) -> None:
    payload = b"PK\x03\x04<script>alert(1)</script><?php system('id'); ?>%PDF-1.4"
    jpeg = pictures.jpeg().read_bytes()
    path = pictures.write("polyglot.jpg", drawing.segments(jpeg, (0xFE, payload)) + payload)
    for content in (await lab.files(path, webp=True)).values():
        assert b"script" not in content
        assert b"php" not in content


async def test_the_largest_pictures_the_probe_admits_stay_within_their_memory(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    wide = Image.new("RGB", (8660, 5770), (90, 120, 60))
    paths = [
        pictures.save("progressive.jpg", wide, "JPEG", progressive=True, quality=60, subsampling=0),
        pictures.save("whole.webp", wide, "WEBP", method=0, quality=20),
    ]
    for path in paths:
        answer = await lab.ask(path, Task.FULL)
        assert not answer.died, answer.outcome
        assert answer.refusal is None
        assert answer.outcome.memory < MOST_MEMORY, (path.name, answer.outcome.memory // MEGABYTE)


async def test_mutated_files_are_rendered_or_refused_and_never_take_the_darkroom_down(
    lab: Lab, pictures: drawing.Pictures, tmp_path: Path
) -> None:
    small = {"width": 48, "height": 40}
    seeds = [
        pictures.jpeg("m1.jpg", **small).read_bytes(),
        pictures.jpeg("m2.jpg", progressive=True, icc_profile=drawing.adobe_rgb(), **small).read_bytes(),
        pictures.save("m.png", scene(48, 40), "PNG").read_bytes(),
        pictures.save("m4.png", scene(48, 40).quantize(16), "PNG").read_bytes(),
        pictures.save("m.webp", scene(48, 40), "WEBP").read_bytes(),
        pictures.film("m.gif", "GIF", frames=3, width=48, height=40).read_bytes(),
        pictures.film("m2.webp", "WEBP", frames=3, width=48, height=40).read_bytes(),
        pictures.avif("m.avif", width=48, height=40).read_bytes(),
        pictures.telling().read_bytes(),
    ]
    await lab.ask(Path("/dev/null"), Task.DRILL)
    pid = lab.room.pid
    ends: dict[str, int] = {}
    deaths: list[tuple[int, int, bytes]] = []
    for content in islice(mutating.mutations(seeds, seed=6), MUTATED):
        answer = await _ask(lab, content, tmp_path, Task.FULL, seconds=20.0)
        end = "died" if answer.died else answer.refusal.code if answer.refusal else "rendered"
        ends[end] = ends.get(end, 0) + 1
        assert answer.outcome.memory < MOST_MEMORY, end
        if answer.died:
            deaths.append((answer.outcome.status, answer.outcome.signal, content))
    assert lab.room.pid == pid
    assert len(deaths) <= MUTATED // 200, deaths
    assert ends["rendered"] > 0
    assert sum(ends.values()) == MUTATED
