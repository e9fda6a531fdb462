"""What the doctor says of departments that nobody is active at."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from deploy.unmanned import told, unmanned
from shared.kernel.settings import Settings
from shared.store.engine import owner_engine


@pytest.fixture
def conn(settings: Settings) -> Iterator[Connection]:
    with owner_engine(settings).connect() as opened:
        yield opened


def test_a_department_is_named_when_its_last_agent_goes_and_not_before(conn: Connection) -> None:
    before = unmanned(conn)
    assert "安监局" in before
    assert "社会事务局" not in before
    away = text(
        "insert into absences (id, tenant_id, site_id, staff_id, kind, from_day, to_day, recorded_at) select"
        " gen_random_uuid(), tenant_id, site_id, staff_id, 'sick', '2020-01-01', '2099-12-31', now()"
        " from roster_members where site_id = '150271-shehuishiwu' and rank = :rank"
    )
    conn.execute(away, {"rank": "lead"})
    assert unmanned(conn) == before
    conn.execute(away, {"rank": "substitute"})
    assert set(unmanned(conn)) - set(before) == {"社会事务局"}


def test_a_shut_log_in_does_not_count(conn: Connection) -> None:
    before = unmanned(conn)
    conn.execute(text("update users set disabled = true where login in ('shsw', 'shswld')"))
    assert set(unmanned(conn)) - set(before) == {"社会事务局"}


def test_an_alarm_is_told_as_one() -> None:
    assert told([]) == "every department has an active agent today"
    assert told(["甲"]).startswith("ALARM: 1 departments")
    assert "…" in told(["甲"] * 6)
