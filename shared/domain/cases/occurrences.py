"""What sets measures off, told from the case alone: its dates and hand-overs as they stand, not how they came to be.

So a chain is armed anew wherever a date moves, by whatever act, and stands still while a clock does.
"""

from collections.abc import Iterator
from datetime import datetime

from shared.domain.cases.joint import CoHandlerState
from shared.domain.cases.measures import Occurrence, Trigger
from shared.domain.cases.model import Case, CaseState, HandoverState

_RUNNING = (CaseState.ACCEPTED, CaseState.HANDLING)
_MOVING = (CaseState.RECEIVED, *_RUNNING)


def occurrences(case: Case) -> Iterator[Occurrence]:
    """Everything that may call for a measure now or later; nothing for a case that is paused, a draft or closed."""
    if case.state in _MOVING:
        yield from _unsigned(case)
        yield from _returned(case)
    if case.state is CaseState.RECEIVED:
        yield from _undecided(case)
    if case.state in _RUNNING:
        yield from _late(case)
        yield from _outside(case)


def first_look(case: Case) -> datetime | None:
    """From when on somebody must look whether a measure is due, or None where nothing can come of it."""
    return min((occurrence.since for occurrence in occurrences(case)), default=None)


def has_begun(occurrence: Occurrence, case: Case, now: datetime) -> bool:
    """Whether its measures may be taken at this instant. A warning is pointless once the date itself has passed."""
    over = occurrence.trigger is Trigger.NEAR and case.promised_due is not None and now > case.promised_due
    return occurrence.since <= now and not over


def _unsigned(case: Case) -> Iterator[Occurrence]:
    """Who was offered the case, or asked for a part of it, and has not signed."""
    for part in case.open_cohandlers:
        if part.state is CoHandlerState.ASKED and part.sign_by:
            key = f"part:{part.id}:{part.sign_by.isoformat()}"
            yield Occurrence(trigger=Trigger.UNSIGNED, key=key, since=part.asked_at, site=part.site, limit=part.sign_by)
    yield from _unsigned_offer(case)


def _unsigned_offer(case: Case) -> Iterator[Occurrence]:
    """An offer that waits, also when its limit ended it and the case waits for a coordinator since."""
    offer = case.handover
    if offer is None:
        return
    waits = offer.state is HandoverState.OFFERED or (offer.state is HandoverState.EXPIRED and case.pool_site)
    if waits:
        yield Occurrence(
            trigger=Trigger.UNSIGNED, key=str(offer.id), since=offer.offered_at, site=offer.to_site, limit=offer.due_at
        )


def _undecided(case: Case) -> Iterator[Occurrence]:
    if case.received_at and case.acceptance_due:
        yield Occurrence(
            trigger=Trigger.NO_REPLY,
            key=f"acceptance:{case.acceptance_due.isoformat()}",
            since=case.received_at,
            site=case.holder_site,
            limit=case.acceptance_due,
        )


def _outside(case: Case) -> Iterator[Occurrence]:
    """What a body outside has not answered: who filed sees to it; what the holder filed passes with the case."""
    for filing in case.open_filings:
        site = case.holder_site if filing.by_holder else filing.site
        yield Occurrence(
            trigger=Trigger.NO_REPLY,
            key=f"external:{filing.id}:{filing.due_at.isoformat()}",
            since=filing.filed_at,
            site=site,
            limit=filing.due_at,
            person=filing.staff if site == filing.site else None,
        )


def _late(case: Case) -> Iterator[Occurrence]:
    dates = {Trigger.YELLOW: case.promised_due, Trigger.RED: case.statutory_due}
    if case.warn_at and case.promised_due and case.warn_at < case.promised_due:
        dates[Trigger.NEAR] = case.warn_at
    for trigger, at in dates.items():
        if at is not None:
            yield Occurrence(trigger=trigger, key=at.isoformat(), since=at, site=case.holder_site)


def _returned(case: Case) -> Iterator[Occurrence]:
    if case.returned_at:
        yield Occurrence(
            trigger=Trigger.RETURNED,
            key=str(case.returns),
            since=case.returned_at,
            site=case.holder_site,
            nth=case.returns,
        )
