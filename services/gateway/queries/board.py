"""The coordinator's board (派单与改派): the pool with why each case is there, and a lane per site with its load."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select

from services.gateway.queries.alarms import AlarmRow, alarms
from services.gateway.queries.lamps import lamp_of_row, rank_of_row
from services.gateway.queries.loads import Load, loads, tenant_load
from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.placing import Placing, placing
from services.gateway.queries.pool_cards import PAGE_SIZE, PoolCard, pool_cards, waiting
from services.gateway.queries.raised import RaisedCard, raised
from services.gateway.queries.rows import DeskRow, desk_row
from shared.domain.cases.desk import Bucket
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.duty import Presence, on_duty, presence
from shared.domain.roster.model import Roster
from shared.kernel.paging import numbered
from shared.store import rosters
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

LANES = 12
LANE_CARDS = 4


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """A site with what lies on it; `rows` are its most urgent ones.

    `on_duty` and `away` count its people today; `capacity` is what those on duty can have in hand, 0 without a roster.
    """

    site: SiteView
    load: Load
    rows: tuple[DeskRow, ...]
    on_duty: int = 0
    away: int = 0
    capacity: int = 0


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator decides on. `total` counts every open case of the tenant, `waiting` all that wait for a place.

    `cards` are those of the `page`, the first of `pages` being 1. `raised` are the cases that were moved up or
    supervised, only those with the `mark` where one is wanted.
    """

    cards: tuple[PoolCard, ...]
    waiting: int
    lanes: tuple[Lane, ...]
    total: Load
    level: str
    page: int = 1
    pages: int = 1
    mark: str = ""
    raised: tuple[RaisedCard, ...] = ()
    alarms: tuple[AlarmRow, ...] = ()
    picked: Placing | None = None


def board(
    work: Work,
    level: str = "",
    placed: UUID | None = None,
    picks: tuple[UUID, ...] = (),
    mark: str = "",
    page: int = 1,
) -> Board:
    """The board of the actor's tenant; `level` narrows the lanes to a badge (district, town, village, park).

    `placed` is the card whose form is open, `picks` the cases that are to be reassigned together. A `page` behind the
    last is the last.
    """
    numbers, total = loads(work), waiting(work)
    picked = placing(work, picks, numbers) if picks else None
    there, pages = numbered(total, PAGE_SIZE, page)
    return Board(
        cards=pool_cards(work, numbers, placed, there),
        waiting=total,
        lanes=_lanes(work, numbers, level, picked.best if picked else ""),
        total=tenant_load(work),
        level=level,
        page=there,
        pages=pages,
        mark=mark,
        raised=raised(work, mark),
        alarms=alarms(work, numbers),
        picked=picked,
    )


def _lanes(work: Work, numbers: dict[str, Load], level: str, best: str) -> tuple[Lane, ...]:
    """The site suggested first, then the fullest; any other site with nothing on it has no lane."""
    tree, here = work.reference.tree, work.actor.site_id
    lying = ({best: Load()} if best else {}) | numbers
    seen = [(site_view(tree, site_id, here), load) for site_id, load in lying.items()]
    chosen = [(site, load) for site, load in seen if level in ("", site.badge) or site.id == best]
    chosen.sort(key=lambda one: (one[0].id != best, -one[1].total, one[0].id))
    ids = [site.id for site, _ in chosen[:LANES]]
    rows, people = _most_urgent(work, ids), rosters.of_sites(work, ids)
    return tuple(_lane(work, site, load, rows.get(site.id, ()), people.get(site.id)) for site, load in chosen[:LANES])


def _lane(work: Work, site: SiteView, load: Load, rows: tuple[DeskRow, ...], roster: Roster | None) -> Lane:
    if roster is None:
        return Lane(site=site, load=load, rows=rows)
    today, calendar = local_date(work.now), work.reference.calendar_at(site.id)
    here = on_duty(roster, today, calendar)
    each = work.reference.whole(work.actor.tenant_id, "roster.agent_capacity", 8)
    return Lane(
        site=site,
        load=load,
        rows=rows,
        on_duty=len(here),
        away=sum(presence(roster, m.staff_id, today, calendar) is Presence.ABSENT for m in roster.on(today)),
        capacity=len(here) * each,
    )


def _most_urgent(work: Work, sites: list[str]) -> dict[str, tuple[DeskRow, ...]]:
    order = (rank_of_row(work.now), d.c.due_at, d.c.case_id)
    place = func.row_number().over(partition_by=d.c.site_id, order_by=order).label("place")
    lying = (
        select(d, lamp_of_row(work.now).label("lamp"), place)
        .where(d.c.tenant_id == work.actor.tenant_id, d.c.site_id.in_(sites))
        .where(d.c.bucket.in_([Bucket.HOLD.value, Bucket.SIGN.value]))
        .subquery()
    )
    found: dict[str, list[DeskRow]] = {}
    wanted = select(lying).where(lying.c.place <= LANE_CARDS).order_by(lying.c.site_id, lying.c.place)
    for row in work.conn.execute(wanted).mappings():
        found.setdefault(row["site_id"], []).append(desk_row(work, row))
    return {site_id: tuple(rows) for site_id, rows in found.items()}
