"""Nobody wants it: refused in another region, moved and returned; the leader decides, and each one's time is told."""

from datetime import datetime, timedelta

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage

ITEM = "MZ001"
REGION, CITY, ZONE = "150203", "1502", "150271"
TOWN, DEPARTMENT, COMMITTEE = "150271102", "150271-shehuishiwu", "150271-guanweihui"
NOT_OURS = {"reason": "outside_area", "words": "户籍已迁回稀土高新区"}
NO_PAPERS = {"reason": "lacking_papers", "words": "缺户籍迁移证明"}
AGAIN = {"reason": "not_competent", "words": "已退过一次，不归本局管"}


def play(stage: Stage) -> None:
    """Somebody holds the case at every moment. Raises Unexpected where anything is not as it should be."""
    village, region, city = stage.enter("xzw"), stage.enter("kdl"), stage.enter("bts")
    town, department = stage.enter("wsq"), stage.enter("shsw")
    centre, leader = stage.enter("gxq"), stage.enter("gwh")
    case_id = village.registers(ITEM, person("孟和", stage.phone().number), "3", competence_region=REGION)
    here = f"/api/cases/{case_id}"
    village.waits_for("移交昆都仑区", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == REGION)
    stage.does(region, case_id, "refuse", **NOT_OURS)
    city.waits_for("到市协调中心", here, lambda c: bool(c["pool_site"] == CITY))
    expect("发起地看到的理由", _last(village, here, "handover_refused")["words"], NOT_OURS["words"])
    stage.does(city, case_id, "reassign", to_site=TOWN, reason="outside_area", words="户籍在万水泉镇，由镇里办理")
    stage.does(town, case_id, "sign-for")
    stage.does(town, case_id, "forward", to_site=DEPARTMENT, words="请核定津贴")
    stage.does(department, case_id, "sign-for")
    stage.does(department, case_id, "return", **NO_PAPERS)
    centre.waits_for("成为问题工单，到区协调中心", here, lambda c: bool(c["pool_site"] == ZONE))
    _last(village, here, "problem_marked")
    stage.follow(village, case_id)
    stage.does(centre, case_id, "reassign", to_site=DEPARTMENT, reason="disputed", words="材料已补齐，属该局职责")
    _wait_for_a_signature(stage, village.get(here)["handover"]["due_at"])
    stage.does(department, case_id, "refuse", **AGAIN)
    leader.waits_for("提请管委会裁定", here, lambda c: bool(c["pool_site"] == COMMITTEE))
    stage.follow(village, case_id)
    expect("裁定前改派", centre.refused(f"{here}/reassign", _placing()), "dispute.undecided")
    stage.does(leader, case_id, "settle", to_site=DEPARTMENT, words="高龄津贴由社会事务局核定，镇里协助补材料")
    expect("裁定后拒收", department.refused(f"{here}/refuse", AGAIN), "dispute.binding")
    stage.does(department, case_id, "sign-for")
    expect("裁定后退回", department.refused(f"{here}/return", AGAIN), "dispute.binding")
    stage.does(department, case_id, "start")
    stage.does(department, case_id, "complete", result="已核定，次月起发放")
    _whose_time(stage, village, here)


def _last(player: Player, here: str, kind: str) -> dict[str, str]:
    events = [event for event in player.get(f"{here}/events")["events"] if event["kind"] == kind]
    expect(kind, bool(events), True)
    return dict(events[-1])


def _placing() -> dict[str, str]:
    return {"to_site": TOWN, "reason": "disputed", "words": "先由镇里办"}


def _wait_for_a_signature(stage: Stage, due_at: str) -> None:
    by = owner.run_ahead_to(datetime.fromisoformat(due_at) - timedelta(minutes=1))
    stage.tell("演示时钟", "平台", f"等社会事务局签收（时钟快进 {by.total_seconds() / 3600:.1f} 小时）")


def _whose_time(stage: Stage, village: Player, here: str) -> None:
    """Each one's minutes, which add up to the whole."""
    told = village.get(f"{here}/responsibility")
    expect("责任时间之和", sum(site["minutes"] for site in told["sites"]), told["whole"])
    for site in told["sites"]:
        ways = f"在办 {site['handling']}，待签收 {site['signing']}，待派单 {site['placing']}"
        stage.tell("责任时间", site["site"]["short_name"], f"{site['minutes']} 分钟（{ways}）")
