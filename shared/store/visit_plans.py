"""Sampling plans as rows: the record of each draw, and the frame it is drawn from."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Integer, and_, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases.model import Case, CaseState
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.sampling import Candidate, Plan, Stratum, frame_digest
from shared.domain.org.model import SiteKind
from shared.kernel.errors import not_found
from shared.store.reference import Reference
from shared.store.tables.base import Instant
from shared.store.tables.cases import cases
from shared.store.tables.notify import ratings
from shared.store.tables.visits import visit_plans as t

_plan = msgspec.json.Decoder(Plan)
_case = msgspec.json.Decoder(Case)
_DONE = (CaseState.COMPLETED.value, CaseState.ARCHIVED.value)
_BAD = tuple(grade.value for grade in Grade if grade.is_bad)


class KeptPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A draw that was made."""

    id: UUID
    tenant_id: str
    month: str
    drawn_at: datetime
    digest: str
    drawn: int
    record: Plan


def frame(
    conn: Connection, reference: Reference, tenant_id: str, since: datetime, until: datetime
) -> Iterator[tuple[Candidate, str]]:
    """Rounds of the tenant's cases that were completed in that stretch of time, each with the site that handled it.

    Always in is who rated this round badly; who rated it and wants no call about it is not in the frame at all.
    """
    done_at = cast(cast(cases.c.snapshot, JSONB)["completed_at"].astext, Instant)
    round_ = cast(cast(cases.c.snapshot, JSONB)["round"].astext, Integer)
    this = and_(ratings.c.case_id == cases.c.id, ratings.c.round == round_, ratings.c.occasion == "")
    wanted = (
        select(cases.c.snapshot, func.coalesce(ratings.c.grade.in_(_BAD), False).label("bad"))
        .outerjoin(ratings, this)
        .where(cases.c.tenant_id == tenant_id, cases.c.state.in_(_DONE), cases.c.updated_at >= since)
        .where(done_at >= since, done_at < until, ratings.c.anonymous.is_not(True))
        .order_by(cases.c.id)
    )
    for row in conn.execute(wanted):
        case = _case.decode(row.snapshot)
        site = case.handling_site or case.holder_site
        yield Candidate(case_id=case.id, round=case.round, stratum=_stratum(reference, case, site), bad=row.bad), site


def _stratum(reference: Reference, case: Case, site_id: str) -> Stratum:
    item = reference.versions[case.item_code, case.item_version]
    tree = reference.tree
    park = next((one.id for one in tree.up(site_id) if one.kind is SiteKind.PARK), "")
    return Stratum(tier=tree.site(site_id).tier.value, park=park, department=item.department)


def record(plan_id: UUID, tenant_id: str, now: datetime, made: Plan, drawn: int) -> KeptPlan:
    """A draw as it is kept."""
    return KeptPlan(
        id=plan_id,
        tenant_id=tenant_id,
        month=made.month,
        drawn_at=now,
        digest=frame_digest(made),
        drawn=drawn,
        record=made,
    )


def put_new(conn: Connection, kept: KeptPlan) -> bool:
    """Writes a plan; False where the month has one."""
    row = {name: getattr(kept, name) for name in ("id", "tenant_id", "month", "drawn_at", "digest", "drawn")}
    row["record"] = msgspec.json.encode(kept.record).decode()
    return conn.execute(upsert(t).values(row).on_conflict_do_nothing().returning(t.c.id)).first() is not None


def find(conn: Connection, plan_id: UUID) -> KeptPlan:
    """One of the tenant's. Raises Refusal not_found `visit.no_plan`."""
    row = conn.execute(select(t).where(t.c.id == plan_id)).mappings().one_or_none()
    if row is None:
        raise not_found("visit.no_plan")
    return _kept(row)


def of_tenant(conn: Connection, most: int = 24) -> tuple[KeptPlan, ...]:
    """The last plans, the newest first."""
    rows = conn.execute(select(t).order_by(t.c.month.desc(), t.c.id).limit(most)).mappings()
    return tuple(map(_kept, rows))


def has(conn: Connection, tenant_id: str, month: str) -> bool:
    """Whether the month was drawn."""
    return conn.execute(select(t.c.id).where(t.c.tenant_id == tenant_id, t.c.month == month)).first() is not None


def _kept(row: Any) -> KeptPlan:
    known = {name: row[name] for name in ("id", "tenant_id", "month", "drawn_at", "digest", "drawn")}
    return KeptPlan(**known, record=_plan.decode(row["record"]))
