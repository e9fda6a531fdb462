"""What each event does to a case: `evolve(case, happened) -> case`, total and without refusals."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from shared.domain.cases import events as e
from shared.domain.cases import evolve_extension, evolve_handover, evolve_joint
from shared.domain.cases.evolve_handover import joined
from shared.domain.cases.evolve_joint import without_stale
from shared.domain.cases.measures import Taken, Trigger
from shared.domain.cases.model import Case, CaseState, Mandate
from shared.domain.deadlines.workdays import Stop


def evolve(case: Case | None, happened: e.Happened) -> Case:
    """The case after the event. The first event of a case must be `opened`."""
    event = happened.event
    if isinstance(event, e.Opened):
        return _opened(event, happened)
    if case is None:
        raise ValueError("a case begins with `opened`")
    changed = _CHANGES[type(event)](case, event, happened)
    return replace(without_stale(case, changed), version=happened.seq)


def _opened(event: e.Opened, happened: e.Happened) -> Case:
    return Case(
        id=event.case_id,
        tenant_id=event.tenant_id,
        version=happened.seq,
        state=CaseState.DRAFT,
        item_code=event.item_code,
        item_version=event.item_version,
        applicant=event.applicant,
        applicant_kind=event.applicant_kind,
        origin_site=event.origin_site,
        holder_site=event.origin_site,
        participants=(event.origin_site,),
        opened_at=happened.at,
        channel=event.channel,
        competence_region=event.competence_region,
        regions=event.regions,
        amount=event.amount,
    )


def _submitted(case: Case, event: e.Submitted, h: e.Happened) -> Case:
    return replace(
        case,
        state=CaseState.RECEIVED,
        received_at=h.at,
        acceptance_due=event.acceptance_due,
        acceptance_days=event.acceptance_days,
    )


def _accepted(case: Case, event: e.Accepted, h: e.Happened) -> Case:
    return replace(
        case,
        state=CaseState.ACCEPTED,
        number=event.number,
        accepted_at=h.at,
        promised_days=event.promised_days,
        statutory_days=event.statutory_days,
        promised_due=event.promised_due,
        statutory_due=event.statutory_due,
        warn_at=event.warn_at,
        provisional=event.provisional,
        deferred=event.deferred,
        deferred_until=event.deferred_until,
    )


def _declined(case: Case, event: e.Declined, h: e.Happened) -> Case:
    return _close(case, CaseState.DECLINED, h)


def _mandate_recorded(case: Case, event: e.MandateRecorded, h: e.Happened) -> Case:
    mandate = Mandate(
        id=event.mandate_id,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        scope=event.scope,
        paper=event.paper,
    )
    return replace(case, mandate=mandate)


def _mandate_revoked(case: Case, event: e.MandateRevoked, h: e.Happened) -> Case:
    return replace(case, mandate=None)


def _measured(case: Case, event: e.Reminded | e.Escalated | e.Supervised, h: e.Happened) -> Case:
    """Who is told sees the case from now on."""
    taken = Taken(trigger=event.trigger, key=event.key, n=event.n, at=h.at)
    return replace(joined(case, event.to_site), taken=(*case.taken, taken))


def _reminded_of(case: Case, event: e.Reminded, h: e.Happened) -> Case:
    offered = case.offered
    after = _measured(case, event, h)
    unsigned = offered is not None and event.key == str(offered.id) and event.trigger == Trigger.UNSIGNED
    return replace(after, handover=replace(offered, reminded_at=h.at)) if unsigned and offered else after


def _supervised(case: Case, event: e.Supervised, h: e.Happened) -> Case:
    return replace(_measured(case, event, h), unanswered=case.unanswered + 1)


def _supervision_answered(case: Case, event: e.SupervisionAnswered, h: e.Happened) -> Case:
    return replace(case, unanswered=case.unanswered - event.count)


def _agent_named(case: Case, event: e.AgentNamed, h: e.Happened) -> Case:
    return replace(case, agent=event.staff_id, instead_of=event.instead_of)


def _started(case: Case, event: e.Started, h: e.Happened) -> Case:
    return replace(case, state=CaseState.HANDLING, handling_site=case.holder_site)


def _paused(case: Case, event: e.Paused, h: e.Happened) -> Case:
    stops = (*case.stops, Stop(since=h.at))
    return replace(case, state=CaseState.PAUSED, resume_to=case.state, stops=stops, awaits_place="")


def _resumed(case: Case, event: e.Resumed, h: e.Happened) -> Case:
    return replace(
        case,
        state=case.resume_to or CaseState.HANDLING,
        resume_to=None,
        stops=(*case.stops[:-1], replace(case.stops[-1], until=h.at)),
        promised_due=event.promised_due,
        statutory_due=event.statutory_due,
        warn_at=event.warn_at,
        provisional=event.provisional,
    )


def _recomputed(case: Case, event: e.DeadlinesRecomputed, h: e.Happened) -> Case:
    due, offered = event.due, case.offered
    return replace(
        case,
        acceptance_due=due.acceptance_due,
        promised_due=due.promised_due,
        statutory_due=due.statutory_due,
        warn_at=due.warn_at,
        deferred_until=due.deferred_until,
        provisional=event.provisional,
        notified_due=case.notified_due or case.promised_due,
        handover=replace(offered, due_at=due.signing_due) if offered and due.signing_due else case.handover,
    )


def _completed(case: Case, event: e.Completed, h: e.Happened) -> Case:
    done = replace(case, state=CaseState.COMPLETED, completed_at=h.at, round=event.round)
    return replace(done, pool_site="", arbiter="", arbiter_role="")


def _terminated(case: Case, event: e.Terminated, h: e.Happened) -> Case:
    return _close(case, CaseState.TERMINATED, h)


def _withdrawn(case: Case, event: e.Withdrawn, h: e.Happened) -> Case:
    return _close(case, CaseState.WITHDRAWN, h)


def _archived(case: Case, event: e.Archived, h: e.Happened) -> Case:
    return _close(case, CaseState.ARCHIVED, h)


def _undone(case: Case, event: e.Undone, h: e.Happened) -> Case:
    return event.restored


def _close(case: Case, state: CaseState, h: e.Happened) -> Case:
    return replace(case, state=state, closed_at=h.at, pool_site="", arbiter="", arbiter_role="")


_CHANGES: dict[type, Callable[[Case, Any, e.Happened], Case]] = {
    e.Submitted: _submitted,
    e.Accepted: _accepted,
    e.Declined: _declined,
    e.MandateRecorded: _mandate_recorded,
    e.MandateRevoked: _mandate_revoked,
    e.Reminded: _reminded_of,
    e.Escalated: _measured,
    e.Supervised: _supervised,
    e.SupervisionAnswered: _supervision_answered,
    e.AgentNamed: _agent_named,
    e.Started: _started,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.DeadlinesRecomputed: _recomputed,
    e.Completed: _completed,
    e.Terminated: _terminated,
    e.Withdrawn: _withdrawn,
    e.Archived: _archived,
    e.Undone: _undone,
    **evolve_handover.CHANGES,
    **evolve_joint.CHANGES,
    **evolve_extension.CHANGES,
}
