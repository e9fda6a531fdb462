"""Who may know what an applicant said of a case. Whoever had a hand in it reads grades and reasons without the case."""

from collections.abc import Iterable

from shared.domain.access.actor import Actor
from shared.domain.cases.events import Happened


def had_a_hand(actor: Actor, history: Iterable[Happened]) -> bool:
    """Whether the actor did anything in the case."""
    return actor.staff_id is not None and any(one.by_staff == actor.staff_id for one in history)


def knows_who(actor: Actor, handled: bool) -> bool:
    """Whether the actor reads a rating beside its case: of those who see the whole tenant, who had no hand in it."""
    return actor.sees_tenant and not handled
