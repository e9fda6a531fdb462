"""Nobody at the town signs: it is reminded, the case moves up and is placed anew, and lies on: yellow, then red.

Every step comes by a line of the escalation policy, and each once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.kernel.i18n import text

ITEM = "MZ001"
TOWN, DEPARTMENT, CENTRE = "150271102", "150271-shehuishiwu", "150271"
_A_LITTLE = timedelta(minutes=1)


def play(stage: Stage) -> None:
    """The village holds the case throughout. Raises Unexpected where anything is not as it should be."""
    village, centre, department = stage.enter("xzw"), stage.enter("gxq"), stage.enter("shsw")
    case_id = village.registers(ITEM, person("白玉莲", stage.phone().number), "3")
    here = f"/api/cases/{case_id}"
    offered = village.waits_for("派单", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == TOWN)
    stage.follow(village, case_id)
    due = datetime.fromisoformat(offered["handover"]["due_at"])
    _jump(stage, due - _A_LITTLE, "离签收时限还有 1 分钟")
    village.waits_for("催签", f"{here}/events", lambda h: _kinds(h).count("reminded") == 1)
    expect("催签后", village.get(here)["handover"]["state"], "offered")
    stage.follow(village, case_id)
    _jump(stage, due + _A_LITTLE, "过了签收时限")
    pooled = centre.waits_for("交协调中心", here, lambda c: bool(c["pool_site"] == CENTRE))
    expect("承办单位", pooled["holder_site"], offered["holder_site"])
    stage.follow(centre, case_id)
    village.waits_for("提级", f"{here}/events", lambda h: _kinds(h).count("escalated") == 1)
    stage.does(centre, case_id, "reassign", to_site=DEPARTMENT, reason="nobody_on_duty", words="镇里无人值班")
    stage.does(department, case_id, "sign-for")
    _once(village, here)
    _lies_on(stage, department, here, case_id)


def _once(village: Player, here: str) -> None:
    kinds = _kinds(village.get(f"{here}/events"))
    expect("催签次数", kinds.count("reminded"), 1)
    expect("逾期次数", kinds.count("handover_expired"), 1)


def _lies_on(stage: Stage, department: Player, here: str, case_id: str) -> None:
    """Past the promised date the leader is urged and the case moves up; past the statutory one it is supervised."""
    case = department.get(here)
    for due, lamp, kind in ((case["promised_due"], "yellow", "reminded"), (case["statutory_due"], "red", "supervised")):
        _jump(stage, datetime.fromisoformat(due) + _A_LITTLE, f"过了{LAMPS[lamp]}时限")
        waits = _told(lamp, kind)
        department.waits_for(f"{LAMPS[lamp]}时限的措施", f"{here}/events", waits)
        expect("灯", department.get(here)["lamp"], lamp)
        stage.follow(department, case_id)
    stage.does(department, case_id, "answer-supervision", words="已联系申请人补齐，本周办结")
    stage.follow(department, case_id)


LAMPS = {"yellow": "承诺", "red": "法定"}


def _told(lamp: str, kind: str) -> Callable[[dict[str, list[dict[str, str]]]], bool]:
    """Whether such a measure was taken after the lamp's date."""
    name = text(f"trigger.{lamp}")
    return lambda history: any(e["kind"] == kind and name in e["text"] for e in history["events"])


def _kinds(history: dict[str, list[dict[str, str]]]) -> list[str]:
    return [event["kind"] for event in history["events"]]


def _jump(stage: Stage, moment: datetime, words: str) -> None:
    by = owner.run_ahead_to(moment)
    stage.tell("演示时钟", "平台", f"{words}（时钟快进 {by.total_seconds() / 3600:.1f} 小时）")
