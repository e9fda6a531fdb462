"""向外部单位报办: what a supervising department files with a body that has no desk here, and what comes back.

The body holds nothing and nothing waits on it alone: the department does, with its name, and the clocks run.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.joint import FILING_OUTCOMES, Filing
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.workdays import Stop, days_between, due_after
from shared.kernel.errors import conflict, illegal_move, invalid


def file(case: Case, command: c.FileExternal, facts: Facts) -> tuple[e.Event, ...]:
    """Filed by the department that supervises the body, in the name of the person in charge.

    Raises Refusal illegal_move `external.not_supervised`, invalid `external.incomplete` or `agent.elsewhere`.
    """
    if not facts.supervises:
        raise illegal_move("external.not_supervised")
    if not facts.staff_at_holder:
        raise invalid("agent.elsewhere", {"staff_id": "agent.elsewhere"})
    days = command.days or facts.limits.external_days
    lacking: dict[str, str] = {}
    for field in ("reference", "words"):
        if not getattr(command, field).strip():
            lacking[field] = f"external.{field}"
    if not _between(local_date(case.opened_at), command.filed_on, facts):
        lacking["filed_on"] = "external.date"
    if not 1 <= days <= facts.limits.external_max_days:
        lacking["days"] = "external.days"
    if lacking:
        raise invalid("external.incomplete", lacking, days=facts.limits.external_max_days)
    return (
        e.ExternalFiled(
            filing_id=command.filing_id,
            body_site=command.body_site,
            site=facts.actor.site_id,
            staff_id=command.staff_id,
            reference=command.reference,
            words=command.words,
            papers=command.papers,
            filed_on=command.filed_on,
            due_at=due_after(facts.now, days, facts.calendar),
            days=days,
            by_holder=facts.actor.site_id == case.holder_site,
        ),
    )


def record_reply(case: Case, command: c.RecordReply, facts: Facts) -> tuple[e.Event, ...]:
    """What came back. Raises Refusal conflict `external.over`, or invalid `external.reply` naming what is missing."""
    filing = next((one for one in case.open_filings if one.id == command.filing_id), None)
    if filing is None:
        raise conflict("external.over")
    lacking: dict[str, str] = {}
    if command.outcome not in FILING_OUTCOMES:
        lacking["outcome"] = "external.outcome"
    if not command.words.strip():
        lacking["words"] = "external.reply_words"
    if not _between(filing.filed_on, command.replied_on, facts):
        lacking["replied_on"] = "external.date"
    if lacking:
        raise invalid("external.reply", lacking)
    return (
        e.ExternalReplied(
            filing_id=filing.id,
            body_site=filing.body_site,
            site=filing.site,
            outcome=command.outcome,
            words=command.words,
            papers=command.papers,
            replied_on=command.replied_on,
            late=facts.now > filing.due_at,
        ),
    )


def moved_filings(case: Case, facts: Facts, stops: Sequence[Stop]) -> Iterator[e.ExternalLimitMoved]:
    """By when replies are expected after the clocks of the case stood still; no day ever moves earlier."""
    for filing in case.open_filings:
        days = filing.days or max(0, days_between(filing.filed_at, filing.due_at, facts.calendar))
        due_at = due_after(filing.filed_at, days, facts.calendar, stops)
        if due_at > filing.due_at:
            yield e.ExternalLimitMoved(filing_id=filing.id, body_site=filing.body_site, site=filing.site, due_at=due_at)


def closed_filings(case: Case) -> tuple[e.Event, ...]:
    """What is still outside when the case ends: the department takes it back there."""
    return tuple(e.ExternalClosed(filing_id=f.id, body_site=f.body_site, site=f.site) for f in case.open_filings)


def require_all_back(filings: tuple[Filing, ...]) -> None:
    """Raises Refusal illegal_move `external.open` while something is still with a body outside."""
    if filings:
        raise illegal_move("external.open", count=len(filings))


def _between(first: date, day: date, facts: Facts) -> bool:
    """From that day to today: nobody files tomorrow, nor before there was anything to file."""
    return first <= day <= local_date(facts.now)
