"""Rosters at the gateway's doors: who keeps them, who signs and claims by them, and that the past stays known."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text

from tests.services.gateway.people import Caller

TOWN, BUREAU, ENTERPRISE, VILLAGE = "150271102", "150271-shehuishiwu", "150271-qiyefuwu", "150271102203"
Someone = Callable[[str], Caller]


def today(owner: Engine) -> date:
    """The date in the offices."""
    with owner.connect() as conn:
        found: date = conn.execute(text("select (clock_timestamp() at time zone 'Asia/Shanghai')::date")).scalar_one()
    return found


def staff_of(person: Caller, site: str) -> dict[str, str]:
    """The ids of a site's people by name."""
    return {one["name"]: one["id"] for one in person.get(f"/api/roster?site={site}").json()["staff"]}


def line_of(person: Caller, site: str, name: str) -> dict[str, Any]:
    """Somebody's line of the roster."""
    seen: dict[str, Any] = person.get(f"/api/roster?site={site}").json()
    found: dict[str, Any] = next(one for one in seen["members"] if one["name"] == name)
    return found


def away(keeper: Caller, site: str, name: str, first: date, days: int = 3, substitute: str = "") -> httpx.Response:
    """An absence from a day on, recorded by whoever keeps the roster."""
    staff = staff_of(keeper, site)
    named = {"substitute": staff[substitute]} if substitute else {}
    last = str(first + timedelta(days=days - 1))
    body = {"site_id": site, "staff_id": staff[name], "kind": "annual", "from_day": str(first), "to_day": last, **named}
    return keeper.act("/api/roster/absences", body)


def offered_to(someone: Someone, site: str) -> str:
    """A case of the village, offered to a site."""
    village = someone("xzw")
    case_id = village.registered()
    assert village.act(f"/api/cases/{case_id}/forward", {"to_site": site}).status_code == 200
    return case_id


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_people_of_a_demonstration_are_on_duty_every_day(someone: Someone) -> None:
    seen = someone("qyfwld").get("/api/roster").json()
    assert [(one["name"], one["rank"]) for one in seen["members"]] == [
        ("布和", "lead"),
        ("陈雪", "lead"),
        ("孙莉", "substitute"),
    ]
    assert {day["presence"] for one in seen["members"] for day in one["days"]} == {"on_duty"}
    assert list(seen["on_duty"]) == ["布和", "陈雪", "孙莉"]


def test_who_is_away_does_not_sign_and_is_told_who_is_there(someone: Someone, owner: Engine) -> None:
    case_id, keeper = offered_to(someone, BUREAU), someone("shswld")
    assert away(keeper, BUREAU, "王建国", today(owner)).status_code == 200
    refused = someone("shsw").act(f"/api/cases/{case_id}/sign-for")
    assert code(refused) == (409, "duty.absent")
    assert "赵敏" in refused.json()["detail"]
    # And whoever is on duty signs
    assert keeper.act(f"/api/cases/{case_id}/sign-for").status_code == 200


def test_who_is_away_does_not_sign_for_a_part_either(someone: Someone, owner: Engine) -> None:
    village, keeper = someone("xzw"), someone("shswld")
    case_id = village.registered()
    assert village.act(f"/api/cases/{case_id}/start").status_code == 200
    asked = {"to_site": BUREAU, "words": "请核对参保记录"}
    assert village.act(f"/api/cases/{case_id}/ask-cohandler", asked).status_code == 200
    assert away(keeper, BUREAU, "王建国", today(owner)).status_code == 200
    assert code(someone("shsw").act(f"/api/cases/{case_id}/sign-cohandler")) == (409, "duty.absent")
    assert keeper.act(f"/api/cases/{case_id}/sign-cohandler").status_code == 200


def test_who_is_back_early_signs_again(someone: Someone, owner: Engine) -> None:
    case_id, keeper, day = offered_to(someone, BUREAU), someone("shswld"), today(owner)
    absence = away(keeper, BUREAU, "王建国", day).json()["id"]
    end = {"last_day": str(day - timedelta(days=1))}
    assert keeper.act(f"/api/roster/absences/{absence}/end", end).status_code == 200
    assert code(keeper.act(f"/api/roster/absences/{absence}/end", end)) == (404, "absence.unknown")
    assert someone("shsw").act(f"/api/cases/{case_id}/sign-for").status_code == 200


