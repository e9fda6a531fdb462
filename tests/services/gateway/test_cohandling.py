"""主办与协办 through the API: asked, signed, answered, released, merged; who sees the case, and who does not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from shared.contracts.messages import RouteCase
from shared.store.engine import Store
from shared.store.tables.queue import outbox
from tests.services.dispatch.test_dispatch import ring
from tests.services.gateway.people import Caller
from tests.services.gateway.test_verbs import HANDLER, TOWN, VILLAGE, ZONE, Scene

STREET, CITY = "150203003", "1502"
"""In another tenant, whose clerk is `ztjd`; `qsq` works in a third."""


@pytest.fixture
def scene(someone: Callable[[str], Caller], owner: Engine) -> Scene:
    scene = Scene(someone, owner)
    scene.act("xzw", "start")
    return scene


def ask(scene: Scene, site: str = HANDLER, **more: Any) -> Any:
    """The village asks a site; gives its part."""
    scene.act("xzw", "ask-cohandler", to_site=site, words="请核对参保记录", **more)
    return scene.seen()["cohandlers"][-1]


def test_a_case_is_done_together_and_its_result_holds_what_each_said(scene: Scene) -> None:
    # Given two co-handlers, each with its own limit
    first, second = ask(scene), ask(scene, STREET, days=5)
    assert (first["days"], second["days"], first["lamp"]) == (3, 5, "green")
    assert first["due_at"] < second["due_at"]
    # When one agrees and the other sets a condition
    for login in ("shsw", "ztjd"):
        assert scene.refused(login, "answer-cohandler", opinion="agree", words="同意") == "cohandler.unsigned"
        scene.act(login, "sign-cohandler")
    scene.act("shsw", "answer-cohandler", opinion="agree", words="记录一致", evidence="核对单")
    assert scene.refused("xzw", "complete", result="已办结") == "cohandler.open"
    scene.act("ztjd", "answer-cohandler", opinion="conditions", words="补居住证明后同意")
    # Then the lead completes, and the result is one
    scene.act("xzw", "complete", result="已办结")
    seen = scene.seen()
    assert seen["holder_site"] == VILLAGE
    assert seen["joint_result"]["opinion"] == "conditions"
    assert [(one["site"], one["opinion"]) for one in seen["joint_result"]["opinions"]] == [
        (HANDLER, "agree"),
        (STREET, "conditions"),
    ]


def test_asking_sets_its_timers_and_says_what_is_wrong(scene: Scene) -> None:
    assert scene.refused("xzw", "ask-cohandler", to_site=HANDLER, words=" ") == "cohandler.incomplete"
    assert scene.refused("xzw", "ask-cohandler", to_site=HANDLER, words="请核", days=11) == "cohandler.incomplete"
    assert scene.refused("xzw", "ask-cohandler", to_site=VILLAGE, words="请核") == "cohandler.same_site"
    assert scene.timers() == []
    part = ask(scene)
    kinds = {"overdue_cohandler", "remind_cohandler", "unsigned_cohandler"}
    assert {kind for kind, _, _ in scene.timers()} == {f"dispatch.{kind}" for kind in kinds}
    assert all(key.startswith(part["id"]) for _, key, _ in scene.timers())
    assert scene.refused("xzw", "ask-cohandler", to_site=HANDLER, words="请核") == "cohandler.already"


def test_a_co_handler_of_another_tenant_sees_the_case_and_a_third_does_not(scene: Scene) -> None:
    path = f"/api/cases/{scene.case}"
    assert scene.by("ztjd").get(path).status_code == 404
    ask(scene, STREET)
    assert scene.seen("ztjd")["holder_site"] == VILLAGE
    assert scene.by("ztjd").get(f"{path}/events").json() == scene.by("xzw").get(f"{path}/events").json()
    assert scene.by("qsq").get(path).status_code == 404
    # And what is the lead's it may not do
    assert scene.refused("ztjd", "complete", result="我来办结") == "case.part"
    assert scene.refused("shsw", "sign-cohandler") == "case.unknown"


@pytest.mark.parametrize(("site", "login"), [(HANDLER, "shsw"), (STREET, "ztjd")])
def test_a_released_co_handler_sees_the_case_no_more(scene: Scene, site: str, login: str) -> None:
    part = ask(scene, site)
    scene.act(login, "sign-cohandler")
    assert scene.refused("xzw", "release-cohandler", cohandler_id=part["id"], words=" ") == "cohandler.release"
    scene.act("xzw", "release-cohandler", cohandler_id=part["id"], words="不再需要")
    assert scene.by(login).get(f"/api/cases/{scene.case}").status_code == 404
    assert scene.case not in scene.by(login).get("/api/desk").text
    # And asked again it sees it again
    ask(scene, site)
    assert scene.seen(login)["cohandlers"][-1]["state"] == "asked"


def test_a_co_handler_s_desk_shows_its_own_limit_until_it_has_answered(scene: Scene) -> None:
    part = ask(scene, days=1)
    row = on_desk(scene, "shsw")
    assert (row["bucket"], row["due_at"], row["promised_due"]) == ("co", part["sign_by"], part["due_at"])
    assert on_desk(scene, "xzw")["promised_due"] == scene.seen()["promised_due"]
    scene.act("shsw", "sign-cohandler")
    assert on_desk(scene, "shsw")["due_at"] == part["due_at"]
    scene.act("shsw", "answer-cohandler", opinion="agree", words="记录一致")
    assert on_desk(scene, "shsw", "sent")["bucket"] == "sent"


def on_desk(scene: Scene, login: str, tab: str = "todo") -> Any:
    """The row of the case on somebody's desk."""
    rows = scene.by(login).get(f"/api/desk?tab={tab}").json()["rows"]
    return next(row for row in rows if row["case_id"] == scene.case)


