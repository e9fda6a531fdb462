"""Whether a late or stuck case calls for a measure now, by the policies in force; and when to look again."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.dispatch.deps import Deps
from services.dispatch.usecases.beside import Beside
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.measures import Occurrence
from shared.domain.cases.model import Case
from shared.domain.cases.occurrences import has_begun, occurrences
from shared.domain.routing.escalation import EscalationFacts, Step, next_step
from shared.domain.routing.recipients import recipient
from shared.store import leave, rosters
from shared.store.uow import Work

_NOTHING = Beside()


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """The measures that are due now, each with what called for it, and the instant of the next one.

    `over` says that nothing calls for any. Without a `next` the policies say no more.
    """

    due: tuple[tuple[Occurrence, Step], ...]
    next: datetime | None
    over: bool


def look(deps: Deps, work: Work, case: Case, beside: Beside = _NOTHING) -> Look:
    """`beside` calls for measures and is no part of the case."""
    due, later = [], []
    calls = (*occurrences(case), *beside.calls(case))
    for occurrence in calls:
        if occurrence.since > work.now:
            later.append(occurrence.since)
        elif has_begun(occurrence, case, work.now):
            step = _next(deps, work, case, occurrence)
            if step is None:
                continue
            if step.at <= work.now:
                due.append((occurrence, step))
            else:
                later.append(step.at)
    return Look(due=tuple(due), next=min(later, default=None), over=not calls)


def take_due(deps: Deps, work: Work, case: Case, beside: Beside = _NOTHING) -> Case:
    """Takes every measure that is due, one after the other, as long as there is one."""
    while steps := look(deps, work, case, beside).due:
        for occurrence, step in steps:
            case = take(work, case, occurrence, step)
    return case


def take(work: Work, case: Case, occurrence: Occurrence, step: Step) -> Case:
    """One measure. Somebody is always told; where nobody at all is there, the event says so."""
    reference, line = work.reference, step.line
    who, there = _in_charge(work, case, occurrence), leave.present(work)
    to = recipient(line.target, occurrence.site, who, reference.tree, there)
    command = c.TakeMeasure(
        measure=line.measure.value,
        trigger=occurrence.trigger.value,
        key=occurrence.key,
        n=step.n,
        site=occurrence.site,
        to_site=to.site,
        to_role=to.role.value,
        to_staff=to.staff,
        instead_of=to.instead_of,
        vacant=to.vacant,
        rule=line.id,
        priority=line.priority,
        policy_version=line.version,
    )
    return work.save(case, decide(case, command, work.facts(case)))


def _in_charge(work: Work, case: Case, occurrence: Occurrence) -> UUID | None:
    """Who has it in charge there, as long as they work there; else who accompanies the case; or who stands in."""
    if occurrence.person is not None and rosters.works_at(work, occurrence.person, occurrence.site):
        return leave.instead(work, occurrence.person, occurrence.site)
    return leave.instead(work, case.agent, occurrence.site) if occurrence.site == case.holder_site else None


def _next(deps: Deps, work: Work, case: Case, occurrence: Occurrence) -> Step | None:
    reference = work.reference
    site = reference.tree.site(occurrence.site)
    item = reference.versions[case.item_code, case.item_version]
    facts = EscalationFacts(
        tenant_id=site.tenant_id,
        trigger=occurrence.trigger,
        tier=site.tier,
        item_code=item.code,
        category=item.category,
    )
    depth = reference.limits(site.tenant_id).measure_depth
    return next_step(occurrence, case.taken, deps.escalating(facts), reference.calendar_at(site.id), depth)
