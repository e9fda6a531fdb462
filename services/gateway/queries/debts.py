"""约定事项: what sites owe each other, in one case and at one site, with lamps."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, func, or_, select

from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.timeline import staff_names
from shared.domain.cases.model import Case
from shared.domain.cooperation.obligations import Obligation, ObligationKind, ObligationState, lamp_of, owes, waits
from shared.domain.deadlines.lamps import Lamp
from shared.domain.deadlines.minutes import minutes_between
from shared.store.cases import in_reach
from shared.store.obligations import obligation
from shared.store.tables.cases import cases
from shared.store.tables.cooperation import obligations as t
from shared.store.uow import Work

_MOST = 200
_OPEN = t.c.state == ObligationState.OPEN.value
_owing = case((t.c.by_holder, cases.c.holder_site), else_=t.c.by_site)
_waiting = case((t.c.to_holder, cases.c.holder_site), else_=t.c.to_site)


class Debt(msgspec.Struct, frozen=True, kw_only=True):
    """Something one site owes another. `minutes` is the open office time that is left, 0 when it is overdue.

    `mine` : the reader's site owes it and may say it is done; `awaited`: it waits for it and may let go of it.
    """

    id: UUID
    kind: ObligationKind
    words: str
    by_site: SiteView
    to_site: SiteView
    asked_by: str
    promised: bool
    asked_at: datetime
    due_at: datetime
    minutes: int
    lamp: Lamp
    state: ObligationState
    escalated_to: SiteView | None
    mine: bool
    awaited: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.state is ObligationState.OPEN


class DebtRow(msgspec.Struct, frozen=True, kw_only=True):
    """A debt in a list, with its case."""

    case_id: UUID
    number: str
    item_name: str
    applicant: str
    debt: Debt


class DebtList(msgspec.Struct, frozen=True, kw_only=True):
    """Open debts of the actor's site, the next due first: owed here, awaited here, overdue and told to this centre."""

    owed: tuple[DebtRow, ...]
    awaited: tuple[DebtRow, ...]
    escalated: tuple[DebtRow, ...]


def debts_of(work: Work, of: Case) -> tuple[Debt, ...]:
    """Everything that was ever owed in a case that the actor may read, in the order it arose."""
    rows = work.conn.execute(select(t).where(t.c.case_id == of.id).order_by(t.c.asked_at, t.c.id)).mappings().all()
    found = [obligation(row) for row in rows]
    names = staff_names(work, {one.asked_by for one in found})
    return tuple(_debt(work, one, owes(one, of), waits(one, of), names) for one in found)


def open_debts(work: Work) -> DebtList:
    """What is open and concerns the actor's site."""
    here = work.actor.site_id
    concerns = or_(_owing == here, _waiting == here, t.c.escalated_to == here)
    wanted = (
        select(t, _owing.label("owes"), _waiting.label("waits"))
        .add_columns(cases.c.number, cases.c.item_code, cases.c.item_version, cases.c.applicant_mask)
        .join(cases, cases.c.id == t.c.case_id)
        .where(_OPEN, concerns, in_reach(work.actor, t.c.case_id))
        .order_by(t.c.due_at, t.c.id)
        .limit(_MOST)
    )
    rows = [dict(row) for row in work.conn.execute(wanted).mappings()]
    names = staff_names(work, {row["asked_by"] for row in rows})
    found = [_row(work, row, names) for row in rows]
    return DebtList(
        owed=tuple(row for row in found if row.debt.mine),
        awaited=tuple(row for row in found if row.debt.awaited and not row.debt.mine),
        escalated=tuple(row for row in found if row.debt.escalated_to and row.debt.escalated_to.here),
    )


def open_count(work: Work) -> int:
    """How many the actor's site owes or was told of as a centre."""
    here = work.actor.site_id
    wanted = (
        select(func.count())
        .select_from(t.join(cases, cases.c.id == t.c.case_id))
        .where(_OPEN, or_(_owing == here, t.c.escalated_to == here), in_reach(work.actor, t.c.case_id))
    )
    return int(work.conn.execute(wanted).scalar_one())


def owed_here(work: Work, case_ids: Collection[UUID]) -> dict[UUID, tuple[int, Lamp]]:
    """How much the actor's site owes in each of the cases, with the lamp of what is due next."""
    if not case_ids:
        return {}
    mine: tuple[ColumnElement[bool], ...] = (_OPEN, t.c.case_id.in_(case_ids), _owing == work.actor.site_id)
    wanted = select(t).join(cases, cases.c.id == t.c.case_id).where(*mine).order_by(t.c.due_at.desc())
    found: dict[UUID, tuple[int, Lamp]] = {}
    for one in map(obligation, work.conn.execute(wanted).mappings()):
        found[one.case_id] = (found.get(one.case_id, (0, Lamp.NONE))[0] + 1, lamp_of(one, work.now))
    return found


def _row(work: Work, row: dict[str, Any], names: Mapping[UUID, str]) -> DebtRow:
    case_of = {name: row.pop(name) for name in ("number", "item_code", "item_version", "applicant_mask")}
    by, to = row.pop("owes"), row.pop("waits")
    one = obligation(row)
    return DebtRow(
        case_id=one.case_id,
        number=case_of["number"] or "",
        item_name=work.reference.versions[case_of["item_code"], case_of["item_version"]].name,
        applicant=case_of["applicant_mask"],
        debt=_debt(work, one, by, to, names),
    )


def _debt(work: Work, one: Obligation, by: str, to: str, names: Mapping[UUID, str]) -> Debt:
    tree, here, is_open = work.reference.tree, work.actor.site_id, one.state is ObligationState.OPEN
    return Debt(
        id=one.id,
        kind=one.kind,
        words=one.words,
        by_site=site_view(tree, by, here),
        to_site=site_view(tree, to, here),
        asked_by=names.get(one.asked_by, "") if one.asked_by else "",
        promised=one.promised,
        asked_at=one.asked_at,
        due_at=one.due_at,
        minutes=minutes_between(work.now, one.due_at, work.reference.calendar_at(by)) if is_open else 0,
        lamp=lamp_of(one, work.now),
        state=one.state,
        escalated_to=site_view(tree, one.escalated_to, here) if one.escalated_to else None,
        mine=is_open and by == here,
        awaited=is_open and to == here,
    )
