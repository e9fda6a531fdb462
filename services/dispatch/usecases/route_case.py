"""A case needs a place: after submission by the policies, after a refusal or return by who may decide it."""

from collections.abc import Sequence
from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases import disputing, placing
from shared.contracts.messages import RouteCase
from shared.domain.cases import commands as c
from shared.domain.cases.events import Happened
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, CaseState
from shared.domain.deadlines.calendar import local_date
from shared.domain.routing.decide import route
from shared.domain.routing.facts import route_facts
from shared.domain.routing.model import Action
from shared.domain.routing.next_place import Next, last_no, may_be_placed, next_place
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
        elif may_be_placed(case):
            _place(deps, work, case, message.cause)


def _place(deps: Deps, work: Work, case: Case, rung: str) -> None:
    history: Sequence[Happened] = ()  # what was said no to: nothing else is asked of it
    if last_no(case):
        case = disputing.marked(work, case)
        history = work.cases.history(case.id)
    found = next_place(case, rung, history, work.reference.tree, work.reference.limits(case.tenant_id))
    match found.next:
        case Next.LEADER:
            disputing.go_up(work, case, found.other, found.between)
        case Next.COORDINATOR:
            disputing.before_coordinator(work, case, found.other, f"pool.{found.cause}")
        case Next.POLICY:
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
