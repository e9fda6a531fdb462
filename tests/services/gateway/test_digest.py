"""早间提要 by its message: once a working day for each who wants it, at their hour, and never of nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from deploy.commands import clock
from shared.contracts import messages as m
from shared.domain.deadlines.calendar import local_date
from shared.store import offset
from shared.store.engine import Store
from tests import ringing, scenes
from tests.services.gateway.people import Caller
from tests.services.gateway.test_bell import BELL, forwarded, kinds, notices

Someone = Callable[[str], Caller]


@pytest.fixture
def today(owner: Engine) -> date:
    """A working morning, and its date."""
    with owner.begin() as conn:
        clock.morning(conn)
        now = conn.execute(text("select clock_timestamp()")).scalar_one() + offset.standing(conn)
    return local_date(now)


def digest(store: Store, day: date, hour: int = 8, times: int = 1) -> None:
    """The hour has come, as often as that."""
    for _ in range(times):
        ringing.tell(store, m.MorningDigest(tenant_id=scenes.ZONE, day=day.isoformat(), hour=hour))


def timers(owner: Engine) -> set[str]:
    """The digests that are to come."""
    with owner.connect() as conn:
        wanted = "select tenant_id || ' ' || key from timers where kind = 'notify.morning_digest' and fired_at is null"
        return set(conn.execute(text(wanted)).scalars())


def test_who_has_something_to_do_is_told_once_what_and_nobody_else_is(
    someone: Someone, store: Store, today: date
) -> None:
    village, town = someone("xzw"), someone("wsq")
    forwarded(village)
    forwarded(village)
    digest(store, today, times=3)
    (one,) = notices(town)
    assert (one["kind"], one["topic"], one["case_id"], one["number"]) == ("digest", "digest", None, "")
    assert one["numbers"]["sign"] == 2
    assert kinds(someone("shsw")) == []


def test_a_morning_that_is_over_is_not_made_up_for_and_the_next_one_is_set(
    someone: Someone, store: Store, owner: Engine, today: date
) -> None:
    forwarded(someone("xzw"))
    digest(store, today - timedelta(days=1))
    assert kinds(someone("wsq")) == []
    (key,) = timers(owner)
    assert key > f"{scenes.ZONE} {today.isoformat()}T08"


def test_the_first_doorbell_sets_the_first_morning(someone: Someone, store: Store, owner: Engine, today: date) -> None:
    forwarded(someone("xzw"))
    assert timers(owner) == set()
    ringing.heard(store, owner)
    assert len(timers(owner)) == 1


def test_everybody_chooses_whether_and_when(someone: Someone, store: Store, owner: Engine, today: date) -> None:
    village, town, bureau = someone("xzw"), someone("wsq"), someone("shsw")
    forwarded(village)
    forwarded(village, scenes.DEPARTMENT)
    assert town.get(f"{BELL}/choices").json() == {"hidden": [], "digest": True, "digest_hour": 8}
    town.act(f"{BELL}/choices", {"hidden": [], "digest": True, "digest_hour": 11})
    bureau.act(f"{BELL}/choices", {"hidden": [], "digest": False, "digest_hour": 8})
    assert any(key.endswith("T11") for key in timers(owner))
    # When it is eight, neither is told; at eleven the one who wants it then
    digest(store, today, 8)
    assert (kinds(town), kinds(bureau)) == ([], [])
    digest(store, today, 11)
    assert (kinds(town), kinds(bureau)) == (["digest"], [])
    # And who changes their hour during the morning is not told twice
    town.act(f"{BELL}/choices", {"hidden": [], "digest_hour": 12})
    digest(store, today, 12)
    assert kinds(town) == ["digest"]


@pytest.mark.parametrize("hour", [0, 4, 13, 24])
def test_an_hour_that_is_no_morning_s_is_refused(someone: Someone, hour: int) -> None:
    refused = someone("wsq").act(f"{BELL}/choices", {"hidden": [], "digest_hour": hour})
    assert (refused.status_code, refused.json()["code"]) == (422, "notice.hour")


def test_who_is_away_is_not_told(someone: Someone, store: Store, owner: Engine, today: date) -> None:
    forwarded(someone("xzw"))
    with owner.begin() as conn:
        conn.execute(
            text(
                "insert into absences (id, tenant_id, site_id, staff_id, kind, from_day, to_day, recorded_at)"
                " select gen_random_uuid(), tenant_id, site_id, staff_id, 'annual', '2000-01-01', '2100-01-01', now()"
                " from users where login = 'wsq'"
            )
        )
    digest(store, today)
    assert kinds(someone("wsq")) == []
