"""The coordinator's work over HTTP: suggestions with reasons, several cases at once, alarms, and who leaves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import Engine, text

from shared.contracts.messages import StandIn
from shared.store.engine import Store
from tests.services.dispatch.test_dispatch import hear
from tests.services.gateway.people import Caller
from tests.services.gateway.test_roster import BUREAU, TOWN, VILLAGE, away, code, offered_to, staff_of, today

Someone = Callable[[str], Caller]
WHY = {"reason": "overloaded", "words": "镇里积压，改由局里办"}


def held_by_town(someone: Someone) -> str:
    case_id = offered_to(someone, TOWN)
    assert someone("wsq").act(f"/api/cases/{case_id}/sign-for").status_code == 200
    return case_id


def picked(person: Caller, *cases: str) -> list[dict[str, object]]:
    """Cases at the version this person sees now."""
    return [{"case_id": one, "version": person.get(f"/api/cases/{one}").json()["version"]} for one in cases]


def reassign(person: Caller, picks: list[dict[str, object]], key: str | None = None, **more: str) -> httpx.Response:
    return person.act("/api/reassign", {"cases": picks, "to_site": BUREAU, **WHY, **more}, key)


def test_several_cases_go_to_one_site_and_both_sites_see_it_on_their_desks(someone: Someone) -> None:
    centre, cases = someone("gxq"), [held_by_town(someone) for _ in range(3)]
    before = {one: centre.get(f"/api/cases/{one}").json() for one in cases}
    done = reassign(centre, picked(centre, *cases))
    assert (done.status_code, sorted(done.json()["done"]), done.json()["left"]) == (200, sorted(cases), [])
    for login, tab in (("shsw", "sign"), ("wsq", "hold")):
        rows = someone(login).get(f"/api/desk?tab={tab}").json()["rows"]
        told = {row["case_id"]: row["last_kind"] for row in rows}
        assert {told.get(one) for one in cases} == {"handover_offered"}, login
    last = someone("wsq").get(f"/api/cases/{cases[0]}/events").json()["events"][-1]
    assert (last["reason"], last["words"], last["by_site"]) == ("overloaded", WHY["words"], "150271")
    # And no limit begins anew
    for one in cases:
        after = someone("shsw").get(f"/api/cases/{one}").json()
        limits = ("promised_due", "statutory_due", "acceptance_due", "accepted_at")
        assert {name: after[name] for name in limits} == {name: before[one][name] for name in limits}


def test_the_same_request_again_moves_nothing_twice(someone: Someone) -> None:
    centre, case_id = someone("gxq"), held_by_town(someone)
    picks = picked(centre, case_id)
    answers = [reassign(centre, picks, key="the-same-key-0001") for _ in range(2)]
    assert answers[0].json() == answers[1].json() == {"done": [case_id], "left": []}
    kinds = [one["kind"] for one in centre.get(f"/api/cases/{case_id}/events").json()["events"]]
    assert kinds.count("handover_offered") == 2  # to the town, to the bureau


def test_what_somebody_just_signed_for_stays_theirs_and_the_rest_goes(someone: Someone) -> None:
    centre, town = someone("gxq"), someone("wsq")
    free, signed = held_by_town(someone), offered_to(someone, TOWN)
    picks = picked(centre, free, signed)
    assert town.act(f"/api/cases/{signed}/sign-for").status_code == 200
    done = reassign(centre, picks).json()
    assert done["done"] == [free]
    (left,) = done["left"]
    assert (left["case_id"], left["code"]) == (signed, "case.stale")
    assert [(change["kind"], change["by_site"]) for change in left["changes"]] == [("handover_signed", TOWN)]
    assert centre.get(f"/api/cases/{signed}").json()["holder_site"] == TOWN
    assert centre.get(f"/api/cases/{signed}").json()["handover"]["state"] == "signed"


def test_signing_and_reassigning_at_once_never_both_happen(someone: Someone) -> None:
    centre, town = someone("gxq"), someone("wsq")
    with ThreadPoolExecutor(2) as both:
        for _ in range(4):
            case_id = offered_to(someone, TOWN)
            picks = picked(centre, case_id)
            moved = both.submit(reassign, centre, picks)
            signed = both.submit(town.act, f"/api/cases/{case_id}/sign-for")
            went, took = bool(moved.result().json()["done"]), signed.result().status_code == 200
            assert went != took, (moved.result().text, signed.result().text)
            seen = centre.get(f"/api/cases/{case_id}").json()
            assert seen["holder_site"] == (TOWN if took else VILLAGE)


def test_a_case_of_another_district_is_left_as_one_that_is_not_there(someone: Someone) -> None:
    stranger, case_id = someone("kdl"), held_by_town(someone)
    missing = "00000000-0000-7000-8000-000000000000"
    done = reassign(stranger, [{"case_id": case_id}, {"case_id": missing}]).json()
    assert done["done"] == []
    assert [one["code"] for one in done["left"]] == ["case.unknown", "case.unknown"]
    assert code(reassign(someone("wsq"), [{"case_id": case_id}])) == (403, "access.denied")


def test_each_case_lacking_a_reason_says_so(someone: Someone) -> None:
    centre, case_id = someone("gxq"), held_by_town(someone)
    (left,) = reassign(centre, picked(centre, case_id), words=" ").json()["left"]
    assert left["code"] == "reassign.words"


def test_suggestions_say_in_words_why_and_follow_who_is_there(someone: Someone, owner: Engine) -> None:
    centre, case_id = someone("gxq"), offered_to(someone, TOWN)
    first, *_ = centre.get(f"/api/cases/{case_id}/suggestions").json()["suggestions"]
    assert (first["id"], first["on_duty"], first["load"]) == (BUREAU, 2, 0)
    assert first["reason"] == "在岗 2 人，负荷最低，手上 0 件，还没有办过同类事项"
    for name in ("王建国", "赵敏"):
        assert away(centre, BUREAU, name, today(owner)).status_code == 200
    first, *_ = centre.get(f"/api/cases/{case_id}/suggestions").json()["suggestions"]
    assert first["id"] == TOWN


def test_the_holder_is_suggested_where_its_case_waits_for_a_place_and_several_may_be_left_with_it(
    someone: Someone,
) -> None:
    centre, cases = someone("gxq"), [held_by_town(someone) for _ in range(2)]
    for case_id in cases:
        assert TOWN not in suggested(centre, case_id)
        assert someone("wsq").act(f"/api/cases/{case_id}/pool", {"words": "请协调员定"}).status_code == 200
        assert TOWN in suggested(centre, case_id)
    done = reassign(centre, picked(centre, *cases), to_site=TOWN).json()
    assert (sorted(done["done"]), done["left"]) == (sorted(cases), [])
    assert {centre.get(f"/api/cases/{one}").json()["pool_site"] for one in cases} == {""}


def suggested(person: Caller, case_id: str) -> set[str]:
    return {one["id"] for one in person.get(f"/api/cases/{case_id}/suggestions").json()["suggestions"]}


def test_people_are_suggested_by_load_and_past_speed(someone: Someone) -> None:
    leader, case_id = someone("shswld"), offered_to(someone, BUREAU)
    assert leader.act(f"/api/cases/{case_id}/sign-for").status_code == 200
    assert someone("shsw").act(f"/api/cases/{case_id}/claim").status_code == 200
    other = offered_to(someone, BUREAU)
    assert leader.act(f"/api/cases/{other}/sign-for").status_code == 200
    found = leader.get(f"/api/cases/{other}/suggested-agents").json()["suggestions"]
    assert [(one["name"], one["load"]) for one in found] == [("赵敏", 0), ("王建国", 1)]
    assert found[1]["reason"].startswith("在岗，手上 1 件")
    # One that was done is remembered
    for verb, body in (("start", {}), ("complete", {"result": "已发放"})):
        assert someone("shsw").act(f"/api/cases/{case_id}/{verb}", body).status_code == 200
    found = leader.get(f"/api/cases/{other}/suggested-agents").json()["suggestions"]
    assert "同类办结最快" in next(one for one in found if one["name"] == "王建国")["reason"]


def test_a_department_without_an_active_agent_raises_the_alarm_for_its_coordinator_and_supervisor(
    someone: Someone, owner: Engine
) -> None:
    centre, day = someone("gxq"), today(owner)
    assert BUREAU not in [one["site"] for one in centre.get("/api/roster/alarms").json()["alarms"]]
    for name in ("王建国", "赵敏"):
        assert away(centre, BUREAU, name, day, days=30).status_code == 200
    for login in ("gxq", "ducha"):
        seen = {one["site"]: one for one in someone(login).get("/api/roster/alarms").json()["alarms"]}
        assert seen[BUREAU]["kind"] in ("nobody", "soon")
        assert sorted(seen[BUREAU]["away"]) == ["王建国", "赵敏"]
        assert seen["150271-anjian"]["kind"] == "empty"
    assert all(one["site"].startswith("150203") for one in someone("kdl").get("/api/roster/alarms").json()["alarms"])
    assert [one["site"] for one in someone("shsw").get("/api/roster/alarms").json()["alarms"]] == [BUREAU]


def test_a_shut_log_in_raises_the_alarm_as_well(someone: Someone, owner: Engine) -> None:
    centre = someone("gxq")
    with owner.begin() as conn:
        conn.execute(text("update users set disabled = true where login in ('shsw', 'shswld')"))
    seen = {one["site"]: one["kind"] for one in centre.get("/api/roster/alarms").json()["alarms"]}
    assert seen[BUREAU] == "empty"


def test_all_cases_of_a_leaver_are_handed_on_in_one_act_also_when_the_log_in_is_shut(
    someone: Someone, owner: Engine
) -> None:
    leader, cases = someone("shswld"), [offered_to(someone, BUREAU) for _ in range(3)]
    for one in cases:
        for verb in ("sign-for", "claim"):
            assert someone("shsw").act(f"/api/cases/{one}/{verb}").status_code == 200
    staff = staff_of(leader, BUREAU)
    with owner.begin() as conn:
        conn.execute(text("update users set disabled = true where login = 'shsw'"))
    over = {"site_id": BUREAU, "from_staff": staff["王建国"], "to_staff": staff["赵敏"], "words": "调离本单位"}
    assert code(leader.act("/api/roster/hand-on", over | {"words": " "})) == (422, "hand_on.words")
    assert code(leader.act("/api/roster/hand-on", over | {"to_staff": over["from_staff"]})) == (422, "hand_on.same")
    assert code(someone("qyfwld").act("/api/roster/hand-on", over)) == (403, "roster.not_yours")
    done = leader.act("/api/roster/hand-on", over).json()
    assert (sorted(done["done"]), done["left"]) == (sorted(cases), [])
    for one in cases:
        last = leader.get(f"/api/cases/{one}/events").json()["events"][-1]
        assert (last["kind"], last["text"], last["words"]) == ("agent_named", "离任交接：由赵敏专人帮办", "调离本单位")


def test_what_a_substitute_has_in_the_place_of_a_leaver_is_handed_on_too_and_does_not_come_back(
    someone: Someone, owner: Engine, store: Store
) -> None:
    leader, case_id, day = someone("shswld"), offered_to(someone, BUREAU), today(owner)
    for verb in ("sign-for", "claim"):
        assert someone("shsw").act(f"/api/cases/{case_id}/{verb}").status_code == 200
    # Given somebody on leave who resigns
    absence = away(leader, BUREAU, "王建国", day, substitute="赵敏").json()["id"]
    staff = staff_of(leader, BUREAU)
    rung = StandIn(tenant_id="150271", site_id=BUREAU, staff_id=UUID(staff["王建国"]))
    hear(store, rung)
    assert leader.get(f"/api/cases/{case_id}").json()["agent"] == staff["赵敏"]
    over = {"site_id": BUREAU, "from_staff": staff["王建国"], "to_staff": staff["赵敏"], "words": "调离本单位"}
    assert leader.act("/api/roster/hand-on", over).json() == {"done": [case_id], "left": []}
    # When the leave is over while they are still on the roster, then it stays with who has it for good
    end = {"last_day": str(day - timedelta(days=1))}
    assert leader.act(f"/api/roster/absences/{absence}/end", end).status_code == 200
    hear(store, rung)
    assert leader.get(f"/api/cases/{case_id}").json()["agent"] == staff["赵敏"]
    assert leader.act("/api/roster/hand-on", over).json() == {"done": [], "left": []}


def test_what_cannot_be_handed_on_stays_and_is_told(someone: Someone, owner: Engine) -> None:
    leader, case_id = someone("shswld"), offered_to(someone, BUREAU)
    for verb in ("sign-for", "claim"):
        assert someone("shsw").act(f"/api/cases/{case_id}/{verb}").status_code == 200
    assert away(someone("gxq"), BUREAU, "赵敏", today(owner), days=1).status_code == 200
    staff = staff_of(leader, BUREAU)
    over = {"site_id": BUREAU, "from_staff": staff["王建国"], "to_staff": staff["赵敏"], "words": "调离本单位"}
    done = leader.act("/api/roster/hand-on", over).json()
    assert (done["done"], [(one["case_id"], one["code"]) for one in done["left"]]) == ([], [(case_id, "agent.absent")])
    assert leader.get(f"/api/cases/{case_id}").json()["agent"] == staff["王建国"]


def test_an_absence_rings_when_it_begins_and_when_it_is_over(someone: Someone, owner: Engine) -> None:
    keeper, day = someone("shswld"), today(owner)
    assert away(keeper, BUREAU, "王建国", day, substitute="赵敏").status_code == 200
    assert away(keeper, BUREAU, "赵敏", day + timedelta(days=10)).status_code == 200
    with owner.connect() as conn:
        rung = conn.execute(text("select count(*) from outbox where kind = 'dispatch.stand_in'")).scalar_one()
        due = conn.execute(
            text("select (due_at at time zone 'Asia/Shanghai')::date from timers where kind = 'dispatch.stand_in'")
        )
        assert (rung, sorted(due.scalars())) == (1, sorted(day + timedelta(days=n) for n in (3, 10, 13)))
