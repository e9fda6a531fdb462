"""Nobody late is left alone: whatever the policies call for was done, within what a sweep takes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import violating
from shared.domain.cases.measures import Occurrence, Trigger
from shared.domain.cases.model import Case
from shared.domain.cases.occurrences import has_begun, occurrences
from shared.domain.routing.escalation import EscalationFacts, EscalationLine, next_step
from shared.policy import loader
from shared.policy.snapshot import Snapshot
from shared.store import reference
from shared.store.keys import Keys

SLACK = timedelta(seconds=60)  # a sweep comes every two seconds; more is a sweep that does not come
_DATED = frozenset({Trigger.YELLOW, Trigger.RED})
_OPEN = text("select id, snapshot from cases where state in ('received', 'accepted', 'handling')")
_NOW = text("select clock_timestamp() + coalesce((select by from clock_offset), interval '0')")
_UNWATCHED = (
    "select c.id::text from cases c left join watches w on w.case_id = c.id"
    " where c.state in ('received', 'accepted', 'handling') and w.case_id is null"
)
_case = msgspec.json.Decoder(Case)


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I12 late cases are urged, moved up and supervised as the policies say; where they say nothing, it is told."""
    now, policies = conn.execute(_NOW).scalar_one(), loader.load(conn.engine)
    known = reference.load(0, conn)
    cases = conn.execute(_OPEN).all()
    late, silent, calls = [], [], 0
    for case_id, case in _readable(cases):
        for occurrence in (o for o in occurrences(case) if has_begun(o, case, now)):
            calls += 1
            lines = _lines(policies, known, case, occurrence)
            depth = known.limits(known.tree.site(occurrence.site).tenant_id).measure_depth
            step = next_step(occurrence, case.taken, lines, known.calendar_at(occurrence.site), depth)
            late += [f"{case_id} {occurrence.trigger} {step.n}"] if step and step.at < now - SLACK else []
            silent += [f"{case_id} {occurrence.trigger}"] if occurrence.trigger in _DATED and not lines else []
    says = f"what the policies call for was done ({len(silent)} late cases are left alone because they say nothing)"
    yield finding("I12", says, calls, late)
    yield finding("I12", "every open case is watched", len(cases), violating(conn, _UNWATCHED))


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
