"""One picture, one process: lock, run the pipeline, write what it made to the pipe, end.

In: an order, the original's descriptor, the pipe's. Out: never returns; the exit status is 0 when an answer was given.
"""

import gc
import os
from typing import NoReturn

from msgspec import structs

from services.images.rendering import pipeline
from services.images.rendering.darkroom import lock, wire
from services.images.rendering.order import Order, Product, Refused
from services.images.rendering.plate import Plate

_ORIGINAL, _PIPE = 3, 4
_UNLOCKED = 77


def work(order: Order, original: int, pipe: int, *, parent: int, allow_unlocked: bool) -> NoReturn:
    """Do the order. Never returns, whatever happens."""
    try:
        gc.disable()
        _keep_only(original, pipe)
        lock.limit(parent=parent)
        if not lock.lock().whole and not allow_unlocked:
            os._exit(_UNLOCKED)
        _run(order)
        os._exit(0)
    except MemoryError:
        os._exit(3)
    except BaseException:  # noqa: BLE001 - the parent reads the status; nothing may run on in a forked copy
        os._exit(2)


def _keep_only(original: int, pipe: int) -> None:
    high = [os.dup2(fd, target) for fd, target in ((original, 60), (pipe, 61))]
    os.dup2(high[0], _ORIGINAL)
    os.dup2(high[1], _PIPE)
    os.closerange(5, 1 << 20)


def _run(order: Order) -> None:
    def deliver(product: Product, content: bytes) -> None:
        _write(wire.frame(structs.replace(product, size=len(content)), content))
        _write(content)

    try:
        pipeline.run(Plate(order=order, descriptor=_ORIGINAL, deliver=deliver))
    except Refused as refused:
        _write(wire.frame(refused.refusal))


def _write(content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(_PIPE, rest) :]
