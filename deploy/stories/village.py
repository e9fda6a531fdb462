"""小召湾村 registers 高龄津贴 for an old applicant: to the town, to the department, done, rated by SMS, archived."""

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.stage import Stage

ITEM = "MZ001"
TOWN, DEPARTMENT = "150271102", "150271-shehuishiwu"


def play(stage: Stage) -> None:
    """From registration to the archive. Raises Unexpected where anything is not as it should be."""
    village, town, department = stage.enter("xzw"), stage.enter("wsq"), stage.enter("shsw")
    phone = stage.phone()
    case_id = village.registers(ITEM, person("赵大海", phone.number), "3")
    here = f"/api/cases/{case_id}"
    village.waits_for("派往万水泉镇", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == TOWN)
    stage.follow(village, case_id)
    stage.does(town, case_id, "sign-for")
    stage.does(town, case_id, "forward", to_site=DEPARTMENT, words="材料已核对，请审核发放")
    stage.follow(town, case_id)
    stage.does(department, case_id, "sign-for")
    stage.does(department, case_id, "start")
    stage.does(department, case_id, "complete", result="已批准，次月起发放")
    stage.follow(department, case_id)
    asked = phone.message_with("评价")
    stage.tell("帮您办", "短信", asked["content"])
    phone.answers(asked, "1")
    stage.tell("申请人", "手机", "回复 1（非常满意）")
    closed = village.waits_for("归档", here, lambda c: bool(c["state"] == "archived"))
    stage.follow(village, case_id)
    expect("经办单位看到的评价", closed["rating"], None)
    expect("评价", stage.enter("gxq").get(here)["rating"]["grade"], "very_good")
    expect("评价短信条数", len([m for m in phone.messages() if "评价" in m["content"]]), 1)
