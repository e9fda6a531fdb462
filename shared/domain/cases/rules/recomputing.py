"""重算期限: every open limit of a case on the calendar as it is now, from where its clock began."""

from datetime import datetime

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case, Dates
from shared.domain.cases.rules.clocks import Clocks, clocks
from shared.domain.cases.rules.cohandling import moved_limits
from shared.domain.cases.rules.intake import deferred_until
from shared.domain.deadlines.minutes import after_minutes
from shared.domain.deadlines.workdays import due_after
from shared.kernel.errors import conflict


def recompute(case: Case, command: c.Recompute, facts: Facts) -> tuple[e.Event, ...]:
    """The dates before and after. Raises Refusal conflict `deadlines.same`, or invalid `calendar.year_missing`."""
    events = moved(case, facts)
    if not events:
        raise conflict("deadlines.same")
    return events


def moved(case: Case, facts: Facts) -> tuple[e.Event, ...]:
    """What computing anew would change; a co-handler's limit moves later or not at all.

    Raises Refusal invalid `calendar.year_missing`.
    """
    parts = moved_limits(case, facts, case.stops)
    run = _clocks(case, facts)
    was, due = dates_of(case), _dates(case, facts, run)
    provisional = run.provisional if run else case.provisional
    if (was, case.provisional) == (due, provisional):
        return parts
    version = facts.calendar.version
    return (e.DeadlinesRecomputed(calendar_version=version, was=was, due=due, provisional=provisional), *parts)


def dates_of(case: Case) -> Dates:
    """The limits as they stand."""
    return Dates(
        acceptance_due=case.acceptance_due,
        promised_due=case.promised_due,
        statutory_due=case.statutory_due,
        warn_at=case.warn_at,
        deferred_until=case.deferred_until,
        signing_due=case.offered.due_at if case.offered else None,
    )


def _clocks(case: Case, facts: Facts) -> Clocks | None:
    if case.accepted_at is None:
        return None
    return clocks(case.accepted_at, case.promised_days, case.statutory_days, facts, case.stops, case.extended_days)


def _dates(case: Case, facts: Facts, run: Clocks | None) -> Dates:
    return Dates(
        acceptance_due=_acceptance(case, facts),
        promised_due=run.promised_due if run else None,
        statutory_due=run.statutory_due if run else None,
        warn_at=run.warn_at if run else None,
        deferred_until=_deferral(case, facts),
        signing_due=_signing(case, facts),
    )


def _acceptance(case: Case, facts: Facts) -> datetime | None:
    """Only while it is open: once decided, the date tells what the decision kept to."""
    if case.received_at is None or case.accepted_at is not None:
        return case.acceptance_due
    return due_after(case.received_at, case.acceptance_days or facts.limits.acceptance_days, facts.calendar)


def _deferral(case: Case, facts: Facts) -> datetime | None:
    """The applicant was told it, so it moves later or not at all."""
    if case.deferred_until is None or case.accepted_at is None:
        return case.deferred_until
    return max(case.deferred_until, deferred_until(case.accepted_at, case.promised_days, facts))


def _signing(case: Case, facts: Facts) -> datetime | None:
    offered = case.offered
    if offered is None:
        return None
    minutes = offered.minutes or facts.limits.sign_minutes
    return after_minutes(offered.offered_at, minutes, facts.signing_calendar)