def test_where_nobody_is_on_duty_nobody_signs_until_somebody_is_put_on(someone: Someone, owner: Engine) -> None:
    case_id, keeper, day = offered_to(someone, BUREAU), someone("gxq"), today(owner)
    for name in ("王建国", "赵敏"):
        assert away(keeper, BUREAU, name, day).status_code == 200
    assert code(someone("shsw").act(f"/api/cases/{case_id}/sign-for")) == (409, "duty.nobody")
    back = {"last_day": str(day - timedelta(days=1))}
    for absence in keeper.get(f"/api/roster?site={BUREAU}").json()["absences"]:
        assert keeper.act(f"/api/roster/absences/{absence['id']}/end", back).status_code == 200
    assert someone("shsw").act(f"/api/cases/{case_id}/sign-for").status_code == 200


def test_a_day_off_against_the_pattern_counts_for_that_day(someone: Someone, owner: Engine) -> None:
    case_id, keeper, day = offered_to(someone, BUREAU), someone("shswld"), today(owner)
    off = {"site_id": BUREAU, "staff_id": staff_of(keeper, BUREAU)["王建国"], "day": str(day), "on_duty": False}
    assert keeper.act("/api/roster/days", off).status_code == 200
    assert code(someone("shsw").act(f"/api/cases/{case_id}/sign-for")) == (409, "duty.off")
    assert keeper.act("/api/roster/days", off | {"on_duty": True}).status_code == 200
    assert someone("shsw").act(f"/api/cases/{case_id}/sign-for").status_code == 200


def test_a_site_without_a_roster_goes_on_by_who_works_there(someone: Someone, owner: Engine) -> None:
    case_id = offered_to(someone, BUREAU)
    with owner.begin() as conn:
        conn.execute(text("delete from roster_members where site_id = :site"), {"site": BUREAU})
    assert someone("shsw").act(f"/api/cases/{case_id}/sign-for").status_code == 200


def test_who_is_not_on_the_roster_does_not_sign_where_there_is_one(someone: Someone, owner: Engine) -> None:
    case_id, keeper, day = offered_to(someone, BUREAU), someone("shswld"), today(owner)
    gone = {"site_id": BUREAU, "staff_id": staff_of(keeper, BUREAU)["王建国"]}
    gone |= {"last_day": str(day - timedelta(days=1))}
    assert keeper.act("/api/roster/releases", gone).status_code == 200
    assert code(someone("shsw").act(f"/api/cases/{case_id}/sign-for")) == (409, "duty.not_listed")
    # And who was on duty yesterday stays known
    before = keeper.get(f"/api/roster?day={day - timedelta(days=1)}").json()
    assert "王建国" in before["on_duty"]
    assert "王建国" not in keeper.get("/api/roster").json()["on_duty"]


def test_a_line_changes_from_a_day_on_and_the_same_again_changes_nothing(someone: Someone, owner: Engine) -> None:
    keeper, day = someone("shswld"), today(owner)
    line = {"site_id": BUREAU, "staff_id": staff_of(keeper, BUREAU)["王建国"], "rank": "substitute", "place": 2}
    line |= {"from_day": str(day), "competence": ["cat:民政"], "weekdays": "1234567"}
    for _ in range(2):
        assert keeper.act("/api/roster/members", line).status_code == 200
    seen = line_of(keeper, BUREAU, "王建国")
    assert (seen["rank"], seen["place"], seen["competence"]) == ("substitute", 2, ["cat:民政"])
    with owner.connect() as conn:
        rows = text(
            "select count(*), count(*) filter (where ended_at is null) from roster_members where staff_id = :who"
        )
        assert conn.execute(rows, {"who": line["staff_id"]}).one() == (3, 2)
    yesterday = keeper.get(f"/api/roster?day={day - timedelta(days=1)}").json()
    assert next(one for one in yesterday["members"] if one["name"] == "王建国")["rank"] == "lead"


