"""The pattern of all moves of one case: open, ask, save, send."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import CLOSED_STATES, Case
from shared.domain.cases.permit import acting_role
from shared.store import attachments, obligations
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work

Then = Callable[[Work, Case], None]
"""What a move leaves behind for others: messages and timers."""


def move(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    command: c.Command,
    version: int | None,
    idem: Idem | None,
    then: Then | None = None,
) -> Receipt:
    """One command on one case. Raises the Refusals of `decide`, not_found, conflict `case.stale`, or Replayed."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        case = apply(work, case, command)
        if then:
            then(work, case)
        if case.state in CLOSED_STATES:
            obligations.close_with(work, case)
    return receipt_of(work)


def move_on_evidence(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    command: c.Refuse | c.Return,
    version: int | None,
    idem: Idem | None,
    then: Then,
) -> Receipt:
    """A move that may show files of the case. Raises besides the Refusals of `move` that of `require_shared`."""

    def with_files(work: Work, case: Case) -> None:
        attachments.require_shared(work.conn, case.id, command.attached)
        then(work, case)

    return move(deps, actor, case_id, command, version, idem, with_files)


def apply(work: Work, case: Case, command: c.Command, **known: Any) -> Case:
    """The case after the command; `known` are facts that only the caller can know."""
    to_site = command.to_site if isinstance(command, c.Offer | c.AskCoHandler) else ""
    events = decide(case, command, work.facts(case, to_site=to_site, **known))
    return work.save(case, events, role=acting_role(case, command, work.actor.roles))


def receipt_of(work: Work) -> Receipt:
    """The receipt of a unit of work that was left."""
    if work.receipt is None:
        raise RuntimeError("the unit of work saved no case")
    return work.receipt
