"""An agent goes on leave: their cases lie with the substitute and come back, and are handed on when they leave."""

from datetime import date, timedelta
from typing import Any

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage

ITEM = "MZ001"
TOWN, BUREAU = "150271102", "150271-shehuishiwu"
_DAY = timedelta(days=1)


def play(stage: Stage) -> None:
    """Nothing is silent and no case is left without a face. Raises Unexpected where it is not so."""
    village, centre = stage.enter("xzw"), stage.enter("gxq")
    leader, agent, supervisor = stage.enter("shswld"), stage.enter("shsw"), stage.enter("ducha")
    cases = [_offered(stage, village, name) for name in ("陈玉梅", "苏和", "郝秀兰")]
    stage.follow(village, cases[0])
    _reassigned(stage, centre, cases)
    for case_id in cases:
        agent.act(f"/api/cases/{case_id}/sign-for")
        agent.act(f"/api/cases/{case_id}/claim")
    stage.follow(leader, cases[0])
    staff = {one["name"]: one["id"] for one in leader.get("/api/roster")["staff"]}
    _on_leave(stage, leader, agent, cases, staff)
    _nobody_left(stage, centre, supervisor, staff)
    _back(stage, centre, leader, cases, staff)
    _leaves(stage, leader, cases, staff)


def _offered(stage: Stage, village: Player, name: str) -> str:
    case_id = village.registers(ITEM, person(name, stage.phone().number), "3")
    here = f"/api/cases/{case_id}"
    village.waits_for("派单", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == TOWN)
    return case_id


def _reassigned(stage: Stage, centre: Player, cases: list[str]) -> None:
    """All three at once, where the first suggestion points."""
    found = centre.get(f"/api/cases/{cases[0]}/suggestions")["suggestions"]
    wanted = next(one for one in found if one["id"] == BUREAU)
    stage.tell(centre.name, centre.site_name, f"看派单建议：{wanted['name']}，{wanted['reason']}")
    why = {"to_site": BUREAU, "reason": "overloaded", "words": "镇里积压，改由社会事务局办"}
    done = centre.act("/api/reassign", {"cases": [{"case_id": one} for one in cases], **why})
    expect("一次改派", (sorted(done["done"]), done["left"]), (sorted(cases), []))
    stage.tell(centre.name, centre.site_name, f"一次改派 {len(cases)} 件给社会事务局，时限不重新计算")
    stage.follow(centre, cases[0])


def _on_leave(stage: Stage, leader: Player, agent: Player, cases: list[str], staff: dict[str, str]) -> None:
    _away(leader, staff["王建国"], days=14, substitute=staff["赵敏"])
    stage.tell(leader.name, leader.site_name, "登记王建国请假两周，由赵敏替班")
    _all_with(leader, cases, "赵敏")
    stage.follow(leader, cases[0])
    refused = leader.refused(f"/api/cases/{cases[0]}/agent", {"staff_id": staff["王建国"]})
    expect("指定请假的人", refused, "agent.absent")
    agent.refused(f"/api/cases/{cases[0]}/claim")


def _nobody_left(stage: Stage, centre: Player, supervisor: Player, staff: dict[str, str]) -> None:
    expect("告警前", BUREAU in _alarmed(centre), False)
    _away(centre, staff["赵敏"], days=20)
    for one in (centre, supervisor):
        expect(f"{one.name}看到的告警", BUREAU in _alarmed(one), True)
    stage.tell(supervisor.name, supervisor.site_name, "看到告警：社会事务局没有人可办")


def _back(stage: Stage, centre: Player, leader: Player, cases: list[str], staff: dict[str, str]) -> None:
    roster = centre.get(f"/api/roster?site={BUREAU}")
    before = {"last_day": str(_today(roster) - _DAY)}
    for absence in roster["absences"]:
        centre.act(f"/api/roster/absences/{absence['id']}/end", before)
    stage.tell(centre.name, centre.site_name, "两人返岗，销假")
    _all_with(leader, cases, "王建国")
    stage.follow(leader, cases[0])
    expect("销假后的告警", BUREAU in _alarmed(centre), False)


def _leaves(stage: Stage, leader: Player, cases: list[str], staff: dict[str, str]) -> None:
    over = {"site_id": BUREAU, "from_staff": staff["王建国"], "to_staff": staff["赵敏"], "words": "轮岗到其他单位"}
    done = leader.act("/api/roster/hand-on", over)
    expect("离任交接", sorted(set(cases) - set(done["done"])), [])
    expect("没有交接的", done["left"], [])
    stage.tell(leader.name, leader.site_name, f"王建国轮岗，手上的 {len(done['done'])} 件一次交给赵敏")
    stage.follow(leader, cases[0])


def _away(keeper: Player, staff_id: str, days: int, substitute: str | None = None) -> None:
    first = _today(keeper.get(f"/api/roster?site={BUREAU}"))
    absence = {"site_id": BUREAU, "staff_id": staff_id, "kind": "annual", "from_day": str(first)}
    absence |= {"to_day": str(first + (days - 1) * _DAY)} | ({"substitute": substitute} if substitute else {})
    keeper.act("/api/roster/absences", absence)


def _all_with(reader: Player, cases: list[str], name: str) -> None:
    for case_id in cases:
        reader.waits_for(f"由{name}帮办", f"/api/cases/{case_id}", lambda case: bool(case["agent_name"] == name))


def _alarmed(reader: Player) -> set[str]:
    return {one["site"] for one in reader.get("/api/roster/alarms")["alarms"]}


def _today(roster: dict[str, Any]) -> date:
    return date.fromisoformat(roster["members"][0]["days"][0]["day"])
