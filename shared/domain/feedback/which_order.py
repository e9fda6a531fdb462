"""Which of a case's orders is meant: a visit to a counter and the completion may both have been rated badly."""

from collections.abc import Sequence
from uuid import UUID

from shared.domain.feedback.rectification import Rectification
from shared.kernel.errors import conflict, not_found


def meant(orders: Sequence[Rectification], named: UUID | None) -> Rectification:
    """The order of a case that an act is about: the one named, else the only one that is open, else the last closed.

    Raises Refusal not_found `rectification.unknown`, conflict `rectification.none` or, where several are open and
    none is named, `rectification.which`.
    """
    if named is not None:
        return _named(orders, named)
    if not orders:
        raise conflict("rectification.none")
    open_ones = [one for one in orders if one.closed_at is None]
    if len(open_ones) > 1:
        raise conflict("rectification.which")
    return open_ones[0] if open_ones else orders[-1]


def shown(orders: Sequence[Rectification], named: UUID | None) -> Rectification | None:
    """The order of a case to look at first: the one named, else the open one whose limit comes first, else the last.

    Raises Refusal not_found `rectification.unknown`.
    """
    if named is not None:
        return _named(orders, named)
    open_ones = [one for one in orders if one.closed_at is None]
    return min(open_ones, key=lambda one: one.next_due) if open_ones else (orders[-1] if orders else None)


def _named(orders: Sequence[Rectification], named: UUID) -> Rectification:
    found = next((one for one in orders if one.id == named), None)
    if found is None:
        raise not_found("rectification.unknown")
    return found
