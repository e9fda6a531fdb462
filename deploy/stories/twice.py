"""Every request, every message and every answer comes twice: nothing happens twice."""

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.echo import Echo
from deploy.stories.failing import Unexpected, expect
from deploy.stories.stage import Stage

ITEM = "MZ001"
TOWN, DEPARTMENT = "150271102", "150271-shehuishiwu"
ONCE = [
    "opened",
    "submitted",
    "accepted",
    "handover_offered",
    "handover_signed",
    "handover_offered",
    "handover_signed",
    "started",
    "completed",
    "archived",
]


def play(stage: Stage) -> None:
    """From the village to the archive. Raises Unexpected where anything happened twice."""
    with owner.echo() as echo:
        _life(stage, echo)


def _life(stage: Stage, echo: Echo) -> None:
    village, town, department = (stage.enter(login, twice=True) for login in ("xzw", "wsq", "shsw"))
    phone = stage.phone()
    case_id = village.registers(ITEM, person("韩巧云", phone.number), "3")
    here = f"/api/cases/{case_id}"
    village.waits_for("派往万水泉镇", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == TOWN)
    stage.follow(village, case_id)
    stage.does(town, case_id, "sign-for")
    stage.does(town, case_id, "forward", to_site=DEPARTMENT)
    for verb, body in (("sign-for", {}), ("start", {}), ("complete", {"result": "已批准，次月起发放"})):
        stage.does(department, case_id, verb, **body)
    asked = phone.message_with("评价")
    for _ in range(2):
        phone.answers(asked, "1")
    stage.tell("申请人", "手机", "回复 1（非常满意），手滑发了两遍")
    village.waits_for("归档", here, lambda c: bool(c["state"] == "archived"))
    stage.follow(village, case_id)
    heard, again = stage.until("每条消息都重来一遍", echo.heard, lambda both: both[0] > 0 and both[0] == both[1])
    stage.tell("平台自动", "消息", f"{heard} 条消息处理过后又各来一遍，{again} 条都认出来了")
    expect("过程", [e["kind"] for e in village.get(f"{here}/events")["events"]], ONCE)
    expect("评价短信条数", len([m for m in phone.messages() if "评价" in m["content"]]), 1)
    if village.repeated < 1 or department.repeated < 3:
        raise Unexpected("请求没有重发")
