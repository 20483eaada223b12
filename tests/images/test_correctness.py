"""Renditions show what the original shows: turned, coloured and cut right, and nothing else is in them."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from services.images.rendering import recipe
from services.images.rendering.naming import spot_name, square_name
from services.images.rendering.order import Limits, Spot, Task
from tests.images import drawing, measuring
from tests.images.conftest import Lab
from tests.images.dissecting import strange_parts
from tests.images.drawing import CANARY, scene

pytestmark = pytest.mark.usefixtures("darkroom")


def _near(content: bytes, wanted: Image.Image, *, colour: float, structure: float) -> None:
    found = measuring.opened(content)
    assert found.size == wanted.size
    assert measuring.delta_e(found, wanted) < colour
    assert measuring.ssim(found, wanted) > structure


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_every_exif_orientation_comes_out_upright(lab: Lab, pictures: drawing.Pictures, orientation: int) -> None:
    path = pictures.oriented(orientation)
    answer = await lab.ask(path, Task.PROBE)
    facts = answer.products[0][0].facts
    assert facts is not None
    assert (facts.width, facts.height, facts.orientation) == (240, 160, orientation)
    files = await lab.files(path, webp=True)
    for name in ("320.avif", "320.webp", "320.jpg"):
        found = measuring.opened(files[name])
        assert measuring.levels(found, scene()) < 5
        _near(files[name], scene(), colour=4, structure=0.9)


async def test_an_orientation_that_does_not_exist_is_no_orientation(lab: Lab, pictures: drawing.Pictures) -> None:
    files = await lab.files(pictures.oriented(9))
    _near(files["320.jpg"], scene(), colour=4, structure=0.9)


async def test_a_turned_picture_larger_than_the_recipe_is_shrunk_to_the_upright_width(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = scene(900, 1300)
    path = pictures.save("big.jpg", upright.transpose(drawing.TRANSPOSED[6]), "JPEG", quality=95, exif=exif)
    files = await lab.files(path, owner="comment")
    for name, width in (("320.jpg", 320), ("800.jpg", 800), ("1600.jpg", 900)):
        found = measuring.opened(files[name])
        assert found.size == (width, round(1300 * width / 900))
        assert measuring.ssim(found, upright.resize(found.size, Image.Resampling.LANCZOS)) > 0.9


async def test_display_p3_and_adobe_rgb_come_out_as_the_same_colours_in_srgb(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    for path in (pictures.p3(), pictures.adobe()):
        files = await lab.files(path, webp=True)
        for name in ("320.avif", "320.webp", "320.jpg"):
            found = measuring.opened(files[name])
            assert measuring.levels(found, scene()) < 3, (path.name, name)
            _near(files[name], scene(), colour=2.5, structure=0.9)


async def test_adobe_rgb_without_conversion_would_have_been_noticed(pictures: drawing.Pictures) -> None:
    wrong = measuring.opened(pictures.adobe().read_bytes())
    assert measuring.delta_e(wrong, scene()) > 4


async def test_adobe_rgb_that_only_the_exif_names_is_converted_too(lab: Lab, pictures: drawing.Pictures) -> None:
    for named in ((65535, "R03"), (65535, "R03", 6), (2, "R03"), (2, ""), (2, "", 6)):
        path = pictures.adobe_by_exif(*named)
        files = await lab.files(path, webp=True)
        for name in ("320.avif", "320.webp", "320.jpg"):
            assert measuring.levels(measuring.opened(files[name]), scene()) < 3
            _near(files[name], scene(), colour=2.5, structure=0.9)
    for space, interoperability in ((1, "R98"), (65535, "R98"), (2, "R98"), (65535, "")):
        path = pictures.adobe_by_exif(space, interoperability)
        wanted = measuring.opened(path.read_bytes())
        _near((await lab.files(path))["320.jpg"], wanted, colour=2.5, structure=0.9)


async def test_cmyk_comes_out_as_its_own_profile_says(lab: Lab, pictures: drawing.Pictures) -> None:
    path = pictures.cmyk()
    original = Image.open(path)
    profile = ImageCms.ImageCmsProfile(io.BytesIO(original.info["icc_profile"]))
    wanted = ImageCms.profileToProfile(
        original,
        profile,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
    )
    assert wanted is not None
    files = await lab.files(path)
    for name in ("320.avif", "320.jpg"):
        assert measuring.levels(measuring.opened(files[name]), wanted) < 8


async def test_a_profile_that_cannot_be_read_is_passed_over(lab: Lab, pictures: drawing.Pictures) -> None:
    for profile in (b"nonsense" * 40, drawing.adobe_rgb()[:150]):
        files = await lab.files(pictures.jpeg("odd.jpg", icc_profile=profile))
        _near(files["320.jpg"], scene(), colour=3, structure=0.9)


async def test_sixteen_bits_greyscale_palette_progressive_and_avif_come_out_right(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    grey = scene().convert("L")
    palette = scene().quantize(256)
    cases: list[tuple[Path, Image.Image]] = [
        (pictures.deep_png(), scene()),
        (pictures.save("grey.jpg", grey, "JPEG", quality=95), grey.convert("RGB")),
        (pictures.save("palette.png", palette, "PNG"), palette.convert("RGB")),
        (pictures.jpeg("progressive.jpg", progressive=True), scene()),
        (pictures.avif(), scene()),
        (pictures.save("scene.webp", scene(), "WEBP", lossless=True), scene()),
        (pictures.save("one.gif", scene(), "GIF"), scene()),
    ]
    for path, wanted in cases:
        files = await lab.files(path, webp=True)
        for name in ("320.avif", "320.webp", "320.jpg"):
            _near(files[name], wanted, colour=5, structure=0.85)


async def test_transparency_stays_in_avif_and_webp_and_lies_on_white_in_jpeg(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    grey_alpha = Image.merge("LA", (scene().convert("L"), Image.linear_gradient("L").resize((240, 160))))
    coloured = scene().convert("RGBA")
    coloured.putalpha(Image.linear_gradient("L").resize((240, 160)))
    for name, image in (("la.png", grey_alpha), ("rgba.png", coloured)):
        files = await lab.files(pictures.save(name, image, "PNG"), webp=True)
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        for kind in ("320.avif", "320.webp"):
            found = measuring.opened(files[kind])
            assert found.mode == "RGBA"
            alpha = np.abs(np.asarray(found)[..., 3].astype(int) - np.asarray(image.convert("RGBA"))[..., 3]).mean()
            assert alpha < 4
        assert measuring.levels(measuring.opened(files["320.jpg"]), ground.convert("RGB")) < 5


async def test_an_animation_becomes_an_animated_webp_and_still_pictures_of_its_first_frame(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    for path in (pictures.film("film.gif", "GIF"), pictures.film("film.webp", "WEBP")):
        files = await lab.files(path)
        film = Image.open(io.BytesIO(files["320.webp"]))
        assert film.n_frames == 6  # type: ignore[attr-defined]
        assert film.size == (160, 120)
        _near(files["320.jpg"], scene(160, 120, 0), colour=7, structure=0.7)
        assert not any(name.endswith(".avif") for name in files)
        assert len(files["320.webp"]) < 10_000


async def test_one_pixel_and_extreme_panoramas_keep_their_shape(lab: Lab, pictures: drawing.Pictures) -> None:
    for width, height in ((1, 1), (2, 1), (1, 3000), (3000, 1), (4000, 200), (200, 4000)):
        path = pictures.save(f"{width}x{height}.png", scene(width, height), "PNG")
        answer = await lab.ask(path, Task.FIRST)
        assert not answer.died
        assert answer.refusal is None
        files = await lab.files(path, webp=True)
        largest = max((measuring.opened(content) for name, content in files.items() if name[0].isdigit()), key=_area)
        scale = min(1.0, 2560 / width, recipe.HEIGHT_LIMIT / height)
        assert largest.size == (max(1, round(width * scale)), max(1, round(height * scale)))


def _area(image: Image.Image) -> int:
    return image.width * image.height


@pytest.mark.parametrize("owner", ["gallery", "comment"])
async def test_no_rendition_carries_anything_but_its_pixels(lab: Lab, pictures: drawing.Pictures, owner: str) -> None:
    path = pictures.telling()
    assert path.read_bytes().count(CANARY.encode()) >= 6
    answers = [await lab.ask(path, task, owner=owner, webp=True) for task in (Task.FIRST, Task.FULL)]
    contents = [content for answer in answers for product, content in answer.products if product.kind != "facts"]
    assert len(contents) == 2 + 8
    for content in contents:
        assert CANARY.encode() not in content
        assert strange_parts(content) == []


async def test_editors_may_have_author_and_rights_put_back_and_only_these(lab: Lab, pictures: drawing.Pictures) -> None:
    files = await lab.files(pictures.telling(), keep_credit=True, webp=True)
    for name in ("320.jpg", "320.webp"):
        exif = Image.open(io.BytesIO(files[name])).getexif()
        assert exif[0x013B] == "Ann Author"
        assert exif[0x8298] == "Copyright Ann"
        assert exif.get_ifd(0x8825) == {}
        assert exif.get(0x0112, 1) == 1
        assert set(exif) <= {0x013B, 0x8298, 0x0112, 0x011A, 0x011B, 0x0128, 0x0213, 0x8769}
    for content in files.values():
        assert CANARY.encode() not in content


async def test_a_camera_s_gps_position_does_not_leak_from_a_real_photograph(
    lab: Lab, real_pictures: Path | None
) -> None:
    if real_pictures is None:
        return
    path = real_pictures / "cairn-13mp-gps.jpg"
    answer = await lab.ask(path, Task.FIRST)
    for product, content in answer.products:
        if product.kind == "file":
            assert strange_parts(content) == []


async def test_small_sizes_are_exact_and_nothing_is_enlarged(lab: Lab, pictures: drawing.Pictures) -> None:
    files = await lab.files(pictures.jpeg(width=1000, height=667))
    sizes = {name: measuring.opened(content).size for name, content in files.items()}
    assert sizes["320.jpg"] == (320, 213)
    assert sizes["800.avif"] == (800, 534)
    assert sizes["1600.avif"] == (1000, 667)
    assert "2560.avif" not in sizes


async def test_the_first_look_has_the_mean_colour_and_where_one_would_look(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    image = Image.new("RGB", (600, 200), (40, 80, 120))
    image.paste(scene(100, 100), (450, 50))
    answer = await lab.ask(pictures.save("side.png", image, "PNG"), Task.FIRST)
    look, placeholder = next((product, content) for product, content in answer.products if product.kind == "look")
    mean = np.asarray(image).reshape(-1, 3).mean(0)
    found = [int(look.colour[at : at + 2], 16) for at in (1, 3, 5)]
    assert np.abs(np.array(found) - mean).max() < 3
    assert 0.65 < look.focal_x < 0.95
    assert len(placeholder) < 300
    assert Image.open(io.BytesIO(placeholder)).size == (24, 8)


async def test_the_picture_for_mails_stays_small_and_shows_the_reader_s_spot(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    noisy = Image.fromarray(np.random.default_rng(3).integers(0, 256, (900, 1200, 3), dtype=np.uint8))
    path = pictures.save("noise.png", noisy, "PNG")
    mail = (await lab.files(path))["mail.jpg"]
    assert len(mail) <= recipe.MAIL_BYTES
    plain = pictures.save("plain.png", Image.new("RGB", (1200, 800), (30, 60, 90)), "PNG")
    for spot in (Spot(x=0.25, y=0.5), Spot(x=0.2, y=0.4, w=0.1, h=0.2)):
        answer = await lab.ask(plain, Task.SPOT, spot=spot)
        product, content = next(item for item in answer.products if item[0].kind == "file")
        assert product.name == spot_name(spot)
        assert len(content) <= recipe.MAIL_BYTES
        pixels = np.asarray(measuring.opened(content)).astype(int)
        red = (pixels[..., 0] > 180) & (pixels[..., 1] < 90)
        ys, xs = np.nonzero(red)
        assert abs(xs.mean() / pixels.shape[1] - 0.25) < 0.01
        assert abs(ys.mean() / pixels.shape[0] - 0.5) < 0.01


async def test_the_square_keeps_the_point_of_interest_in_sight(lab: Lab, pictures: drawing.Pictures) -> None:
    image = Image.new("RGB", (1000, 400), (20, 20, 20))
    image.paste((250, 250, 250), (850, 100, 950, 200))
    path = pictures.save("wide.png", image, "PNG")
    for focal, bright in (((0.9, 0.4), True), ((0.1, 0.5), False)):
        square = (await lab.files(path, focal=focal))[square_name(focal)]
        pixels = np.asarray(measuring.opened(square))
        assert pixels.shape[:2] == (320, 320)
        assert bool(pixels.max() > 200) == bright


async def test_a_photograph_of_sixty_megapixels_is_rendered_within_a_quarter_gigabyte(
    lab: Lab, pictures: drawing.Pictures
) -> None:
    path = pictures.save("sixty.jpg", Image.new("RGB", (9500, 6320), (120, 90, 60)), "JPEG", quality=70)
    answer = await lab.ask(path, Task.FULL)
    assert not answer.died
    assert answer.outcome.memory < 256 * 1024
    files = {product.name: content for product, content in answer.products if product.kind == "file"}
    assert measuring.opened(files["2560.jpg"]).size == (2560, 1703)
    refused = await lab.ask(path, Task.PROBE, limits=Limits(megapixels=50.0))
    assert refused.refusal is not None
    assert refused.refusal.code == "too_many_pixels"
