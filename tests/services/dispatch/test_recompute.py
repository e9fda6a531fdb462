"""A new version of the calendar: every tenant's open deadlines move, batch by batch, once, whatever happens between."""

import json
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.pool import NullPool

from services.dispatch.entry.actors import handlers
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.domain.deadlines.notice import read
from shared.kernel import failpoints
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import deadline_sweeps, publish_calendar
from shared.store.deadline_sweeps import Sweep
from shared.store.engine import Store
from shared.store.inbox import AlreadyHeard
from shared.store.tables.queue import outbox, timers
from tests import scenes
from tests.scenes import CITY, FOREIGN, FOREIGN_STREET, TOWN, VILLAGE, ZONE

SEED = Path(__file__).parents[3] / "deploy" / "seed" / "calendar"


@pytest.fixture
def owner(settings: Settings) -> Engine:
    return create_engine(settings.database_owner, poolclass=NullPool)


def published(store: Store, off: date | None = None) -> int:
    """The shipped year with one more day off, by default the third working day from now; gives the version."""
    with store.work(platform(CITY)) as work:
        off = off or soon(store, 3)
        told = json.loads((SEED / f"{off.year}.json").read_text("utf-8"))
        told["days"] = [d for d in told["days"] if d["date"] != str(off)]
        told["days"].append({"name": "临时", "date": str(off), "isOffDay": True})
        told["papers"] = ["https://www.gov.cn/x"]
        seen = publish_calendar.look(work, read(json.dumps(told).encode()), off.year, "CN")
        return publish_calendar.publish(work, seen, "通知", "test")


def soon(store: Store, days: int) -> date:
    with store.work(platform(CITY)) as work:
        following = work.reference.calendar.working_days_after(work.now.date())
        return [next(following) for _ in range(days)][-1]


def hear(store: Store, message: m.Message, message_id: UUID | None = None) -> None:
    deps = scenes.dispatching(store)
    handlers(deps)[type(message)](message, message_id or new_id())


def swept(store: Store, owner: Engine) -> None:
    """Everything about deadlines that waits is heard, second looks included, until nothing waits."""
    while waiting := _waiting(owner):
        for message_id, body in waiting:
            hear(store, m.decode(body), message_id)


def _waiting(owner: Engine) -> list[tuple[UUID, str]]:
    wanted = ("dispatch.spread_deadlines", "dispatch.recompute_deadlines")
    with owner.begin() as conn:
        rung = select(outbox.c.id, outbox.c.body).where(outbox.c.kind.in_(wanted))
        due = select(timers.c.id, timers.c.body).where(timers.c.kind.in_(wanted), timers.c.fired_at.is_(None))
        found = [tuple(row) for row in (*conn.execute(rung), *conn.execute(due))]
        conn.execute(text("update timers set fired_at = now() where kind = any(:wanted)"), {"wanted": list(wanted)})
    return found


def events(owner: Engine) -> int:
    with owner.connect() as conn:
        wanted = text("select count(*) from case_events where kind = 'deadlines_recomputed'")
        return int(conn.execute(wanted).scalar_one())


def sweep_of(store: Store, tenant: str) -> Sweep:
    with store.work(platform(tenant)) as work:
        return next(one for one in deadline_sweeps.latest(work.conn) if one.tenant_id == tenant)


def seen(store: Store, case_id: UUID, site: str = VILLAGE) -> Case:
    return scenes.seen(store, scenes.clerk(site), case_id)


def test_open_cases_of_every_tenant_get_their_new_dates_and_keep_the_told_one(store: Store, owner: Engine) -> None:
    # Given a case in the zone and one in another district
    ours = scenes.registered(store, scenes.clerk(VILLAGE))
    theirs = scenes.registered(store, scenes.clerk(FOREIGN_STREET))
    before = {ours: seen(store, ours), theirs: seen(store, theirs, FOREIGN_STREET)}
    # When
    version = published(store)
    swept(store, owner)
    # Then
    for case_id, site in ((ours, VILLAGE), (theirs, FOREIGN_STREET)):
        after, was = seen(store, case_id, site), before[case_id]
        assert after.promised_due
        assert was.promised_due
        assert after.promised_due > was.promised_due
        assert after.notified_due == was.promised_due
    done = sweep_of(store, ZONE)
    assert (done.version, done.seen, done.moved, done.failed, done.ended_at is None) == (version, 1, 1, 0, False)
    assert sweep_of(store, FOREIGN).moved == 1


