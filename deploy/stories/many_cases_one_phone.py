"""One phone, three cases, two districts: every reply rates the case its prompt asked about, whatever the order."""

from typing import Any

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.phone import Phone
from deploy.stories.player import Player
from deploy.stories.stage import Stage

ITEM = "MZ005"
ANSWERS = (("2", "good"), ("5分", "very_bad"), ("非常满意，谢谢！", "very_good"))


def play(stage: Stage) -> None:
    """The last prompt is answered first. Raises Unexpected where a reply rates another case."""
    phone = stage.phone()
    town, foreign, zone, region = (stage.enter(login) for login in ("wsq", "ztjd", "gxq", "kdl"))
    by = ((town, zone), (town, zone), (foreign, region))
    made = [(centre, _done(stage, player, phone.number)) for player, centre in by]
    asked = [_asked(stage, phone, number) for number in _numbers(made)]
    for message in asked:
        stage.tell("帮您办", "短信", message["content"])
    expect("三条邀请的扩展码各不相同", len({message["extend"] for message in asked}), 3)
    for (player, case), message, (content, grade) in reversed(list(zip(made, asked, ANSWERS, strict=True))):
        phone.answers(message, content)
        stage.tell("申请人", "手机", f"回复“{content}”到尾号 {message['extend']}")
        rated = player.waits_for("评价", f"/api/cases/{case}", lambda c: c["rating"] is not None)
        expect("评价记在它问的那一件上", rated["rating"]["grade"], grade)
        stage.tell("平台自动", player.site_name, f"编号 {rated['number']} 记为 {grade}")


def _done(stage: Stage, player: Player, number: str) -> str:
    case_id = player.registers(ITEM, person("乌日娜", number), "1")
    player.act(f"/api/cases/{case_id}/start")
    player.act(f"/api/cases/{case_id}/complete", {"result": "已发证"})
    stage.tell(player.name, player.site_name, "办结，等申请人评价")
    return case_id


def _numbers(made: list[tuple[Player, str]]) -> list[str]:
    return [player.get(f"/api/cases/{case}")["number"] for player, case in made]


def _asked(stage: Stage, phone: Phone, number: str) -> dict[str, Any]:
    return stage.until("评价短信", lambda: _prompt(phone.messages(), number), bool)


def _prompt(messages: list[dict[str, Any]], number: str) -> dict[str, Any]:
    return next((m for m in messages if number in m["content"] and "请回复数字" in m["content"]), {})
