"""语音回访: the month is over, a sample is drawn, a machine calls first; a key rates, who is out gets a person."""

from datetime import date, datetime, time
from typing import Any

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.phone import Phone
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.domain.deadlines.calendar import SHANGHAI, local_date
from shared.domain.feedback.months import after, month_of

ITEM = "MZ005"


def play(stage: Stage) -> None:
    """Nobody is called twice for one try. Raises Unexpected where anything is not as it should be."""
    village, caller = stage.enter("xzw"), stage.enter("huifang")
    at_home, out = stage.phone(), stage.phone()
    at_home.line("heard", keys="2")
    out.line("no-answer")
    rated = _completed(stage, village, "其其格", at_home)
    tried = _completed(stage, village, "哈斯", out)
    month = month_of(local_date(owner.business_now()))
    _run_ahead(stage, caller, after(month))
    plan = stage.until("抽样计划", lambda: _plan(caller, month), bool)
    seen = caller.get(f"/api/visit-plans/{plan['id']}")
    expect("重抽结果", seen["same"], True)
    stage.tell(
        "平台自动", "按比例抽取", f"{month} 办结 {plan['frame']} 件，抽取 {plan['drawn']} 件；凭种子重抽，名单相同"
    )
    case = caller.waits_for("按键评价", f"/api/cases/{rated}", lambda c: c["rating"] is not None)
    expect("按键就是评价", (case["rating"]["grade"], case["rating"]["channel"]), ("good", "keys"))
    stage.tell("申请人", "电话", "自动语音来电，按 2：满意")
    row = stage.until("第一次没有打通", lambda: _waiting(caller, village, tried), lambda one: one.get("tries") == 1)
    stage.tell("平台自动", "电话回访", f"无人接听，算一次；{_local(row['next_at'])} 起换个时段由人来打")
    for phone in (at_home, out):
        expect("每个号码只打了一次", len(phone.calls()), 1)


def _completed(stage: Stage, village: Player, name: str, phone: Phone) -> str:
    case_id = village.registers(ITEM, person(name, phone.number), "3")
    stage.turns_to_another_case()
    stage.follow(village, case_id)
    stage.does(village, case_id, "start")
    stage.does(village, case_id, "complete", result="已发证")
    return case_id


def _run_ahead(stage: Stage, caller: Player, month: str) -> None:
    """On into the next month, to the first working morning at which people may be called."""
    first = date.fromisoformat(f"{month}-01")
    year = caller.get(f"/api/calendar/{first.year}")
    off = {date.fromisoformat(day) for day in year["off"]}
    opens = next(day for day in (first.replace(day=n) for n in range(1, 29)) if day not in off)
    moment = datetime.combine(opens, time(9, 5), SHANGHAI)
    owner.run_ahead_to(moment)
    stage.tell("演示", "时钟", f"向前拨到 {moment:%Y-%m-%d %H:%M}，上个月办结的该抽取了")


def _plan(caller: Player, month: str) -> dict[str, Any]:
    plans = caller.get("/api/visit-plans")["plans"]
    return next((dict(one) for one in plans if one["month"] == month), {})


def _waiting(caller: Player, village: Player, case_id: str) -> dict[str, Any]:
    number = village.get(f"/api/cases/{case_id}")["number"]
    return next((dict(row) for row in caller.get("/api/visits")["rows"] if row["number"] == number), {})


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(SHANGHAI):%m-%d %H:%M}"
