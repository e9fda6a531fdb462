"""A park's enterprise case with two co-handlers: one is late and reminded, one files with a utility."""

from datetime import date, datetime, timedelta
from typing import Any

from deploy.stories import owner
from deploy.stories.applicants import enterprise
from deploy.stories.failing import expect
from deploy.stories.phone import link_in
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.domain.deadlines.calendar import local_date

ITEM = "P101"
BUREAU, BUILDING, WATER, AFFAIRS, CENTRE = (
    "150271-qiyefuwu",
    "150271-jianshe",
    "150271-gongshui",
    "150271-shehuishiwu",
    "150271",
)
_A_LITTLE = timedelta(minutes=1)


def play(stage: Stage) -> None:
    """One lead throughout, one merged result. Raises Unexpected where anything is not as it should be."""
    park, lead, late = stage.enter("xtyq"), stage.enter("qyfwld"), stage.enter("shsw")
    builder, centre = stage.enter("jsj"), stage.enter("gxq")
    phone = stage.phone()
    case_id = _at_the_bureau(stage, park, lead, phone.number)
    here = f"/api/cases/{case_id}"
    # Two are asked; the water company has no desk, so 建设局 is asked in its place
    stage.does(lead, case_id, "ask-cohandler", to_site=AFFAIRS, words="请核对用工和社保登记", days=1)
    stage.does(lead, case_id, "ask-cohandler", to_site=WATER, words="请办厂房用水报装", days=5)
    slow, water = lead.get(here)["cohandlers"]
    expect("代供水营业所协办的", (water["site"], water["body_site"]), (BUILDING, WATER))
    expect("协办未答复时办结", lead.refused(f"{here}/complete", {"result": "已备案"}), "cohandler.open")
    stage.does(builder, case_id, "sign-cohandler")
    _outside(stage, builder, case_id, here)
    stage.does(builder, case_id, "answer-cohandler", opinion="conditions", words="通水前装好总表")
    _late(stage, late, centre, case_id, slow)
    stage.does(lead, case_id, "complete", result="备案证明已发，用水已报装")
    done = stage.follow(lead, case_id)
    expect("会办结论", done["joint_result"]["opinion"], "conditions")
    expect("主办单位", done["holder_site"], BUREAU)
    asked = phone.message_with("评价")
    stage.tell("帮您办", "短信", asked["content"])
    stage.rate_on(link_in(asked), "good")
    stage.tell("申请人", "手机网页", "点了“满意”")
    park.waits_for("归档", here, lambda c: bool(c["state"] == "archived"))
    stage.follow(park, case_id)


def _at_the_bureau(stage: Stage, park: Player, lead: Player, phone: str) -> str:
    """Registered at the park with its mandate, signed for and begun at 企业服务局."""
    today = _today()
    mandate = {
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=180)).isoformat(),
        "scope": "指定事项代办",
        "paper": "授权委托书原件一份",
    }
    case_id = park.registers(ITEM, enterprise("包头稀磁电机有限公司", phone, "郝经理"), "4", mandate=mandate)
    here = f"/api/cases/{case_id}"
    park.waits_for("派往企业服务局", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == BUREAU)
    stage.follow(park, case_id)
    stage.does(lead, case_id, "sign-for")
    stage.does(lead, case_id, "start")
    return case_id


def _outside(stage: Stage, builder: Player, case_id: str, here: str) -> None:
    """建设局 files with the water company in its own name, and may answer when the reply is on record."""
    today = _today().isoformat()
    filing = {"reference": "供水报装2026-0117", "words": "厂房用水报装", "filed_on": today, "papers": ["用水申请表"]}
    stage.does(builder, case_id, "file-external", body_site=WATER, **filing)
    expect("未登记答复时", builder.refused(f"{here}/answer-cohandler", _opinion("agree")), "external.open")
    (sent,) = builder.get(here)["filings"]
    reply = {"outcome": "done", "words": "同意接入，5 日内装表", "replied_on": today}
    stage.does(builder, case_id, "record-reply", filing_id=sent["id"], **reply)


def _late(stage: Stage, late: Player, centre: Player, case_id: str, part: dict[str, Any]) -> None:
    """Reminded in time and silent, it comes before the coordinator; its answer takes it off the board."""
    here = f"/api/cases/{case_id}"
    due = datetime.fromisoformat(part["due_at"])
    _jump(stage, due - _A_LITTLE, "离协办时限还有 1 分钟")
    late.waits_for("催协办", f"{here}/events", lambda h: _kinds(h).count("cohandler_reminded") == 1)
    _jump(stage, due + _A_LITTLE, "过了协办时限")
    late.waits_for("交协调中心", here, lambda c: bool(c["pool_site"] == CENTRE))
    stage.follow(centre, case_id)
    stage.does(late, case_id, "sign-cohandler")
    stage.does(late, case_id, "answer-cohandler", **_opinion("agree"))
    expect("答复后", late.get(here)["pool_site"], "")
    expect("逾期次数", _kinds(late.get(f"{here}/events")).count("cohandler_overdue"), 1)


def _opinion(opinion: str) -> dict[str, str]:
    return {"opinion": opinion, "words": "登记齐全"}


def _kinds(history: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in history["events"]]


def _today() -> date:
    """The day on the platform's clock, which may run ahead."""
    return local_date(owner.business_now())


def _jump(stage: Stage, moment: datetime, words: str) -> None:
    by = owner.run_ahead_to(moment)
    stage.tell("演示时钟", "平台", f"{words}（时钟快进 {by.total_seconds() / 3600:.1f} 小时）")