@pytest.mark.parametrize(
    ("login", "site", "status", "refusal"),
    [
        ("shswld", ENTERPRISE, 403, "roster.not_yours"),
        ("gxq", "150203003", 404, "site.unknown"),
        ("gxq", "150299999", 404, "site.unknown"),
    ],
)
def test_nobody_keeps_a_roster_that_is_not_theirs(
    someone: Someone, owner: Engine, login: str, site: str, status: int, refusal: str
) -> None:
    keeper, day = someone(login), today(owner)
    staff = staff_of(someone("gxq"), ENTERPRISE)["布和"]
    line = {"site_id": site, "staff_id": staff, "rank": "lead", "from_day": str(day)}
    absence = {"site_id": site, "staff_id": staff, "kind": "sick", "from_day": str(day), "to_day": str(day)}
    for path, body in (
        ("members", line),
        ("absences", absence),
        ("days", {"site_id": site, "staff_id": staff, "day": str(day), "on_duty": False}),
        ("releases", {"site_id": site, "staff_id": staff, "last_day": str(day)}),
    ):
        assert code(keeper.act(f"/api/roster/{path}", body)) == (status, refusal), path
    assert line_of(someone("qyfwld"), ENTERPRISE, "布和")["presence"] == "on_duty"


def test_an_absence_of_another_district_cannot_be_ended(someone: Someone, owner: Engine) -> None:
    day = today(owner)
    absence = away(someone("gxq"), BUREAU, "王建国", day).json()["id"]
    refused = someone("kdl").act(f"/api/roster/absences/{absence}/end", {"last_day": str(day)})
    assert code(refused) == (404, "absence.unknown")
    assert line_of(someone("gxq"), BUREAU, "王建国")["presence"] == "absent"


def test_only_somebody_who_works_there_is_put_on_a_roster(someone: Someone, owner: Engine) -> None:
    keeper = someone("gxq")
    stranger = staff_of(keeper, ENTERPRISE)["布和"]
    line = {"site_id": BUREAU, "staff_id": stranger, "rank": "lead", "from_day": str(today(owner))}
    assert code(keeper.act("/api/roster/members", line)) == (422, "roster.staff")


def test_naming_somebody_absent_is_refused_and_the_substitute_can_be_named(someone: Someone, owner: Engine) -> None:
    case_id, keeper = offered_to(someone, BUREAU), someone("shswld")
    assert keeper.act(f"/api/cases/{case_id}/sign-for").status_code == 200
    assert away(keeper, BUREAU, "王建国", today(owner), substitute="赵敏").status_code == 200
    staff = staff_of(keeper, BUREAU)
    refused = keeper.act(f"/api/cases/{case_id}/agent", {"staff_id": staff["王建国"]})
    assert code(refused) == (422, "agent.absent")
    assert "赵敏" in refused.json()["detail"]
    assert keeper.act(f"/api/cases/{case_id}/agent", {"staff_id": staff["赵敏"]}).status_code == 200


def test_a_case_is_claimed_by_one_and_the_other_is_told_who(someone: Someone) -> None:
    case_id, first, second = offered_to(someone, BUREAU), someone("shsw"), someone("shswld")
    assert code(second.act(f"/api/cases/{case_id}/claim")) == (403, "case.part")  # not signed for yet
    assert first.act(f"/api/cases/{case_id}/sign-for").status_code == 200
    assert first.act(f"/api/cases/{case_id}/claim").status_code == 200
    refused = second.act(f"/api/cases/{case_id}/claim")
    assert code(refused) == (409, "claim.taken")
    assert "王建国" in refused.json()["detail"]
    assert first.get(f"/api/cases/{case_id}").json()["agent_name"] == "王建国"


def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(someone: Someone) -> None:
    people = {"王建国": someone("shsw"), "赵敏": someone("shswld")}
    with ThreadPoolExecutor(2) as both:
        for _ in range(5):
            case_id = offered_to(someone, BUREAU)
            assert people["王建国"].act(f"/api/cases/{case_id}/sign-for").status_code == 200
            claims = {name: both.submit(one.act, f"/api/cases/{case_id}/claim") for name, one in people.items()}
            answers = {name: claim.result() for name, claim in claims.items()}
            (winner,) = [name for name, answer in answers.items() if answer.status_code == 200]
            (loser,) = [answer for name, answer in answers.items() if name != winner]
            assert code(loser) == (409, "claim.taken")
            assert winner in loser.json()["detail"]
            events = people["赵敏"].get(f"/api/cases/{case_id}/events").json()["events"]
            assert [one["kind"] for one in events].count("agent_named") == 1
