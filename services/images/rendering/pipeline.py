"""The order of the steps for each task: what happens to a picture, read from top to bottom.

In: a `Plate` with an order and an open original. Out: products handed over; `Refused` when a step says no.
"""

import pyvips

from services.images.rendering.cropping import encode_square
from services.images.rendering.drilling import drill
from services.images.rendering.encoding import encode_first, encode_set
from services.images.rendering.looking import look
from services.images.rendering.opening import open_upright
from services.images.rendering.order import Refused, Task
from services.images.rendering.plate import Plate, Step
from services.images.rendering.probing import probe
from services.images.rendering.sniffing import sniff
from services.images.rendering.spotting import encode_spot

STEPS: dict[Task, tuple[Step, ...]] = {
    Task.PROBE: (sniff, probe),
    Task.FIRST: (sniff, probe, open_upright, look, encode_first),
    Task.FULL: (sniff, probe, open_upright, encode_set, encode_square),
    Task.SPOT: (sniff, probe, open_upright, encode_spot),
    Task.DRILL: (drill,),
}


def run(plate: Plate) -> None:
    """Take the plate through its task's steps. Raises Refused, also for what libvips can't decode."""
    try:
        for step in STEPS[plate.order.task]:
            step(plate)
    except pyvips.Error as error:
        raise undecodable(str(error)) from error


def undecodable(message: str) -> Refused:
    """What libvips' words mean to the person who sent the picture."""
    if any(word in message.lower() for word in ("premature", "truncated", "end of", "too short", "too few", "eof")):
        return Refused("truncated", "The file ends too early: part of the picture is missing. Please send it again.")
    return Refused("undecodable", "The file is damaged: its pixels can't be read.")
