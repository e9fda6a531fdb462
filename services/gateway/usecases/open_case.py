"""Opening a draft (申请): nothing is handed in yet, no clock runs."""

from services.gateway.deps import Deps
from services.gateway.usecases.admitted import admitted
from services.gateway.usecases.intake import take_in
from services.gateway.usecases.moving import receipt_of
from services.gateway.usecases.new_case import NewCase
from shared.domain.access.actor import Actor
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def open_case(deps: Deps, actor: Actor, new: NewCase, *, idem: Idem | None = None) -> Receipt:
    """A draft at the actor's site. Raises Refusal invalid, busy `intake.*`, or Replayed."""
    with admitted(deps, actor, idem) as work:
        take_in(work, actor, new)
    return receipt_of(work)
