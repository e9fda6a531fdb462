"""The applicant is told of every turn of the case, once, with the hotline, and never at night.

Every message of the platform is heard twice meanwhile.
"""

from datetime import datetime, timedelta

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.echo import Echo
from deploy.stories.failing import expect
from deploy.stories.phone import Phone
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.domain.deadlines.calendar import SHANGHAI

ITEM = "MZ001"
TOWN = "150271102"
HOTLINE = "咨询电话0472-5163108。"
TOLD = ["已受理", "已转到万水泉镇办理", "还需补充材料", "经批准延期", "代办已终止"]
_TOO_LATE = timedelta(minutes=11)  # longer than a pause or a termination may be taken back
_TEN = 22  # o'clock in the evening


def play(stage: Stage) -> None:
    """By day and by night. Raises Unexpected where a message lacks, comes twice, or comes at night."""
    with owner.echo() as echo:
        by_day, by_night = stage.phone(), stage.phone()
        village, town, centre = stage.enter("xzw"), stage.enter("wsq"), stage.enter("gxq")
        _by_day(stage, by_day, village, town, centre)
        _by_night(stage, echo, by_night, village)
        stage.until("每条消息都重来一遍", echo.heard, lambda both: both[0] == both[1])
        _each_once(by_day, TOLD)
        _each_once(by_night, TOLD[:1])


def _by_day(stage: Stage, phone: Phone, village: Player, town: Player, centre: Player) -> None:
    case_id = village.registers(ITEM, person("萨仁其其格", phone.number), "3")
    here = f"/api/cases/{case_id}"
    _rings(stage, phone, TOLD[0])
    village.waits_for("派往万水泉镇", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == TOWN)
    stage.follow(village, case_id)
    stage.does(town, case_id, "sign-for")
    _rings(stage, phone, TOLD[1])
    stage.does(town, case_id, "start")
    stage.does(town, case_id, "pause", cause="correction", words="缺户口簿复印件")
    _runs_ahead(stage)
    _rings(stage, phone, TOLD[2])
    stage.does(town, case_id, "resume", words="已补齐")
    stage.does(town, case_id, "ask-extension", days=2, words="需向原籍核实")
    stage.does(centre, case_id, "grant-extension")
    _rings(stage, phone, TOLD[3])
    stage.does(town, case_id, "terminate", reason="WITHDRAW", words="申请人不再办理", paper="终止单 1 号")
    _runs_ahead(stage)
    _rings(stage, phone, TOLD[4])


def _by_night(stage: Stage, echo: Echo, phone: Phone, village: Player) -> None:
    """A case accepted at ten in the evening: the phone is quiet until the morning."""
    evening = owner.business_now().astimezone(SHANGHAI).replace(hour=_TEN, minute=0, second=0, microsecond=0)
    owner.run_ahead_to(evening)
    stage.tell("时间", "演示", f"现在是 {_clock(evening)}")
    stage.turns_to_another_case()
    case_id = village.registers(ITEM, person("包乌兰", phone.number), "3")
    stage.follow(village, case_id)
    stage.until("受理的消息听过两遍", lambda: echo.heard(case_id), lambda both: 0 < both[0] == both[1])
    expect("夜里收到的短信", phone.messages(), [])
    owner.to_morning()
    stage.tell("时间", "演示", f"现在是 {_clock(owner.business_now())}")
    _rings(stage, phone, TOLD[0])


def _rings(stage: Stage, phone: Phone, words: str) -> None:
    stage.tell("帮您办", "短信", phone.message_with(words)["content"])


def _runs_ahead(stage: Stage) -> None:
    by = owner.run_ahead_to(owner.business_now() + _TOO_LATE)
    stage.tell("时间", "演示", f"过了 {round(by.total_seconds() / 60)} 分钟，不能再撤销")


def _each_once(phone: Phone, told: list[str]) -> None:
    """No message more, none less, and the hotline in each."""
    contents = [message["content"] for message in phone.messages()]
    expect("短信条数", len(contents), len(told))
    expect("各一条", [sum(words in content for content in contents) for words in told], [1] * len(told))
    expect("都有咨询电话", [content for content in contents if not content.endswith(HOTLINE)], [])


def _clock(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}"
