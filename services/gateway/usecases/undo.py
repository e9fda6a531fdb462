"""撤销: taking back the own last act, as long as its window is open and nobody else has acted."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import receipt_of
from services.gateway.usecases.placing import look_again
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.events import Completed, Event, Paused, Terminated, Undone
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case
from shared.domain.routing.next_place import last_no
from shared.store import obligations, threads
from shared.store.cohandling_limits import await_answers
from shared.store.consent_limit import await_consent
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.signing_limit import await_signature
from shared.store.uow import Work


def undo(deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None) -> Receipt:
    """As before the act; what it would have sent stays at home.

    Raises Refusal conflict `undo.other_acted` or `undo.left_the_house`, illegal_move `undo.kind` or `undo.late`.
    """
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        history = work.cases.history(case_id)
        events = decide(case, c.Undo(), work.facts(case, history=history))
        case = work.save(case, events)
        for event in events:
            if isinstance(event, Undone):
                undone = [h.event for h in history if h.seq >= event.since]
                _tell_that_the_clock_runs(work, case, undone)
                obligations.open_again(work, case, event.since)
                work.cancel(case, event.since, sends=sum(_SENDS.get(type(one), 0) for one in undone))
        if cause := last_no(case):
            look_again(cause)(work, case)  # the doorbell may have found it closed
        await_signature(work, case)
        await_answers(work, case)
        await_consent(work, case)
    return receipt_of(work)


def _tell_that_the_clock_runs(work: Work, case: Case, undone: Sequence[Event]) -> None:
    """A pause that is taken back was told to both sites, and so is this."""
    if any(isinstance(one, Paused) for one in undone):
        threads.say(work, case, "pause_undone", by_site=work.actor.site_id)


_SENDS: Mapping[type[Event], int] = {Completed: 2, Terminated: 2}
"""How many messages such an act leaves waiting: what the applicant is told, and what ends the case."""
