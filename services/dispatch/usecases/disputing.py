"""What sites cannot settle among themselves: 问题工单 for the coordinator, a deadlock for the leader named for it."""

from services.dispatch.usecases import placing
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case
from shared.domain.routing.coordinator import coordinator_of, is_contested
from shared.store.uow import Work


def go_up(work: Work, case: Case, other: str, between: tuple[str, ...]) -> None:
    """Before the leader named for the tenant at which the deadlocked meet, else before its coordinator."""
    tenant = coordinator_of(case, other, work.reference.tree).tenant_id
    site, role = work.reference.dispute_leader(tenant)
    command = c.RaiseDispute(site=site, role=role, why="pool.deadlock", between=between)
    work.save(case, decide(case, command, work.facts(case)))


def marked(work: Work, case: Case) -> Case:
    """The case, marked as a problem once it was returned or moved as often as the thresholds allow."""
    if case.problem or not is_contested(case, work.reference.limits(case.tenant_id)):
        return case
    return work.save(case, decide(case, c.MarkProblem(), work.facts(case)))


def before_coordinator(work: Work, case: Case, other: str, why: str) -> None:
    """On the board of the centre at which the holder and the other site meet."""
    placing.pool(work, case, coordinator_of(case, other, work.reference.tree).id, why)
