"""及时反馈: of what applicants can be told, and what they are told where nobody has decided otherwise."""

from shared.kernel.errors import not_found

NOTICES = ("accepted", "handed_on", "gaps", "paused", "excluded", "extended", "completed", "terminated")
"""In the order in which a case meets them."""

OFF = frozenset({"completed"})
"""Off unless a locality wants it (our default): the question how it went says already that the case is done."""


ASKING = frozenset({"rating", "second_rating", "rating_reminder"})
"""Purposes that ask something: an answer to them means something, whatever the supplier can bind it to."""


def switch_of(purpose: str) -> str:
    """The parameter that switches it. Raises Refusal not_found `telling.unknown`."""
    if purpose not in NOTICES:
        raise not_found("telling.unknown")
    return f"notice.{purpose}"
