"""The applicant answers 5: an order with its limits; called, not closed by the handler, closed by the coordinator."""

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.stage import Stage

ITEM = "MZ005"
CLOSE = {"finding": "fixed", "words": "已上门说明，证件当场补办"}


def play(stage: Stage) -> None:
    """The file stays open until somebody else than the handler has looked into it."""
    town, centre = stage.enter("wsq"), stage.enter("gxq")
    phone = stage.phone()
    case_id = town.registers(ITEM, person("乌日娜", phone.number), "1")
    here = f"/api/cases/{case_id}"
    stage.follow(town, case_id)
    stage.does(town, case_id, "start")
    stage.does(town, case_id, "complete", result="已发证")
    asked = phone.message_with("评价")
    stage.tell("帮您办", "短信", asked["content"])
    phone.answers(asked, "5")
    stage.tell("申请人", "手机", "回复 5（非常不满意）")
    bad = town.waits_for("差评整改单", here, lambda c: c["rectification"] is not None)
    order = bad["rectification"]
    expect("评价", bad["rating"]["grade"], "very_bad")
    call, mend = order["contact_due"][:10], order["due_at"][:10]
    stage.tell("平台自动", "差评整改", f"开出整改单：{call} 前联系申请人，{mend} 前整改办结")
    expect("未联系先办结", town.refused(f"{here}/rectification/close", CLOSE), "rectification.not_contacted")
    town.act(f"{here}/rectification/contact")
    stage.tell(town.name, town.site_name, "已打电话联系申请人")
    expect("经办人自己办结", town.refused(f"{here}/rectification/close", CLOSE), "rectification.own")
    stage.tell(town.name, town.site_name, "想自己办结整改：平台不允许，经办人不能办结自己的差评")
    expect("整改前", town.get(here)["state"], "completed")
    centre.act(f"{here}/rectification/close", CLOSE)
    stage.tell(centre.name, centre.site_name, f"核实属实，{CLOSE['words']}；整改办结")
    closed = town.waits_for("归档", here, lambda c: bool(c["state"] == "archived"))
    stage.follow(town, case_id)
    expect("整改单", closed["rectification"]["state"], "closed")
    expect("差评没有被抹掉", closed["rating"]["grade"], "very_bad")
