"""Sampling plans as people look at them: strata with their ratios, and the list drawn again from the record."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from shared.domain.feedback.sampling import Candidate, Stratum, draw, frame_digest, wanted
from shared.store import visit_plans
from shared.store.tables.visits import visits as t
from shared.store.uow import Work
from shared.store.visit_plans import KeptPlan


class StratumLine(msgspec.Struct, frozen=True, kw_only=True):
    """A stratum: its size, its ratio in per cent, the least that had to be drawn, how many were, how many were bad."""

    stratum: Stratum
    park_name: str
    size: int
    ratio: int
    least: int
    drawn: int
    bad: int


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in the list."""

    id: UUID
    month: str
    drawn_at: datetime
    frame: int
    drawn: int


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """A plan whole. `same` says whether drawing it again gives the visits that it brought in, and the same frame."""

    id: UUID
    month: str
    drawn_at: datetime
    seed: str
    version: int
    digest: str
    same: bool
    strata: tuple[StratumLine, ...]
    drawn: tuple[Candidate, ...]


def plan_rows(work: Work) -> tuple[PlanRow, ...]:
    """The last plans, the newest first."""
    return tuple(
        PlanRow(id=one.id, month=one.month, drawn_at=one.drawn_at, frame=len(one.record.frame), drawn=one.drawn)
        for one in visit_plans.of_tenant(work.conn)
    )


def plan_view(work: Work, plan_id: UUID) -> PlanView:
    """One plan, drawn again. Raises Refusal not_found `visit.no_plan`."""
    kept = visit_plans.find(work.conn, plan_id)
    drawn = draw(kept.record)
    return PlanView(
        id=kept.id,
        month=kept.month,
        drawn_at=kept.drawn_at,
        seed=kept.record.seed,
        version=kept.record.version,
        digest=kept.digest,
        same=_same(work, kept, drawn),
        strata=tuple(_line(work, kept, stratum, ratio, drawn) for stratum, ratio in kept.record.ratios),
        drawn=drawn,
    )


def _same(work: Work, kept: KeptPlan, drawn: tuple[Candidate, ...]) -> bool:
    """Every visit of the plan is drawn again; some of what is drawn was brought in before, by a bad rating."""
    known = {(one.case_id, one.round) for one in drawn}
    rows = work.conn.execute(select(t.c.case_id, t.c.round).where(t.c.plan_id == kept.id))
    mine = {(row.case_id, row.round) for row in rows}
    return frame_digest(kept.record) == kept.digest and mine <= known and len(known) == kept.drawn


def _line(work: Work, kept: KeptPlan, stratum: Stratum, ratio: int, drawn: tuple[Candidate, ...]) -> StratumLine:
    members = [one for one in kept.record.frame if one.stratum == stratum]
    tree = work.reference.tree
    return StratumLine(
        stratum=stratum,
        park_name=tree.site(stratum.park).short_name if stratum.park in tree else "",
        size=len(members),
        ratio=ratio,
        least=wanted(len(members), ratio),
        drawn=sum(one.stratum == stratum for one in drawn),
        bad=sum(one.bad for one in members),
    )