def test_asking_is_taken_back_within_its_window_and_the_site_loses_sight(scene: Scene) -> None:
    before = scene.seen()
    ask(scene, STREET)
    scene.act("xzw", "undo")
    assert scene.seen() == before | {"version": before["version"] + 2}
    assert scene.by("ztjd").get(f"/api/cases/{scene.case}").status_code == 404


def test_an_answer_that_was_taken_back_is_awaited_again(scene: Scene) -> None:
    ask(scene)
    scene.act("shsw", "sign-cohandler")
    before = len(scene.timers())
    scene.act("shsw", "answer-cohandler", opinion="disagree", words="点错了")
    scene.act("shsw", "undo")
    assert scene.seen()["cohandlers"][0]["state"] == "signed"
    assert len(scene.timers()) == before + 2
    scene.act("shsw", "answer-cohandler", opinion="agree", words="记录一致")
    scene.act("xzw", "complete", result="已办结")


@pytest.mark.parametrize(
    ("login", "act", "words"),
    [
        ("wsq", "sign-for", {}),
        ("wsq", "refuse", {"reason": "not_competent", "words": "不归本镇管"}),
        ("xzw", "withdraw-offer", {}),
    ],
)
def test_however_an_offer_ends_what_co_handlers_owe_is_watched_anew(
    scene: Scene, login: str, act: str, words: dict[str, str]
) -> None:
    part = ask(scene)
    scene.act("xzw", "forward", to_site=TOWN)
    scene.act(login, act, **words)
    watched = [key for kind, key, _ in scene.timers() if kind == "dispatch.overdue_cohandler"]
    assert len(watched) == 2
    assert all(key.startswith(part["id"]) for key in watched)


def test_a_no_that_was_heard_while_a_part_was_on_the_board_is_heard_again_when_the_part_has_left_it(
    scene: Scene, store: Store, owner: Engine
) -> None:
    def rung() -> int:
        rows = select(func.count()).where(outbox.c.case_id == scene.case, outbox.c.kind == RouteCase.kind)
        with owner.connect() as conn:
            return conn.execute(rows).scalar_one()

    # Given a part before the coordinator when the town's no is heard
    part = ask(scene)
    scene.act("shsw", "sign-cohandler")
    scene.act("shsw", "answer-cohandler", opinion="disagree", words="年龄不符")
    scene.act("xzw", "forward", to_site=TOWN)
    scene.act("wsq", "refuse", reason="not_competent", words="不归本镇管")
    scene.act("xzw", "dispute-cohandler", cohandler_id=part["id"], words="请裁定")
    ring(store, UUID(scene.case), "refused")
    assert scene.seen()["handover"]["state"] == "refused"
    # When it is settled
    before = rung()
    scene.act("gxq", "settle-cohandler", cohandler_id=part["id"], words="以户籍为准")
    assert (scene.seen()["pool_site"], rung()) == ("", before + 1)


