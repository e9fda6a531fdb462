"""打不通: nobody is called at noon; three tries, spread over two days, then unreachable: done, and without a grade."""

from datetime import datetime, time, timedelta
from typing import Any

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.domain.deadlines.calendar import SHANGHAI

ITEM = "MZ005"
TRIES = (("no_answer", "无人接听"), ("busy", "占线"), ("off", "关机"))
_WORDS = {"waiting": "再打", "unreachable": "无法联系"}


def play(stage: Stage) -> None:
    """Who rated badly is called back in any case. Raises Unexpected where anything is not as it should be."""
    town, caller = stage.enter("wsq"), stage.enter("huifang")
    visit = _rated_badly(stage, town, caller)
    here, before = f"/api/visits/{visit}", caller.get("/api/visits")["figures"]
    expect("办理单位的人打回访", town.refused(f"{here}/take"), "access.denied")
    _loud(stage, caller)
    for number, (outcome, words) in enumerate(TRIES, start=1):
        after = _tried(stage, caller, here, outcome, words, number)
        if number == 1:
            _quiet_at_noon(stage, caller, after)
        if after["state"] == "waiting":
            _later(stage, datetime.fromisoformat(after["next_at"]))
    expect("三次以后", after["state"], "unreachable")
    figures = caller.get("/api/visits")["figures"]
    expect("计入回访完成", (figures["done"], figures["unreachable"]), (before["done"] + 1, before["unreachable"] + 1))
    expect("不计入满意率", figures["graded"], before["graded"])
    stage.tell("平台自动", "电话回访", "三次打不通，分在不同时段、两个工作日：无法联系；计入回访完成率，不计入满意率")
    dials = [line["call"]["outcome"] for line in caller.get(here)["calls"]]
    expect("通话记录", dials, [outcome for outcome, _ in TRIES])


def _rated_badly(stage: Stage, town: Player, caller: Player) -> str:
    phone = stage.phone()
    case_id = town.registers(ITEM, person("斯琴", phone.number), "1")
    stage.follow(town, case_id)
    stage.does(town, case_id, "start")
    stage.does(town, case_id, "complete", result="已发证")
    asked = phone.message_with("评价")
    phone.answers(asked, "4")
    stage.tell("申请人", "手机", "回复 4（不满意）")
    number = town.get(f"/api/cases/{case_id}")["number"]
    waiting = stage.until("进了回访队列", lambda: _row(caller, number), bool)
    expect("为什么打", waiting["reason"], "bad_rating")
    stage.tell("平台自动", "电话回访", "差评都要回访：马上进了回访队列，由其他单位的人来打")
    return str(waiting["id"])


def _row(caller: Player, number: str) -> dict[str, Any]:
    rows = caller.get("/api/visits")["rows"]
    return next((dict(row) for row in rows if row["number"] == number), {})


def _tried(stage: Stage, caller: Player, here: str, outcome: str, words: str, number: int) -> dict[str, Any]:
    caller.act(f"{here}/take")
    caller.act(f"{here}/dial")
    visit = dict(caller.act(f"{here}/record", {"outcome": outcome})["visit"])
    stage.tell(caller.name, caller.site_name, f"第 {number} 次拨号，显示号码已留痕：{words}；{_WORDS[visit['state']]}")
    return visit


def _quiet_at_noon(stage: Stage, caller: Player, visit: dict[str, Any]) -> None:
    afternoon = datetime.fromisoformat(visit["next_at"]).astimezone(SHANGHAI)
    noon = datetime.combine(afternoon.date(), time(12, 30), SHANGHAI)
    if owner.business_now() < noon < afternoon:
        owner.run_ahead_to(noon)
        expect("中午打电话", caller.refused("/api/visits/next"), "visit.quiet")
        stage.tell(caller.name, caller.site_name, "中午想打下一通：平台不给，午休和夜里不打扰")


def _loud(stage: Stage, caller: Player) -> None:
    """On to the next hour at which people may be called."""
    while caller.get("/api/visits")["quiet"]:
        now = owner.business_now().astimezone(SHANGHAI)
        morning = datetime.combine(now.date(), time(9, 30), SHANGHAI)
        _later(stage, morning if morning > now else morning + timedelta(days=1))


def _later(stage: Stage, moment: datetime) -> None:
    if by := owner.run_ahead_to(moment):
        hours = round(by.total_seconds() / 3600, 1)
        stage.tell("演示", "时钟", f"向前拨 {hours} 小时，到 {moment.astimezone(SHANGHAI):%m-%d %H:%M}")
