"""What the acts of a call desk have in common: whose visit it is, and what is told of it."""

from datetime import timedelta
from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.feedback import visits as rules
from shared.domain.feedback.outcomes import require_no_machine
from shared.domain.feedback.visits import Visit
from shared.kernel.clock import real_now
from shared.kernel.errors import conflict
from shared.store import visits
from shared.store.uow import Work


def next_visit(deps: Deps, actor: Actor) -> UUID:
    """下一通: the visit that is the caller's own from now on for some minutes; asked again, the same one.

    Raises Refusal conflict `visit.quiet` or `visit.none`, forbidden `visit.nobody`.
    """
    with deps.work(actor) as work:
        require_loud(work)
        found = visits.next_for(work.conn, actor.site_id, actor.staff_id, work.now, real_now())
        if found is None:
            raise conflict("visit.none")
        visits.put(work.conn, _taken(work, found))
        return found.id


def take_visit(deps: Deps, actor: Actor, visit_id: UUID) -> None:
    """A certain one instead. Raises the Refusals of `take`, conflict `visit.machine`, not_found `visit.unknown`."""
    with deps.work(actor) as work:
        visits.put(work.conn, _taken(work, visits.take(work.conn, visit_id)))


def release_visit(deps: Deps, actor: Actor, visit_id: UUID) -> None:
    """Back to the queue. Raises Refusal conflict `visit.not_yours`, not_found `visit.unknown`."""
    with deps.work(actor) as work:
        visits.put(work.conn, rules.release(visits.take(work.conn, visit_id), actor))


def require_loud(work: Work) -> None:
    """Raises Refusal conflict `visit.quiet` at an hour at which nobody is called."""
    if work.reference.visit_rules(work.actor.tenant_id).hours.is_quiet(work.now):
        raise conflict("visit.quiet")


def _taken(work: Work, visit: Visit) -> Visit:
    require_no_machine(visits.calls_of(work.conn, visit.id))
    now = real_now()
    minutes = work.reference.visit_rules(visit.tenant_id).lock_minutes
    return rules.take(visit, work.actor, now, now + timedelta(minutes=minutes))