def test_a_difference_is_settled_by_the_lead_or_by_the_coordinator_it_is_put_before(scene: Scene) -> None:
    part = ask(scene)
    scene.act("shsw", "sign-cohandler")
    scene.act("shsw", "answer-cohandler", opinion="disagree", words="年龄不符")
    assert scene.refused("xzw", "complete", result="已办结") == "cohandler.unsettled"
    about = {"cohandler_id": part["id"], "words": "请协调员裁定"}
    scene.act("xzw", "dispute-cohandler", **about)
    assert scene.seen()["pool_site"] == ZONE
    assert scene.refused("xzw", "settle-cohandler", **about) == "cohandler.before_coordinator"
    scene.act("gxq", "settle-cohandler", cohandler_id=part["id"], words="以户籍为准，准予办理")
    seen = scene.seen()
    assert (seen["pool_site"], seen["cohandlers"][0]["unsettled"]) == ("", False)
    scene.act("xzw", "complete", result="已办结")
    assert scene.seen()["joint_result"]["opinions"][0]["settled"] == "以户籍为准，准予办理"


def test_a_difference_with_another_region_rises_from_the_own_board_to_the_common_one(scene: Scene) -> None:
    part = ask(scene, STREET)
    scene.act("ztjd", "sign-cohandler")
    scene.act("ztjd", "answer-cohandler", opinion="disagree", words="户籍不在本区")
    scene.act("xzw", "pool", words="请派单")
    assert scene.seen()["pool_site"] == ZONE
    scene.act("xzw", "dispute-cohandler", cohandler_id=part["id"], words="请市里协调")
    assert scene.seen()["pool_site"] == CITY
    card = next(one for one in scene.by("bts").get("/api/pool").json()["cases"] if scene.case in str(one))
    assert card["why"] == "pool.cohandler_disputed"
    scene.act("bts", "settle-cohandler", cohandler_id=part["id"], words="由街道出具证明")
    # And the place it still waits for is the city's to find
    assert scene.seen()["pool_site"] == CITY


def test_a_withdrawn_case_ends_its_parts(scene: Scene) -> None:
    ask(scene)
    scene.act("xzw", "withdraw", words="不办了")
    assert scene.seen()["cohandlers"][0]["state"] == "closed"
    assert scene.refused("shsw", "sign-cohandler") == "case.move"


def test_the_clock_of_the_parts_stands_with_the_case_and_runs_again_with_it(scene: Scene) -> None:
    ask(scene)
    scene.act("xzw", "pause", cause="correction", words="等补正")
    assert scene.seen()["cohandlers"][0]["lamp"] == "paused"
    before = len(scene.timers())
    scene.act("xzw", "resume")
    assert len(scene.timers()) == before + 3
    assert scene.seen()["cohandlers"][0]["lamp"] == "green"


def ask_all(scene: Scene, sites: list[str], key: str | None = None, version: int | None = None) -> Any:
    """The village asks several sites; gives what came of it."""
    body = {"to_sites": sites, "words": "请一并核对", "days": 2}
    headers = {"If-Match": f'"{version}"'} if version else None
    answer = scene.by("xzw").act(f"/api/cases/{scene.case}/ask-cohandlers", body, key, headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_several_sites_are_asked_in_one_act_and_who_cannot_be_is_told_with_the_reason(scene: Scene) -> None:
    asked = ask_all(scene, [HANDLER, VILLAGE, STREET, HANDLER])
    assert asked["done"] == [HANDLER, STREET]
    assert [(one["site"], one["code"]) for one in asked["left"]] == [(VILLAGE, "cohandler.same_site")]
    assert "主办" in asked["left"][0]["detail"]
    parts = scene.seen()["cohandlers"]
    assert [(one["site"], one["days"], one["question"]) for one in parts] == [
        (HANDLER, 2, "请一并核对"),
        (STREET, 2, "请一并核对"),
    ]
    assert len(scene.timers()) == 6
    # And whoever was asked already is not asked again
    assert [one["code"] for one in ask_all(scene, [HANDLER, TOWN])["left"]] == ["cohandler.already"]
    assert [one["site"] for one in scene.seen()["cohandlers"]] == [HANDLER, STREET, TOWN]


def test_the_same_request_again_asks_nobody_twice(scene: Scene) -> None:
    first, again = (ask_all(scene, [HANDLER, STREET], key="ask-these-two-once") for _ in range(2))
    assert first == again == {"done": [HANDLER, STREET], "left": []}
    assert len(scene.seen()["cohandlers"]) == 2


def test_nobody_is_asked_by_a_page_that_is_out_of_date(scene: Scene) -> None:
    version = scene.seen()["version"]
    scene.act("xzw", "pause", cause="correction", words="等补正")
    scene.act("xzw", "resume")
    asked = ask_all(scene, [HANDLER, STREET], version=version)
    assert ([one["code"] for one in asked["left"]], asked["done"]) == (["case.stale", "case.stale"], [])
    assert scene.seen()["cohandlers"] == []
