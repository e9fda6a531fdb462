"""Working on a case: mandate, start, pause, resume, complete."""

import msgspec

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.rules.agreed_pause import require_one_sided
from shared.domain.cases.rules.clocks import clocks
from shared.domain.cases.rules.cohandling import moved_limits
from shared.domain.cases.rules.exclusions import require_notice
from shared.domain.cases.rules.opinions import merged, require_together
from shared.domain.catalogue.model import Help, ItemKind
from shared.domain.deadlines.calendar import local_date
from shared.kernel.errors import illegal_move, invalid

PAUSE_CAUSES = ("correction", "agreed", "statutory")


def record_mandate(case: Case, command: c.RecordMandate, facts: Facts) -> tuple[e.Event, ...]:
    """On file, with dates in order and no longer than the parameter allows (续办委托 renews it).

    Raises Refusal invalid `mandate.dates`, `mandate.over` where its last day has passed (one that begins later is
    taken), `mandate.scope` or `mandate.paper`.
    """
    days = (command.valid_to - command.valid_from).days
    if not 0 <= days <= facts.limits.mandate_max_days:
        raise invalid("mandate.dates", {"valid_to": "mandate.dates"}, days=facts.limits.mandate_max_days)
    if command.valid_to < local_date(facts.now):
        raise invalid("mandate.over", {"valid_to": "mandate.over"}, until=command.valid_to)
    if not command.scope.strip():
        raise invalid("mandate.scope", {"scope": "mandate.scope"})
    if not command.paper.strip():
        raise invalid("mandate.paper", {"paper": "mandate.paper"})
    return (
        e.MandateRecorded(
            mandate_id=command.mandate_id,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            scope=command.scope,
            paper=command.paper,
        ),
    )


def revoke_mandate(case: Case, command: c.RevokeMandate, facts: Facts) -> tuple[e.Event, ...]:
    """Taken back. Raises Refusal illegal_move `mandate.none` when there is none."""
    if case.mandate is None:
        raise illegal_move("mandate.none")
    return (e.MandateRevoked(mandate_id=case.mandate.id, words=command.words),)


def start(case: Case, command: c.Start, facts: Facts) -> tuple[e.Event, ...]:
    """At work. No act on behalf without a mandate in force (代办不包办)."""
    require_mandate(case, facts)
    return (e.Started(),)


def pause(case: Case, command: c.Pause, facts: Facts) -> tuple[e.Event, ...]:
    """The clock stands still, for one of three causes only.

    Raises Refusal invalid `pause.cause`, `pause.words` or as `require_notice`, or illegal_move `pause.needs_consent`.
    """
    if command.cause not in PAUSE_CAUSES:
        raise invalid("pause.cause", {"cause": "pause.cause"})
    if not command.words.strip():
        raise invalid("pause.words", {"words": "pause.words"})
    require_notice(command, facts)
    require_one_sided(case, command.cause)
    return (
        e.Paused(
            cause=command.cause,
            words=command.words,
            exclusion=command.exclusion,
            evidence=command.evidence,
            notice_day=command.notice_day,
            expected_days=command.expected_days,
        ),
    )


def resume(case: Case, command: c.Resume, facts: Facts) -> tuple[e.Event, ...]:
    """The clock runs again; fully stopped days are given back, and no date ever moves earlier, nor a co-handler's."""
    if case.accepted_at is None or case.promised_due is None:
        raise illegal_move("case.move", state=case.state.value, command=command.kind)
    stops = (*case.stops[:-1], msgspec.structs.replace(case.stops[-1], until=facts.now))
    run = clocks(case.accepted_at, case.promised_days, case.statutory_days, facts, stops, case.extended_days)
    return (
        e.Resumed(
            promised_due=max(run.promised_due, case.promised_due),
            statutory_due=max((d for d in (run.statutory_due, case.statutory_due) if d), default=None),
            warn_at=max(run.warn_at, case.warn_at or run.warn_at),
            provisional=run.provisional,
            words=command.words,
        ),
        *moved_limits(case, facts, stops),
    )


def complete(case: Case, command: c.Complete, facts: Facts) -> tuple[e.Event, ...]:
    """Done, with what co-handlers said. A promise item must have been started; an immediate one (即办件) need not."""
    require_mandate(case, facts)
    if case.state is CaseState.ACCEPTED and facts.item.kind is not ItemKind.IMMEDIATE:
        raise illegal_move("complete.not_started")
    require_together(case)
    if not command.result.strip():
        raise invalid("complete.result", {"result": "complete.result"})
    return (e.Completed(result=command.result, round=case.round + 1, words=command.words, opinions=merged(case)),)


def require_mandate(case: Case, facts: Facts) -> None:
    """Raises Refusal illegal_move `mandate.missing` or `mandate.lapsed` for an act on behalf without a mandate."""
    if facts.item.help is not Help.ON_BEHALF:
        return
    if case.mandate is None:
        raise illegal_move("mandate.missing")
    since, until = case.mandate.valid_from, case.mandate.valid_to
    if not since <= local_date(facts.now) <= until:
        raise illegal_move("mandate.lapsed", since=since.isoformat(), until=until.isoformat())
