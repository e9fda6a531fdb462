"""Taking a case in: open, submit, accept, decline."""

from collections.abc import Collection
from datetime import datetime

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case
from shared.domain.cases.permit import require_clean_words
from shared.domain.cases.rules.clocks import clocks
from shared.domain.cases.rules.cohandling import closed_parts
from shared.domain.catalogue.model import Item, Material
from shared.domain.deadlines.workdays import due_after
from shared.kernel.errors import conflict, invalid


def open_case(command: c.Open, facts: Facts) -> tuple[e.Event, ...]:
    """A draft at the actor's site, under the item version that is published now.

    Raises Refusal invalid `words.personal` where the remark holds a phone or identity number.
    """
    require_clean_words(command)
    actor, item = facts.actor, facts.item
    return (
        e.Opened(
            case_id=command.case_id,
            tenant_id=actor.tenant_id,
            item_code=item.code,
            item_version=item.version,
            applicant=command.applicant,
            applicant_kind=command.applicant_kind,
            commitment=command.commitment,
            origin_site=actor.site_id,
            channel=command.channel,
            competence_region=command.competence_region,
            words=command.words,
            regions=command.regions,
            amount=command.amount,
        ),
    )


def submit(case: Case, command: c.Submit, facts: Facts) -> tuple[e.Event, ...]:
    """Received; must be decided within the acceptance limit (行政许可法 32: 5 days, counted as working days)."""
    days = facts.limits.acceptance_days
    return (e.Submitted(acceptance_due=due_after(facts.now, days, facts.calendar), acceptance_days=days),)


def accept(case: Case, command: c.Accept, facts: Facts) -> tuple[e.Event, ...]:
    """Accepted when every required paper is here or may follow.

    Raises Refusal invalid `accept.papers`, or `accept.unknown_paper` where a name is none of the item's papers: names
    stay in the history, which is no place for what somebody made up.
    """
    _require_known(facts.item, papers=command.papers, deferred=command.deferred)
    lacking = lacking_papers(facts.item, command.papers, command.deferred)
    if lacking:
        raise invalid("accept.papers", {"papers": "accept.papers"}, papers="、".join(lacking))
    deferred = tuple(m.name for m in _missing(facts.item, command.papers))
    return (_accepted(facts, papers=command.papers, deferred=deferred),)


def _require_known(item: Item, **named: Collection[str]) -> None:
    known = {m.name for m in item.materials}
    unknown = {field: "accept.unknown_paper" for field, names in named.items() if not known.issuperset(names)}
    if unknown:
        raise invalid("accept.unknown_paper", unknown)


def lacking_papers(item: Item, papers: Collection[str], deferred: Collection[str]) -> list[str]:
    """The required papers that are neither here nor may follow."""
    return [m.name for m in _missing(item, papers) if not (m.deferrable and m.name in deferred)]


def _missing(item: Item, papers: Collection[str]) -> list[Material]:
    return [m for m in item.materials if m.required and m.name not in papers]


def deem_accepted(case: Case, command: c.DeemAccepted, facts: Facts) -> tuple[e.Event, ...]:
    """Accepted by law, the limit having passed. Raises Refusal conflict `accept.early` while it has not."""
    if case.acceptance_due is None or facts.now < case.acceptance_due:
        raise conflict("accept.early")
    return (_accepted(facts, deemed=True),)


def decline(case: Case, command: c.Decline, facts: Facts) -> tuple[e.Event, ...]:
    """Declined only with basis, paper and where to go. Raises Refusal invalid naming what is missing."""
    given = {"legal_basis": command.legal_basis, "paper": command.paper, "where_to_go": command.where_to_go}
    lacking = {field: f"decline.{field}" for field, words in given.items() if not words.strip()}
    if lacking:
        raise invalid("decline.incomplete", lacking)
    return (*closed_parts(case), e.Declined(**given))


def _accepted(
    facts: Facts, papers: tuple[str, ...] = (), deferred: tuple[str, ...] = (), deemed: bool = False
) -> e.Accepted:
    item = facts.item
    run = clocks(facts.now, item.promised_days, item.statutory_days, facts)
    return e.Accepted(
        promised_days=item.promised_days,
        statutory_days=item.statutory_days,
        promised_due=run.promised_due,
        statutory_due=run.statutory_due,
        warn_at=run.warn_at,
        calendar_version=facts.calendar.version,
        provisional=run.provisional,
        deemed=deemed,
        papers=papers,
        deferred=deferred,
        deferred_until=deferred_until(facts.now, item.promised_days, facts) if deferred else None,
    )


def deferred_until(start: datetime, promised_days: int, facts: Facts) -> datetime:
    """Until when papers may follow: well before the promised date, and within a limit of its own (深圳 practice)."""
    limits = facts.limits
    days = min(limits.deferral_max_days, max(1, promised_days - limits.deferral_min_gap))
    return due_after(start, days, facts.calendar)
