"""`bangban check` finds nothing in a sound database, and finds and names what is spoiled."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.commands.check import check
from shared.domain.cases import commands as c
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests import scenes
from tests.scenes import FOREIGN, TOWN, VILLAGE

_EARLY_TIMER = (
    "insert into timers (id, tenant_id, kind, key, due_at, body, queue, fired_at) values"
    " (gen_random_uuid(), '150271', 'k', 'k', now(), '{}', 'q', now() - interval '1 s')"
)


def violated(settings: Settings) -> set[str]:
    return {one.invariant for one in check(settings) if one.violations}


def lived(store: Store) -> None:
    """Cases that moved, crossed tenants, came back."""
    by = scenes.clerk(VILLAGE)
    one, two = scenes.registered(store, by), scenes.registered(store, by)
    scenes.offered(store, by, one, TOWN)
    scenes.act(store, scenes.clerk(TOWN), one, c.SignFor())
    scenes.offered(store, by, two, FOREIGN)
    scenes.act(store, scenes.clerk(FOREIGN), two, c.Refuse(reason="outside_area", words="不在辖区"))


def test_a_sound_database_violates_nothing(store: Store, settings: Settings) -> None:
    lived(store)
    assert violated(settings) == set()


@pytest.mark.parametrize(
    ("spoil", "invariant"),
    [
        ("update case_events set body = replace(body, 'hand', 'foot') where kind = 'handover_offered'", "I4"),
        ("update case_events set by_site = 'x' where seq = 1", "I4"),
        ("delete from case_events where seq = 2", "I3"),
        ("update cases set snapshot = replace(snapshot, '\"moves\":1', '\"moves\":7')", "I3"),
        ("delete from case_events", "I1"),
        ("update case_holders set until = clock_timestamp() where until is null", "I2"),
        ("update handovers set state = 'withdrawn' where state = 'signed'; delete from desk_rows", "I2"),
        ("update case_counters set last = last + 1", "I11"),
        (_EARLY_TIMER, "I10"),
    ],
)
def test_what_is_spoiled_is_found(store: Store, settings: Settings, spoil: str, invariant: str) -> None:
    lived(store)
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        conn.exec_driver_sql(spoil)
    assert invariant in violated(settings)
