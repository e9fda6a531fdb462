"""The cards of a coordinator's board: each case that waits for a place, why it does, and who sent it back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select

from services.gateway.queries.able_sites import Region, able_sites
from services.gateway.queries.lamps import lamp_of_row, rank_of_row
from services.gateway.queries.loads import Load
from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.rows import DeskRow, desk_row
from shared.domain.cases import events as e
from shared.domain.cases.desk import Bucket
from shared.domain.cases.replay import standing
from shared.store.cases import happened
from shared.store.tables.cases import case_events
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

PAGE_SIZE = 100
"""Cards of one page. Our default."""

_PLACED = e.HandoverOffered | e.HandoverSigned | e.DisputeKept
_TOLD = (
    "pooled",
    "dispute_raised",
    "handover_offered",
    "handover_signed",
    "handover_refused",
    "handover_returned",
    "dispute_kept",
    "undone",
)


class PoolCard(msgspec.Struct, frozen=True, kw_only=True):
    """A case that waits for a place: why it is here, and who sent it back with which words.

    `regions` are the sites it may go to, its holder among them; only the card that is being placed has them.
    """

    row: DeskRow
    why: str
    words: str
    sent_back_by: SiteView | None
    regions: tuple[Region, ...]


def waiting(work: Work) -> int:
    """How many cases wait for a place on the board of the actor's tenant."""
    return int(work.conn.execute(select(func.count()).select_from(d).where(*_here(work))).scalar_one())


def pool_cards(work: Work, numbers: dict[str, Load], placed: UUID | None, page: int = 1) -> tuple[PoolCard, ...]:
    """A page of the cards, 问题工单 first, then by urgency; the card that is being placed is always among them."""
    wanted = select(d, lamp_of_row(work.now).label("lamp")).where(*_here(work))
    order = (d.c.problem.desc(), rank_of_row(work.now), d.c.due_at, d.c.case_id)
    cut = wanted.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    rows = work.conn.execute(cut).mappings().all()
    if placed is not None and placed not in {row["case_id"] for row in rows}:
        rows = [*work.conn.execute(wanted.where(d.c.case_id == placed)).mappings(), *rows]
    told = _told(work, [row["case_id"] for row in rows])
    return tuple(
        _card(work, row, told.get(row["case_id"], ()), numbers if row["case_id"] == placed else None) for row in rows
    )


def _here(work: Work) -> tuple[ColumnElement[bool], ...]:
    centre = work.actor.tenant_id
    return (d.c.tenant_id == centre, d.c.site_id == centre, d.c.bucket == Bucket.POOL.value)


def _told(work: Work, ids: Iterable[UUID]) -> Mapping[UUID, Sequence[e.Happened]]:
    """Of each case what stands of the events that place it or say no."""
    t = case_events
    wanted = select(t).where(t.c.case_id.in_(list(ids)), t.c.kind.in_(_TOLD)).order_by(t.c.seq)
    found: dict[UUID, list[e.Happened]] = {}
    for row in work.conn.execute(wanted).mappings():
        found.setdefault(row["case_id"], []).append(happened(row))
    return {case_id: standing(history) for case_id, history in found.items()}


def _card(work: Work, row: Any, told: Sequence[e.Happened], numbers: dict[str, Load] | None) -> PoolCard:
    pooled = next((h.event for h in reversed(told) if isinstance(h.event, e.Pooled | e.DisputeRaised)), None)
    back = _sent_back(told)
    words = getattr(pooled, "words", "") or (getattr(back.event, "words", "") if back else "")
    item, tree = work.reference.items.get(row["item_code"]), work.reference.tree
    tenant = tree.site(row["origin_site"]).tenant_id
    return PoolCard(
        row=desk_row(work, row),
        why=pooled.why if pooled else "",
        words=words,
        sent_back_by=site_view(tree, back.by_site, work.actor.site_id) if back else None,
        regions=able_sites(work, item, "", numbers, tenant) if item and numbers is not None else (),
    )


def _sent_back(told: Sequence[e.Happened]) -> e.Happened | None:
    """The last no, unless it was offered or signed for since: an older one is not why it is here."""
    for one in reversed(told):
        if isinstance(one.event, e.HandoverRefused | e.HandoverReturned):
            return one
        if isinstance(one.event, _PLACED):
            return None
    return None
