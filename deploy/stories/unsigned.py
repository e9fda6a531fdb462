"""Nobody at the town signs: the town is reminded, then the offer ends and the coordinator places the case."""

from datetime import datetime, timedelta

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage

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
    village.waits_for("催签", f"{here}/events", lambda h: _kinds(h).count("handover_reminded") == 1)
    expect("催签后", village.get(here)["handover"]["state"], "offered")
    stage.follow(village, case_id)
    _jump(stage, due + _A_LITTLE, "过了签收时限")
    pooled = centre.waits_for("交协调中心", here, lambda c: bool(c["pool_site"] == CENTRE))
    expect("承办单位", pooled["holder_site"], offered["holder_site"])
    stage.follow(centre, case_id)
    stage.does(centre, case_id, "reassign", to_site=DEPARTMENT, reason="nobody_on_duty", words="镇里无人值班")
    stage.does(department, case_id, "sign-for")
    _once(village, here)


def _once(village: Player, here: str) -> None:
    kinds = _kinds(village.get(f"{here}/events"))
    expect("催签次数", kinds.count("handover_reminded"), 1)
    expect("逾期次数", kinds.count("handover_expired"), 1)


def _kinds(history: dict[str, list[dict[str, str]]]) -> list[str]:
    return [event["kind"] for event in history["events"]]


def _jump(stage: Stage, moment: datetime, words: str) -> None:
    by = owner.run_ahead_to(moment)
    stage.tell("演示时钟", "平台", f"{words}（时钟快进 {by.total_seconds() / 3600:.1f} 小时）")