def test_desks_sort_by_the_new_date(store: Store, owner: Engine) -> None:
    case_id = scenes.registered(store, scenes.clerk(VILLAGE))
    published(store)
    swept(store, owner)
    with owner.connect() as conn:
        shown = conn.execute(text("select distinct promised_due from desk_rows where case_id = :c"), {"c": case_id})
        assert shown.scalars().all() == [seen(store, case_id).promised_due]


def test_an_open_offer_gets_its_new_limit_and_one_pair_of_timers(store: Store, owner: Engine) -> None:
    case_id = scenes.registered(store, scenes.clerk(VILLAGE))
    hear(store, m.RouteCase(tenant_id=ZONE, case_id=case_id, version=0))
    offered = seen(store, case_id).offered
    assert offered
    # When the day on which signing is due becomes a day off
    published(store, offered.due_at.date())
    swept(store, owner)
    # Then
    moved = seen(store, case_id).offered
    assert moved
    assert moved.due_at > offered.due_at
    with owner.connect() as conn:
        wanted = select(timers.c.due_at).where(
            timers.c.kind == "dispatch.expire_handover", timers.c.case_id == case_id, timers.c.fired_at.is_(None)
        )
        assert conn.execute(wanted).scalars().all() == [moved.due_at]
    # And the old bell, if it was on its way already, ends nothing early
    hear(store, m.ExpireHandover(tenant_id=ZONE, case_id=case_id, handover_id=offered.id))
    assert seen(store, case_id).offered == moved


def test_acceptance_by_law_waits_for_the_new_date(store: Store, owner: Engine) -> None:
    by = scenes.clerk(VILLAGE)
    with store.work(by) as work:
        case_id = scenes.opened(work, by).id
    case = scenes.act(store, by, case_id, c.Submit())
    published(store)
    swept(store, owner)
    after = seen(store, case_id)
    assert after.acceptance_due
    assert case.acceptance_due
    assert after.acceptance_due > case.acceptance_due
    with owner.connect() as conn:
        wanted = select(timers.c.due_at).where(timers.c.kind == "dispatch.deem_accepted", timers.c.case_id == case_id)
        assert conn.execute(wanted).scalars().all() == [after.acceptance_due]
    hear(store, m.DeemAccepted(tenant_id=ZONE, case_id=case_id))
    assert seen(store, case_id).accepted_at is None


