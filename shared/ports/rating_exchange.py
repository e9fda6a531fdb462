"""The seam to a 好差评 system of a higher level: hand over a batch, ask how many rows of a day it holds."""

from collections.abc import Mapping
from typing import Protocol

import msgspec


class Acks(msgspec.Struct, frozen=True, kw_only=True):
    """What they said to a batch: their code by row. None where no usable answer came; they may have it."""

    codes: Mapping[str, str] | None
    code: str = ""


class RatingExchange(Protocol):
    """One system. Nothing raises for what happens on the way: that is an answer, too."""

    id: str

    def hand_over(self, body: bytes) -> Acks:
        """The batch as it was written, the same bytes at every try; they know its number and each row's."""

    def held(self, area: str, day: str) -> frozenset[str] | None:
        """The rows of an area and a day (YYYY-MM-DD of the rating) that they hold; None where they cannot be asked."""
