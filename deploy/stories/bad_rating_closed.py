"""差评闭环: called, not closed by the handler, mended and rated again; another is left out, by somebody else."""

from typing import Any

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.phone import Phone
from deploy.stories.player import Player
from deploy.stories.stage import Stage

ITEM = "MZ005"
CLOSE = {"finding": "fixed", "words": "已上门说明，证件当场补办", "evidence": "补办回执 2 份"}
UNTRUE = {"finding": "untrue", "words": "申请人说本想回复 1，按成了 5"}
EXCLUDE = {"verdict": "exclude", "words": "听过回访录音，与核实意见一致"}


def play(stage: Stage) -> None:
    """No bad rating is closed by whom it is about, and none disappears."""
    town, centre = stage.enter("wsq"), stage.enter("gxq")
    _mended(stage, town, centre)
    _left_out(stage, town, centre)
    rates = centre.get("/api/rectifications")
    expect("有整改单的差评都回访过", rates["figures"]["called"] > 0, True)
    stage.tell(
        "平台自动", "差评指标", f"不计入差评 {rates['figures']['excluded']} 件，其余计入回访率、整改率、按期整改率"
    )


def _mended(stage: Stage, town: Player, centre: Player) -> None:
    phone = stage.phone()
    here, order = _rated_badly(stage, town, "乌日娜", phone)
    call, mend = order["contact_due"][:10], order["due_at"][:10]
    stage.tell("平台自动", "差评整改", f"开出整改单：{call} 前联系申请人，{mend} 前整改办结")
    expect("未联系先办结", town.refused(f"{here}/close", CLOSE), "rectification.not_contacted")
    town.act(f"{here}/contact")
    stage.tell(town.name, town.site_name, "已打电话联系申请人")
    expect("经办人自己办结", town.refused(f"{here}/close", CLOSE), "rectification.own")
    stage.tell(town.name, town.site_name, "想自己办结整改：平台不允许，经办人不能办结自己的差评")
    centre.act(f"{here}/classify", {"complexity": "complex", "words": "要到两个部门补办证件"})
    longer = centre.get(here)["order"]["due_at"][:10]
    stage.tell(centre.name, centre.site_name, f"定为复杂：改为 {longer} 前整改办结，写明了理由")
    no_proof = {**CLOSE, "evidence": ""}
    expect("属实没有凭据", centre.refused(f"{here}/close", no_proof), "rectification.evidence")
    centre.act(f"{here}/close", CLOSE)
    stage.tell(centre.name, centre.site_name, f"核实属实，{CLOSE['words']}，附{CLOSE['evidence']}；整改办结")
    asked = phone.message_with("意见已处理")
    stage.tell("帮您办", "短信", asked["content"])
    phone.answers(asked, "2")
    stage.tell("申请人", "手机", "回复 2（满意）")
    case = here.removesuffix("/rectification")
    expect("经办人看到的评价", town.get(case)["rating"], None)
    seen = centre.waits_for("再次评价", case, lambda c: c["second_rating"] is not None)
    expect("再次评价", seen["second_rating"]["grade"], "good")
    expect("差评没有被抹掉", seen["rating"]["grade"], "very_bad")
    stage.tell("平台自动", "好差评", "两次评价都在：第一次非常不满意，整改后满意")


def _left_out(stage: Stage, town: Player, centre: Player) -> None:
    here, _ = _rated_badly(stage, town, "巴特尔", stage.phone())
    town.act(f"{here}/contact")
    town.act(f"{here}/doubt", UNTRUE)
    stage.tell(town.name, town.site_name, f"核实不属实：{UNTRUE['words']}；提请复核")
    expect("没有复核就办结", centre.refused(f"{here}/close", CLOSE), "rectification.in_review")
    expect("核实人自己复核", town.refused(f"{here}/review", EXCLUDE), "access.denied")
    centre.act(f"{here}/review", EXCLUDE)
    stage.tell(centre.name, centre.site_name, f"复核：{EXCLUDE['words']}；予以排除，不计入差评指标")
    done = centre.get(here)
    expect("整改单", done["state"], "excluded")
    expect("经过", [line["act"]["kind"] for line in done["acts"]], ["opened", "contact", "doubt", "review"])
    expect("评价还在", centre.get(here.removesuffix("/rectification"))["rating"]["grade"], "very_bad")


def _rated_badly(stage: Stage, town: Player, name: str, phone: Phone) -> tuple[str, dict[str, Any]]:
    """The address of the order that an answer of 5 opened, and the order."""
    case_id = town.registers(ITEM, person(name, phone.number), "1")
    stage.turns_to_another_case()
    stage.follow(town, case_id)
    stage.does(town, case_id, "start")
    stage.does(town, case_id, "complete", result="已发证")
    asked = phone.message_with("评价")
    stage.tell("帮您办", "短信", asked["content"])
    phone.answers(asked, "5")
    stage.tell("申请人", "手机", "回复 5（非常不满意）")
    here = f"/api/cases/{case_id}"
    bad = town.waits_for("差评整改单", here, lambda c: c["rectification"] is not None)
    expect("评价", stage.enter("gxq").get(here)["rating"]["grade"], "very_bad")
    return f"{here}/rectification", dict(bad["rectification"])
