"""What the `when` of a line says: `competence=outside & amount=50000000.. & moves=2..`, or `*` for always."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

import msgspec

from shared.domain.catalogue.model import Competence

DECISIVE = "competence"
"""The place that the item itself names as decisive; the other subjects name one of the case's places outright."""

CASE_PLACES = tuple(place.value for place in Competence if place is not Competence.NONE)
PLACES = (DECISIVE, *CASE_PLACES)
COUNTS = ("amount", "moves", "returns")
NOT_TOLD = -1
"""Stands for an amount nobody gave: below every bound that a line may set."""

_MOST = 2**63 - 1


class Bounds(msgspec.Struct, frozen=True):
    """From `least` to `most`, both included."""

    least: int = NOT_TOLD
    most: int = _MOST


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """A `when` taken apart. `place` is `*` or `PLACE=inside|outside`; amounts are fen."""

    place: str = "*"
    amount: Bounds = Bounds()
    moves: Bounds = Bounds()
    returns: Bounds = Bounds()

    @property
    def named_place(self) -> str:
        """Which place of the case decides, or '' where that is left to the item or to nobody."""
        name = self.place.partition("=")[0]
        return "" if name in ("*", DECISIVE) else name


@lru_cache(maxsize=4096)
def read(when: str) -> Conditions:
    """Takes a `when` apart. Raises ValueError naming the part that means nothing."""
    if when == "*":
        return Conditions()
    found: dict[str, str | Bounds] = {}
    for part in when.split("&"):
        subject, value = _part(part.strip())
        if subject in found:
            raise ValueError(part.strip())
        found[subject] = value
    return msgspec.convert(found, Conditions)


def spell(conditions: Conditions) -> str:
    """The `when` again, in the one order."""
    parts = [] if conditions.place == "*" else [conditions.place]
    parts += [f"{name}={_range(bounds)}" for name, bounds in counted(conditions).items() if bounds != Bounds()]
    return " & ".join(parts) or "*"


def counted(conditions: Conditions) -> Mapping[str, Bounds]:
    """The three ranges by name."""
    return {"amount": conditions.amount, "moves": conditions.moves, "returns": conditions.returns}


def in_force(valid_from: date | None, valid_to: date | None, day: date | None) -> bool:
    """Whether a line with these dates (both included) counts on a business day; without a day no dated line does."""
    if day is None:
        return valid_from is None and valid_to is None
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def told_places(competence: str, places: Mapping[str, str]) -> Iterator[str]:
    """`PLACE=inside|outside` for each place somebody told, the decisive one first."""
    yield f"{DECISIVE}={competence}"
    yield from (f"{name}={where}" for name, where in places.items())


def _part(part: str) -> tuple[str, str | Bounds]:
    subject, _, value = part.partition("=")
    if subject in PLACES and value in ("inside", "outside"):
        return "place", part
    if subject in COUNTS:
        return subject, _bounds(value, part)
    raise ValueError(part)


def _bounds(value: str, part: str) -> Bounds:
    least, dots, most = value.partition("..")
    if not (least or most) or any(end and not _is_number(end) for end in (least, most)):
        raise ValueError(part)
    if not dots:
        return Bounds(int(least), int(least))
    return Bounds(int(least or 0), int(most) if most else _MOST)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


def _range(bounds: Bounds) -> str:
    if bounds.least == bounds.most:
        return str(bounds.least)
    return f"{bounds.least}..{'' if bounds.most == _MOST else bounds.most}"
