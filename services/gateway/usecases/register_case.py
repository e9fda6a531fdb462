"""Registering at the window: opened, handed in and accepted in one go (登记受理), all of it or nothing."""

from services.gateway.deps import Deps
from services.gateway.usecases.accept_case import tell_accepted
from services.gateway.usecases.admitted import admitted
from services.gateway.usecases.intake import take_in
from services.gateway.usecases.moving import apply, receipt_of
from services.gateway.usecases.new_case import NewCase, NewMandate
from services.gateway.usecases.record_mandate import mandate_command
from services.gateway.usecases.submit_case import look_for_a_place
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.permit import allowed
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def register_case(
    deps: Deps,
    actor: Actor,
    new: NewCase,
    papers: tuple[str, ...],
    deferred: tuple[str, ...] = (),
    mandate: NewMandate | None = None,
    *,
    idem: Idem | None = None,
) -> Receipt:
    """Accepted and looking for its place. Whoever may not accept, such as a hotline operator, leaves it received.

    Raises Refusal invalid naming every faulty field, busy `intake.*`, or Replayed.
    """
    with admitted(deps, actor, idem) as work:
        case = apply(work, take_in(work, actor, new), c.Submit())
        if mandate:
            case = apply(work, case, mandate_command(mandate))
        if c.Accept.kind in allowed(case, work.facts(case)):
            case = apply(work, case, c.Accept(papers=papers, deferred=deferred))
            tell_accepted(work, case)
        look_for_a_place(work, case)
    return receipt_of(work)
