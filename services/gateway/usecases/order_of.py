"""An act on the order that a bad rating opened: read under lock, changed by one rule, recorded with who and why."""

from collections.abc import Callable
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import receipt_of
from shared.contracts.messages import ArchiveCase, TellApplicant
from shared.domain.access.actor import Actor
from shared.domain.cases.model import Case
from shared.domain.feedback.rectification import Rectification
from shared.domain.feedback.review_pause import moved
from shared.store import receipt, rectifications, watches
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work

SECOND_RATING = "second_rating"
Rule = Callable[[Work, Rectification], Rectification]


def act_on_order(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    kind: str,
    rule: Rule,
    version: int | None,
    idem: Idem | None,
    code: str = "",
    words: str = "",
    evidence: str = "",
    attached: tuple[UUID, ...] = (),
    named: UUID | None = None,
) -> Receipt:
    """What the rule makes of the order that is named, or meant. Raises its Refusals and those of `meant`."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        before = rectifications.take_meant(work.conn, case.id, named)
        limits = work.reference.rectification_limits(case.tenant_id)
        after = moved(before, rule(work, before), work.reference.calendar_at(case.tenant_id), limits)
        work.crossing(case, frozenset({case.tenant_id}), f"rectification.{kind}")
        rectifications.record(work, after, kind, code, words, evidence, attached)
        work.note(f"rectification.{kind}", str(case.id), code)
        watches.arm(work.conn, case.tenant_id, case.id, work.now)
        if after.closed_at and not after.occasion:
            _closed(work, case, after)
        work.receipt = receipt.receipt_of(case)
    return receipt_of(work)


def _closed(work: Work, case: Case, order: Rectification) -> None:
    """The file may close; who rated badly is asked once more, beside the first rating, unless it was left out.

    An order about a visit keeps no file open, and the visit is not rated again: the case has its own rating.
    """
    work.send(ArchiveCase(tenant_id=case.tenant_id, case_id=case.id, round=order.round))
    if not order.excluded:
        work.send(TellApplicant(tenant_id=case.tenant_id, case_id=case.id, purpose=SECOND_RATING, round=order.round))
