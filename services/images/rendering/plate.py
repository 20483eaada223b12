"""What travels through the steps of the pipeline: one original on its way to its renditions.

In: an order and an open original. Out: products, handed over one by one, so that memory stays small.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.images.rendering.order import Facts, Order, Product

Image = Any
"""A `pyvips.Image`; the library has no types."""

Deliver = Callable[[Product, bytes], None]


@dataclass(slots=True, kw_only=True)
class Plate:
    """The order, the original's descriptor, and what the steps have found and made so far."""

    order: Order
    descriptor: int
    deliver: Deliver
    facts: Facts | None = None
    image: Image = None

    @property
    def known(self) -> Facts:
        """The header's facts. Raises RuntimeError before the probe has run."""
        if self.facts is None:
            raise RuntimeError("the probe comes first")
        return self.facts


Step = Callable[[Plate], None]
