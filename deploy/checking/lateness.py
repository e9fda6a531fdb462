"""Nobody late is left alone: whatever the policies call for was done, within what a sweep takes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, text

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import count, violating
from shared.domain.cases.measures import Occurrence, Trigger
from shared.domain.cases.model import Case
from shared.domain.cases.occurrences import has_begun, occurrences
from shared.domain.cooperation.obligations import Obligation, unanswered
from shared.domain.routing.escalation import EscalationFacts, EscalationLine, next_step
from shared.policy import loader
from shared.policy.snapshot import Snapshot
from shared.store import obligations, reference, reference_cache
from shared.store.keys import Keys

SLACK = timedelta(seconds=60)  # a sweep comes every two seconds; more is a sweep that does not come
_DATED = frozenset({Trigger.YELLOW, Trigger.RED})
_OPEN = text("select id, snapshot from cases where state in ('received', 'accepted', 'handling', 'paused')")
_NOW = text("select clock_timestamp() + coalesce((select by from clock_offset), interval '0')")
_UNWATCHED = (
    "select c.id::text from cases c left join watches w on w.case_id = c.id"
    " where w.case_id is null and (c.state in ('received', 'accepted', 'handling')"
    " or exists (select from obligations o where o.case_id = c.id and o.state = 'open'))"
)
_FILINGS = (
    "with filings as (select c.id, c.state, f ->> 'id' as filing, (f ->> 'due_at')::timestamptz as due_at"
    " from cases c, jsonb_array_elements(c.snapshot::jsonb -> 'filings') as f where f ->> 'ended_at' is null"
    " and c.state in ('accepted', 'handling'))"
    " select f.id::text || ' ' || f.filing from filings f left join watches w on w.case_id = f.id where "
)
_BUSINESS = "clock_timestamp() + coalesce((select by from clock_offset), interval '0')"
# A watch without a next look says that the policies say no more.
_UNTOLD = (
    f"f.due_at < {_BUSINESS} - interval '60 s' and w.look_at is not null and not exists (select from escalations e"
    " where e.case_id = f.id and e.trigger = 'no_reply' and starts_with(e.key, 'external:' || f.filing || ':'))"
)
_MISMARKED = (
    "select d.case_id::text || ' ' || d.site_id from desk_rows d left join (select case_id,"
    " case when bool_or(measure = 'supervise') then 'supervise' when bool_or(measure = 'escalate') then 'escalate'"
    " else '' end as level from escalations group by case_id) e on e.case_id = d.case_id"
    " where d.raised <> coalesce(e.level, '')"
)
_case = msgspec.json.Decoder(Case)


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I12 late cases are urged, moved up and supervised as the policies say; where they say nothing, it is told."""
    now, policies = conn.execute(_NOW).scalar_one(), loader.load(conn.engine)
    known = reference_cache.load(0, conn)
    cases = conn.execute(_OPEN).all()
    owed: dict[UUID, list[Obligation]] = {}
    for one in obligations.open_of(conn, [row.id for row in cases]):
        owed.setdefault(one.case_id, []).append(one)
    late, silent, calls = [], [], 0
    for case_id, case in _readable(cases):
        beside = (call for one in owed.get(case.id, ()) if (call := unanswered(one, case)))
        for occurrence in (o for o in (*occurrences(case), *beside) if has_begun(o, case, now)):
            calls += 1
            lines = _lines(policies, known, case, occurrence)
            depth = known.limits(known.tree.site(occurrence.site).tenant_id).measure_depth
            step = next_step(occurrence, case.taken, lines, known.calendar_at(occurrence.site), depth)
            late += [f"{case_id} {occurrence.trigger} {step.n}"] if step and step.at < now - SLACK else []
            silent += [f"{case_id} {occurrence.trigger}"] if occurrence.trigger in _DATED and not lines else []
    says = f"what the policies call for was done ({len(silent)} late cases are left alone because they say nothing)"
    yield finding("I12", says, calls, late)
    yield finding("I12", "every open case is watched", len(cases), violating(conn, _UNWATCHED))
    yield from _outside(conn)
    yield finding(
        "I12", "desks mark what was moved up or supervised", count(conn, "desk_rows"), violating(conn, _MISMARKED)
    )


def _outside(conn: Connection) -> Iterator[Finding]:
    waiting = len(violating(conn, _FILINGS + "true"))
    unwatched, untold = (violating(conn, _FILINGS + bad) for bad in ("w.case_id is null", _UNTOLD))
    yield finding("I12", "everything that is with a body outside is watched", waiting, unwatched)
    yield finding("I12", "what a body outside is late with, somebody was told", waiting, untold)


def _lines(
    policies: Snapshot, known: reference.Reference, case: Case, occurrence: Occurrence
) -> tuple[EscalationLine, ...]:
    site, item = known.tree.site(occurrence.site), known.versions[case.item_code, case.item_version]
    facts = EscalationFacts(
        tenant_id=site.tenant_id,
        trigger=occurrence.trigger,
        tier=site.tier,
        item_code=item.code,
        category=item.category,
    )
    return tuple(policies.escalation.matching(facts))


def _readable(rows: Any) -> Iterator[tuple[str, Case]]:
    """What cannot be read is told by the check of histories."""
    for row in rows:
        try:
            yield str(row.id), _case.decode(row.snapshot)
        except msgspec.DecodeError:
            continue
