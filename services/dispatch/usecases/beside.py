"""What calls for measures beside the dates of a case: orders about bad ratings, and what its sites owe each other."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from shared.domain.cases.measures import Occurrence
from shared.domain.cases.model import Case, CaseState
from shared.domain.cooperation.obligations import Obligation, unanswered
from shared.domain.feedback.limits import calls_of
from shared.domain.feedback.rectification import Rectification
from shared.store import obligations, rectifications
from shared.store.uow import Work

_DONE = (CaseState.COMPLETED, CaseState.ARCHIVED)


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What is open about one case and no part of it."""

    orders: tuple[Rectification, ...] = ()
    owed: tuple[Obligation, ...] = ()

    def calls(self, case: Case) -> Iterator[Occurrence]:
        """Orders call when the case is done, also of a closed file; those about a visit at any time.

        What sites owe each other calls until it ends.
        """
        for order in self.orders:
            if order.occasion or case.state in _DONE:
                yield from calls_of(order)
        yield from (call for one in self.owed if (call := unanswered(one, case)))


def beside(work: Work, ids: Sequence[UUID]) -> dict[UUID, Beside]:
    """By case; those with nothing open are missing."""
    orders, owed = rectifications.open_of(work.conn, ids), obligations.open_of(work.conn, ids)
    found = {one.case_id for one in orders} | {one.case_id for one in owed}
    return {
        case_id: Beside(
            orders=tuple(one for one in orders if one.case_id == case_id),
            owed=tuple(one for one in owed if one.case_id == case_id),
        )
        for case_id in found
    }
