"""The order of the steps for each task: what happens to a picture, read from top to bottom.

In: a `Plate` with an order and an open original. Out: products handed over; `Refused` when a step says no.
"""

from services.images.rendering.drilling import drill
from services.images.rendering.encoding import encode_first, encode_set
from services.images.rendering.looking import look
from services.images.rendering.opening import open_upright
from services.images.rendering.order import Task
from services.images.rendering.plate import Plate, Step
from services.images.rendering.probing import probe
from services.images.rendering.sniffing import sniff
from services.images.rendering.spotting import encode_spot

STEPS: dict[Task, tuple[Step, ...]] = {
    Task.PROBE: (sniff, probe),
    Task.FIRST: (sniff, probe, open_upright, look, encode_first),
    Task.FULL: (sniff, probe, open_upright, encode_set),
    Task.SPOT: (sniff, probe, open_upright, encode_spot),
    Task.DRILL: (drill,),
}


def run(plate: Plate) -> None:
    """Take the plate through its task's steps."""
    for step in STEPS[plate.order.task]:
        step(plate)
