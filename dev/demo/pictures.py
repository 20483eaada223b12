"""Draws the demo's 160 pictures: real JPEGs with camera metadata, some turned on their side, some with GPS.

In: a folder. Out: `001.jpg` … `160.jpg` in it, and a small one of each in `small/`; the same on every machine.
Run: `python -m dev.demo.pictures FOLDER [NUMBER…]`.
"""

import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from dev.demo.drawing.album import Shot, draw, shots

_TURNS = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}
_STOPS = {
    "street": (45.5398, 10.2200),
    "lake": (45.4711, 10.5379),
    "square": (41.9009, 12.4833),
    "hills": (43.0773, 11.6770),
    "mountain_pass": (44.0960, 11.2770),
}


def draw_all(folder: Path, numbers: Iterable[int] = ()) -> list[Path]:
    """Draw what is missing in `folder`, all of it when the drawing has changed; returns its pictures in order."""
    (folder / "small").mkdir(parents=True, exist_ok=True)
    wanted = set(numbers)
    stamp, drawing = folder / "drawing", _drawing()
    if not stamp.exists() or stamp.read_text() != drawing:
        for old in folder.glob("*.jpg"):
            old.unlink()
        stamp.write_text(drawing)
    files = {shot.number: folder / f"{shot.number:03}.jpg" for shot in shots()}
    missing = [n for n, file in files.items() if n in wanted or (not wanted and not file.exists())]
    if missing:
        with ProcessPoolExecutor(max_workers=min(2, len(missing)), mp_context=get_context("spawn")) as workers:
            list(workers.map(_draw_one, missing, [folder] * len(missing), chunksize=4))
    return list(files.values())


def _drawing() -> str:
    """What tells one way of drawing from the next."""
    here = Path(__file__).parent
    files = [here / "entries.csv", here / "pictures.py", *sorted((here / "drawing").glob("*.py"))]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _draw_one(number: int, folder: Path) -> None:
    shot = shots()[number - 1]
    image = draw(shot)
    small = image.copy()
    small.thumbnail((640, 640))
    small.save(folder / "small" / f"{number:03}.jpg", "JPEG", quality=80)
    _save(image, shot, folder / f"{number:03}.jpg")


def _save(image: Image.Image, shot: Shot, file: Path) -> None:
    exif = Image.Exif()
    orientation = _orientation(shot)
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "Paddock"
    exif[Base.Model] = "Drawing board"
    exif[Base.Artist] = shot.credit
    exif[Base.Copyright] = "Public domain"
    if shot.number % 4 == 0:
        latitude, longitude = _STOPS[shot.place]
        gps = exif.get_ifd(IFD.GPSInfo)
        gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", _degrees(latitude)
        gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", _degrees(longitude)
    stored = image.transpose(_TURNS[orientation]) if orientation in _TURNS else image
    waiting = file.with_suffix(".part")
    stored.save(waiting, "JPEG", quality=86, exif=exif)
    waiting.replace(file)


def _orientation(shot: Shot) -> int:
    if shot.portrait:
        return 6 if shot.number % 2 else 8
    return 3 if shot.number % 17 == 0 else 1


def _degrees(value: float) -> tuple[float, float, float]:
    whole, minutes = int(value), value % 1 * 60
    return float(whole), float(int(minutes)), round(minutes % 1 * 60, 2)


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]), map(int, sys.argv[2:]))
