"""See that a picture's process is locked and reads the right formats, by trying, before the first picture comes.

In: a darkroom. Out: what the kernel granted; ConfigError when it grants too little and the operator didn't allow that.
"""

from pathlib import Path

from services.images.rendering.darkroom.client import Darkroom
from services.images.rendering.order import Order, Task
from shared import logs
from shared.errors import ConfigError

log = logs.get("darkroom")

_WAY_OUT = (
    "this kernel or container doesn't let a picture's process be locked (Landlock and seccomp): allow the system "
    "calls landlock_* and seccomp, or accept the risk with PADDOCK_IMAGES_ALLOW_UNLOCKED=true"
)


async def check_lock(darkroom: Darkroom) -> bool:
    """True when every attempt to break out was refused. Raises ConfigError, also for a format too few or too many."""
    with Path("/dev/null").open("rb") as nothing:  # noqa: ASYNC230 - no disk is behind it
        answer = await darkroom.ask(Order(number=0, task=Task.DRILL, seconds=10), nothing)
    if answer.died or not answer.products:
        raise ConfigError([_WAY_OUT])
    notes = answer.products[0][0].notes
    if missing := [name for name, how in notes.items() if how == "missing"]:
        raise ConfigError([f"this machine's libvips can't {name}" for name in missing])
    if opened := [name for name, how in notes.items() if name.startswith("decode ") and how == "done"]:
        raise ConfigError([f"this machine's libvips would {name}, which must be blocked" for name in opened])
    broken = [attempt for attempt, how in notes.items() if how == "done"]
    if broken:
        log.warning("pictures_unlocked", attempts=broken)
    return not broken
