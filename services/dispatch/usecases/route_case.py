"""A case needs a place: after submission by the policies, after a refusal or return by who may decide it."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases import disputing, placing
from shared.contracts.messages import RouteCase
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.table import find
from shared.domain.deadlines.calendar import local_date
from shared.domain.routing.deadlock import deadlock
from shared.domain.routing.decide import route
from shared.domain.routing.facts import route_facts
from shared.domain.routing.model import Action
from shared.kernel.i18n import text
from shared.store.uow import Work


def route_case(deps: Deps, message: RouteCase, message_id: UUID) -> None:
    """Places the case once; a doorbell for a case that has moved on since changes nothing.

    A case that stands still cannot be placed. That it is to be is kept with it, and its resuming rings again.
    """
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        if case.state is CaseState.PAUSED and not case.awaits_place:
            work.save(case, decide(case, c.DeferPlacing(cause=message.cause), work.facts(case)))
        elif not _waits(case):
            return
        elif message.cause == "submitted":
            _by_policy(deps, work, case)
        else:
            _after_no(deps, work, case, message.cause)


def _waits(case: Case) -> bool:
    return find(case.state, "case.offer") is not None and case.offered is None and not case.pool_site


def _after_no(deps: Deps, work: Work, case: Case, cause: str) -> None:
    """A deadlock goes up to its leader; across tenants, and with a problem, the common coordinator decides at once.

    Within a tenant routing goes on without the site that said no. What a decision in a dispute left with its holder
    stays there.
    """
    tree, handover = work.reference.tree, case.handover
    other = handover.to_site if handover else case.origin_site
    case = disputing.marked(work, case)
    if case.bound:
        return
    deadlocked = deadlock(case, work.cases.history(case.id), tree, work.reference.limits(case.tenant_id))
    if deadlocked:
        disputing.go_up(work, case, other, deadlocked)
    elif case.problem or tree.site(other).tenant_id != tree.site(case.holder_site).tenant_id:
        disputing.before_coordinator(work, case, other, f"pool.{cause}")
    elif cause == "refused":
        _by_policy(deps, work, case)


def _by_policy(deps: Deps, work: Work, case: Case) -> None:
    tree = work.reference.tree
    item = work.reference.versions[case.item_code, case.item_version]
    facts = route_facts(case, item, tree, local_date(work.now))
    decision = route(facts, item, tree, deps.matching)
    if decision.to is None:
        placing.keep(work, case, decision)
    elif decision.action is Action.HOLD:
        placing.pool(work, case, decision.to, decision.why, decision)
    else:
        case = placing.offer(work, case, decision, decision.to)
        words = decision.note or text("route.co_words")
        placing.ask_cohandlers(work, case, decision, decision.co_handlers, words)