def test_more_cases_than_a_batch_are_all_reached_and_none_twice(store: Store, owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(text("update parameters set value = '2' where key = 'calendar.sweep_batch'"))
        conn.execute(text("update reference_version set version = version + 1"))
    for _ in range(5):
        scenes.registered(store, scenes.clerk(VILLAGE))
    published(store)
    swept(store, owner)
    assert events(owner) == 5
    assert sweep_of(store, ZONE).seen == 5


@pytest.mark.parametrize("mode", ["before", "after"])
@pytest.mark.parametrize(("point", "hit"), [("platform.commit", 2), ("platform.commit", 5), ("heard.commit", 2)])
def test_a_sweep_that_dies_anywhere_goes_on_and_does_nothing_twice(
    store: Store, owner: Engine, monkeypatch: pytest.MonkeyPatch, point: str, hit: int, mode: str
) -> None:
    ids = [scenes.registered(store, scenes.clerk(VILLAGE)) for _ in range(3)]
    published(store)
    dies = Dying(point, hit, mode)
    monkeypatch.setattr("shared.store.transaction.through", dies)
    # When the process dies once and what waited is heard again
    for _ in range(20):
        waiting = _all(owner)
        if not waiting:
            break
        for message_id, body in waiting:
            try:
                hear(store, m.decode(body), message_id)
                _done(owner, message_id)
            except AlreadyHeard:
                _done(owner, message_id)
            except Died:
                break
    # Then
    assert dies.died
    assert events(owner) == 3
    assert len({seen(store, case_id).promised_due for case_id in ids}) == 1
    assert sweep_of(store, ZONE).ended_at


class Died(BaseException):
    """The process is gone."""


class Dying:
    """Lets one commit of a name fail: before it, or after it without anybody hearing of it."""

    def __init__(self, point: str, hit: int, mode: str) -> None:
        self.point, self.left, self.mode, self.died = point, hit, mode, False

    def __call__(self, point: str, act: object, lost: object) -> None:
        self.left -= point == self.point
        now = point == self.point and self.left == 0
        self.died |= now
        if now and self.mode == "before":
            raise Died
        act()  # type: ignore[operator]
        if now:
            raise Died


def _all(owner: Engine) -> list[tuple[UUID, str]]:
    """What a relay and a tick would bring now, fired timers that were not heard included."""
    wanted = ("dispatch.spread_deadlines", "dispatch.recompute_deadlines")
    with owner.connect() as conn:
        rung = select(outbox.c.id, outbox.c.body).where(outbox.c.kind.in_(wanted))
        due = select(timers.c.id, timers.c.body).where(timers.c.kind.in_(wanted), timers.c.fired_at.is_(None))
        return [tuple(row) for row in (*conn.execute(rung), *conn.execute(due))]


def _done(owner: Engine, message_id: UUID) -> None:
    with owner.begin() as conn:
        conn.execute(text("update timers set fired_at = now() where id = :id"), {"id": message_id})
        conn.execute(text("delete from outbox where id = :id"), {"id": message_id})


def test_one_case_s_bad_data_stops_neither_its_tenant_nor_another(store: Store, owner: Engine) -> None:
    bad, good = (scenes.registered(store, scenes.clerk(VILLAGE)) for _ in range(2))
    theirs = scenes.registered(store, scenes.clerk(FOREIGN_STREET))
    with owner.begin() as conn:
        conn.execute(text("update cases set snapshot = '{}' where id = :id"), {"id": bad})
    published(store)
    swept(store, owner)
    assert seen(store, good).notified_due
    assert seen(store, theirs, FOREIGN_STREET).notified_due
    done = sweep_of(store, ZONE)
    assert (done.failed, done.moved, done.ended_at is None) == (1, 1, False)
    assert str(bad) in done.last_error
    # And it is on record, so that nothing is skipped silently
    with owner.connect() as conn:
        noted = conn.execute(text("select distinct object from audit where act = 'deadlines.failed'")).scalars().all()
    assert noted == [str(bad)]


def test_a_second_look_finds_who_was_at_work_by_the_older_calendar(store: Store, owner: Engine) -> None:
    # Given a transaction that began before the notice and ends after the first pass
    by = scenes.clerk(VILLAGE)
    late = store.work(by)
    work = late.__enter__()
    case = scenes.opened(work, by)
    published(store)
    first = [(i, b) for i, b in _waiting(owner)]
    for message_id, body in first:
        hear(store, m.decode(body), message_id)
    case = work.save(case, _submit(work, case))
    late.__exit__(None, None, None)
    old = seen(store, case.id).acceptance_due
    # When the rest of the sweep is heard
    swept(store, owner)
    # Then
    after = seen(store, case.id).acceptance_due
    assert old
    assert after
    assert after > old


def _submit(work: object, case: Case) -> tuple:  # type: ignore[type-arg]
    from shared.domain.cases.lifecycle import decide

    return decide(case, c.Submit(), work.facts(case))  # type: ignore[attr-defined]


def test_open_orders_after_bad_ratings_move_too(store: Store, owner: Engine) -> None:
    case_id = scenes.registered(store, scenes.clerk(TOWN, Role.CLERK))
    with owner.begin() as conn:
        conn.execute(
            text(
                "insert into rectifications (id, tenant_id, case_id, round, site, opened_at, contact_due, due_at)"
                " values (gen_random_uuid(), :t, :c, 1, :s, now(), now(), now())"
            ),
            {"t": ZONE, "c": case_id, "s": TOWN},
        )
    published(store)
    swept(store, owner)
    with owner.connect() as conn:
        dues = conn.execute(text("select due_at - opened_at from rectifications")).scalar_one()
    assert dues > timedelta(days=5)


def test_failpoints_name_the_commits_a_sweep_makes() -> None:
    assert {"platform.commit", "heard.commit"} <= set(failpoints.POINTS)
