"""The desk of a site (待办): rows by urgency, counts by lamp, pages of a bounded size."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, or_, select, tuple_

from services.gateway.queries.debts import owed_here
from services.gateway.queries.deciders import may_decide, waiting
from services.gateway.queries.desk_counts import TABS, Counts, counts, here, mine
from services.gateway.queries.lamps import GROUPS, lamp_of_row, rank_of_row
from services.gateway.queries.rows import DeskRow, desk_row
from services.gateway.queries.unread import unread
from shared.domain.cases.desk import Bucket
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.lamps import Lamp
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

PAGE_SIZE = 50
_RANKS = 100
"""More than there are lamps to rank rows by."""


class DeskFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What part of the desk is wanted. `view` is one of VIEWS, `after` the `next` of the page before."""

    tab: str = "todo"
    lamp: str = ""
    mine: bool = False
    view: str = ""
    after: str = ""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one urgency, with how many there are in all."""

    name: str
    total: int
    rows: tuple[DeskRow, ...]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a desk."""

    filter: DeskFilter
    counts: Counts
    groups: tuple[Group, ...]
    next: str
    next_due: datetime | None = None

    @property
    def shown(self) -> int:
        """How many rows this page has."""
        return sum(len(group.rows) for group in self.groups)


def desk(work: Work, wanted: DeskFilter) -> Desk:
    """The page of the desk that the filter asks for."""
    numbers = counts(work)
    rows = _page(work, wanted)
    page = _with_talk(work, [desk_row(work, row) for row in rows[:PAGE_SIZE]])
    more = len(rows) > PAGE_SIZE
    return Desk(
        filter=wanted,
        counts=numbers,
        groups=_grouped(page, numbers, wanted),
        next=_token(rows[PAGE_SIZE - 1]) if more else "",
        next_due=None if page else _next_due(work),
    )


def _with_talk(work: Work, page: list[DeskRow]) -> list[DeskRow]:
    """The rows with how much of their conversations is unread, and what is owed in them."""
    ids = [row.case_id for row in page]
    fresh, owed = unread(work, ids), owed_here(work, ids)
    nothing = (0, Lamp.NONE)
    return [
        replace(
            row,
            unread=fresh.get(row.case_id, 0),
            owed=owed.get(row.case_id, nothing)[0],
            owed_lamp=owed.get(row.case_id, nothing)[1],
        )
        for row in page
    ]


def row_of(work: Work, case_id: UUID) -> DeskRow | None:
    """The row of one case on the actor's desk, if it lies there."""
    lamp = lamp_of_row(work.now).label("lamp")
    row = work.conn.execute(select(d, lamp).where(*here(work), d.c.case_id == case_id)).mappings().one_or_none()
    return None if row is None else desk_row(work, row)


def _page(work: Work, wanted: DeskFilter) -> Sequence[Any]:
    closed = wanted.tab == "closed"
    rank, lamp = rank_of_row(work.now).label("rank"), lamp_of_row(work.now).label("lamp")
    due = func.coalesce(d.c.due_at, d.c.last_at).label("sort_at")
    buckets = [bucket.value for bucket in TABS.get(wanted.tab, TABS["todo"])]
    rows = select(d, lamp, rank, due).where(*here(work), d.c.bucket.in_(buckets))
    if wanted.lamp:
        rows = rows.where(lamp_of_row(work.now) == wanted.lamp)
    if wanted.mine:
        rows = rows.where(mine(work))
    order = (d.c.last_at.desc(), d.c.case_id.desc()) if closed else (rank, due, d.c.case_id)
    if wanted.view:
        rows = rows.where(_VIEWED[wanted.view](work))
    if after := _after(wanted.after):
        place = tuple_(d.c.last_at, d.c.case_id) if closed else tuple_(rank_of_row(work.now), due, d.c.case_id)
        since = tuple_(*after[1:]) if closed else tuple_(*after)
        rows = rows.where(place < since if closed else place > since)
    return work.conn.execute(rows.order_by(*order).limit(PAGE_SIZE + 1)).mappings().all()


def _today(work: Work) -> ColumnElement[bool]:
    """What is due before this day closes, and what was due before."""
    return d.c.due_at <= work.reference.calendar_at(work.actor.site_id).closes(local_date(work.now))


def _abroad(work: Work) -> ColumnElement[bool]:
    """What began or lies in another tenant."""
    own = [site.id for site in work.reference.tree if site.tenant_id == work.actor.tenant_id]
    return or_(d.c.origin_site.not_in(own), d.c.holder_site.not_in(own))


def _urged(work: Work) -> ColumnElement[bool]:
    """What somebody was urged about, moved up or supervised, and nothing has happened since."""
    return d.c.last_kind.in_(["reminded", "escalated", "supervised"])


def _raised(work: Work) -> ColumnElement[bool]:
    """What was moved up or supervised, whatever has happened since."""
    return d.c.raised != ""


_VIEWED = {"today": _today, "abroad": _abroad, "urged": _urged, "raised": _raised, "decide": waiting}
VIEWS = tuple(_VIEWED)
"""Views of a desk; an address saves one, alone or with tab, lamp and whose."""


def views(work: Work) -> tuple[str, ...]:
    """Those that the actor has a use for: who decides nothing has nothing waiting for a decision."""
    return VIEWS if may_decide(work) else tuple(view for view in VIEWS if view != "decide")


def _grouped(page: list[DeskRow], numbers: Counts, wanted: DeskFilter) -> tuple[Group, ...]:
    if wanted.tab == "closed":
        return (Group(name="closed", total=len(page), rows=tuple(page)),) if page else ()
    groups = []
    for name, lamps in GROUPS.items():
        rows = tuple(row for row in page if row.lamp in lamps)
        total = sum(numbers.of(wanted.tab, lamp.value, wanted.mine) for lamp in lamps)
        total = len(rows) if wanted.view else total
        if rows:
            groups.append(Group(name=name, total=total, rows=rows))
    return tuple(groups)


def _next_due(work: Work) -> datetime | None:
    """When something is due next, for a page that has nothing to show."""
    todo = [bucket.value for bucket in TABS["todo"]]
    due = select(func.min(d.c.due_at)).where(*here(work), d.c.bucket.in_(todo), d.c.due_at > work.now)
    soonest: datetime | None = work.conn.execute(due).scalar_one()
    return soonest


def _token(row: Any) -> str:
    at = row["last_at"] if row["bucket"] == Bucket.CLOSED.value else row["sort_at"]
    return f"{row['rank']}~{at.isoformat()}~{row['case_id']}"


def _after(token: str) -> tuple[int, datetime, UUID] | None:
    """Where a page begins; a token that nobody gave out begins at the top."""
    try:
        rank, at, case_id = token.split("~")
        given = int(rank), datetime.fromisoformat(at), UUID(case_id)
    except ValueError:
        return None
    # The database takes no rank of many digits, and no time without its zone can be compared with those it has.
    return given if 0 <= given[0] < _RANKS and given[1].tzinfo else None
