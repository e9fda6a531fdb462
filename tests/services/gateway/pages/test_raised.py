"""已升级、已督办: what was moved up or supervised is marked on every desk, and stands on the coordinator's board."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from services.dispatch.usecases.sweep import sweep
from shared.domain.access.actor import platform
from shared.domain.cases import commands as c
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.notice import read
from shared.kernel.settings import Settings
from shared.store import publish_calendar
from shared.store.engine import Store
from tests import scenes
from tests.scenes import DEPARTMENT, TOWN, ZONE
from tests.services.dispatch.test_dispatch import advance
from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.people import Caller

Someone = Callable[[str], Caller]


@pytest.fixture
def late(store: Store, settings: Settings) -> tuple[str, str]:
    """A case that lay until it was supervised, and one that was let lie until it was moved up."""
    town, deps = scenes.clerk(TOWN), scenes.dispatching(store)
    first = scenes.registered(store, town)
    advance(settings, timedelta(days=12))
    second = scenes.registered(store, town)
    advance(settings, timedelta(days=13))
    sweep(deps, ZONE)
    return str(first), str(second)


def pool(person: Caller, mark: str = "") -> dict[str, Any]:
    """The cards of the column, by case."""
    found = person.get(f"/api/pool?mark={mark}").json()["raised"]
    return {card["case"]["case_id"]: card for card in found}


def marks(owner: Engine, case_id: str) -> set[tuple[str, str]]:
    rows = text("select site_id, raised from desk_rows where case_id = :id")
    with owner.connect() as conn:
        return {(site, raised) for site, raised in conn.execute(rows, {"id": case_id})}


def test_the_board_shows_what_went_up_with_why_to_whom_and_for_which_time(
    late: tuple[str, str], someone: Someone
) -> None:
    supervised, moved = late
    centre = someone("gxq")
    cards = pool(centre)
    assert {case_id: cards[case_id]["case"]["raised"] for case_id in late} == {
        supervised: "supervise",
        moved: "escalate",
    }
    card = cards[moved]
    assert (card["trigger"], card["n"], card["of_site"], card["to_site"], card["to_role"]) == (
        "yellow",
        2,
        TOWN,
        ZONE,
        "coordinator",
    )
    # And the filter shows one kind alone
    assert (moved in pool(centre, "supervise"), supervised in pool(centre, "supervise")) == (False, True)
    assert (moved in pool(centre, "escalate"), supervised in pool(centre, "escalate")) == (True, False)
    assert centre.get("/api/pool?mark=remind").status_code == 400


def test_every_desk_that_sees_it_shows_the_mark_also_one_that_joins_later(
    late: tuple[str, str], store: Store, owner: Engine, someone: Someone
) -> None:
    case_id = late[0]
    scenes.offered(store, scenes.clerk(TOWN), UUID(case_id), DEPARTMENT)
    scenes.act(store, scenes.clerk(DEPARTMENT), UUID(case_id), c.SignFor())
    assert {raised for _, raised in marks(owner, case_id)} == {"supervise"}
    rows = someone("shsw").get("/api/desk").json()["rows"]
    assert {row["case_id"]: row["raised"] for row in rows}[case_id] == "supervise"
    assert pool(someone("gxq"))[case_id]["case"]["holder_site"] == DEPARTMENT


def test_another_district_s_board_shows_nothing_of_it_and_a_clerk_none_at_all(
    late: tuple[str, str], someone: Someone
) -> None:
    assert set(late).isdisjoint(pool(someone("kdl")))
    assert someone("wsq").get("/api/pool").status_code == 403


def test_what_is_closed_leaves_the_board(late: tuple[str, str], store: Store, someone: Someone) -> None:
    town = scenes.clerk(TOWN)
    scenes.act(store, town, UUID(late[0]), c.Start())
    scenes.act(store, town, UUID(late[0]), c.Complete(result="已办结"))
    assert late[0] not in pool(someone("gxq"))


def test_the_page_has_the_column_its_filter_and_the_mark_on_the_desk(
    late: tuple[str, str], at: Callable[[str], Browser]
) -> None:
    centre = at("gxq")
    page = centre.open("/pool")
    assert "已升级、已督办" in page.text
    assert "超过承诺时限 · 第 2 次 · 万水泉镇" in page.text
    assert late[1] in page.html
    only = centre.open("/pool?mark=supervise").html
    column = only[only.index('id="raised"') :].split("</section>")[0]
    assert (late[0] in column, late[1] in column) == (True, False)
    town = at("wsq")
    assert "已督办" in town.open("/desk?view=raised").text
    assert "已升级" in town.open("/desk?view=raised").text


def test_an_answer_that_is_late_is_overdue_and_not_past_a_promise_to_the_applicant(
    late: tuple[str, str], settings: Settings, at: Callable[[str], Browser]
) -> None:
    advance(settings, timedelta(days=30))
    page = at("ducha").open("/supervision")
    assert late[0] in page.html
    assert ("逾期" in page.text, "超承诺" in page.html) == (True, False)


def test_the_days_left_to_answer_are_counted_on_the_calendar_of_the_limit(
    at: Callable[[str], Browser], store: Store, settings: Settings
) -> None:
    scenes.registered(store, scenes.clerk(TOWN))
    advance(settings, timedelta(days=25))
    # Given a day off of the case's own district, within the limit of one working day
    with store.work(platform(ZONE)) as work:
        off = next(work.reference.calendar_at(ZONE).working_days_after(local_date(work.now)))
        notice = {"year": off.year, "papers": [], "days": [{"name": "建区纪念", "date": str(off), "isOffDay": True}]}
        seen = publish_calendar.look(work, read(json.dumps(notice).encode()), off.year, ZONE)
        publish_calendar.publish(work, seen, "管委会通知", "test")
    sweep(scenes.dispatching(store), ZONE)
    page = at("ducha").open("/supervision").text
    assert "剩 1 天" in page
    assert "剩 2 天" not in page
