"""The lamp that SQL gives a row is the one the rules give the case."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from services.gateway.queries.case_file import lamp_of
from services.gateway.queries.desk import DeskFilter, desk, row_of
from services.gateway.queries.lamps import GROUPS
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.store.engine import Store
from tests.services.gateway.people import Caller

CLERK = Actor(tenant_id="150271", site_id="150271102", roles=frozenset({Role.CLERK}))


@pytest.mark.parametrize("days", [0, 2, 5, 6, 7, 8, 9, 12, 20, 30, 38])
@pytest.mark.parametrize("paused", [False, True])
def test_every_lamp_is_the_same_in_sql_and_in_the_rules(
    days: int,
    paused: bool,
    store: Store,
    owner: Engine,
    held: Callable[..., str],
    someone: Callable[[str], Caller],
) -> None:
    # Given a case of five promised and twenty statutory days, and the clock so many days later
    case_id = held()
    if paused:
        assert someone("wsq").act(f"/api/cases/{case_id}/start").status_code == 200
        stop = {"cause": "correction", "words": "等申请人补正"}
        assert someone("wsq").act(f"/api/cases/{case_id}/pause", stop).status_code == 200
    with owner.begin() as conn:
        by = text("insert into clock_offset (single, by) values (true, make_interval(days => :d))")
        conn.execute(by, {"d": days})
    # When the desk is read
    with store.work(CLERK) as work:
        case = work.cases.get(UUID(case_id))
        seen, alone = desk(work, DeskFilter()), row_of(work, UUID(case_id))
        # Then both agree, and the row stands in the group of its lamp
        assert alone is not None
        assert alone.lamp is lamp_of(case, work.now)
        (group,) = seen.groups
        assert alone.lamp in GROUPS[group.name]
        assert seen.counts.of("todo", alone.lamp.value) == 1
