"""Staff hear of what concerns them: at the bell, in a group's robot, in a system of their own, and every morning.

An offer is pushed once it can no longer be taken back; an answer that is lost brings it again under the same id.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

import httpx

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.domain.deadlines.calendar import SHANGHAI

ITEM, NAME = "MZ001", "斯琴高娃"
TOWN = "150271102"
_A_LITTLE = timedelta(seconds=10)
_TOO_LATE = timedelta(minutes=1)  # longer than an offer may be taken back
_DIGEST, _EVENING = 11, 20  # o'clock


def play(stage: Stage) -> None:
    """From the offer to the morning's count. Raises Unexpected where somebody is told twice, or of an applicant."""
    _to_a_new_morning(stage.enter("wsq"))
    village, town = stage.enter("xzw"), stage.enter("wsq")
    with httpx.Client(base_url=f"{stage.simulator}/push", timeout=10) as receivers:
        group, system = uuid.uuid4().hex, uuid.uuid4().hex
        robot = _registers(stage, town, "wecom", "镇值班群", f"/wecom/cgi-bin/webhook/send?key={group}")
        own = _registers(stage, town, "standard", "镇里的系统", f"/standard/{system}")
        receivers.post("/story/secret", json={"name": system, "secret": own["secret"]}).raise_for_status()
        try:
            case_id = _offered(stage, village, town)
            _pushed(stage, receivers, case_id, group, system)
            _in_the_morning(stage, receivers, town, group)
        finally:
            for one in (robot, own):
                town.act(f"/api/webhooks/{one['id']}/remove")
            town.act("/api/bell/choices", {"hidden": []})


def _to_a_new_morning(town: Player) -> None:
    """One on which nobody was told what waits for them yet: the hour is chosen on the evening before."""
    town.act("/api/bell/choices", {"hidden": [], "digest": True, "digest_hour": _DIGEST})
    owner.run_ahead_to(_today_at(_EVENING))
    owner.to_morning()


def _today_at(hour: int) -> datetime:
    return owner.business_now().astimezone(SHANGHAI).replace(hour=hour, minute=0, second=1, microsecond=0)


def _registers(stage: Stage, by: Player, style: str, name: str, path: str) -> dict[str, Any]:
    wish = {"style": style, "name": name, "url": f"{stage.simulator}/push{path}", "topics": ["incoming", "digest"]}
    made = by.act("/api/webhooks", wish)
    stage.tell(by.name, by.site_name, f"登记推送地址“{name}”")
    return made


def _offered(stage: Stage, village: Player, town: Player) -> str:
    """The town reads of it at the bell, at once."""
    case_id = village.registers(ITEM, person(NAME, stage.phone().number), "3")
    village.waits_for("派往万水泉镇", f"/api/cases/{case_id}", lambda c: bool(c["handover"]))
    stage.follow(village, case_id)
    found = stage.until("镇上有消息", lambda: _of(town, case_id), lambda mine: bool(mine))
    expect("站内消息", [(one["kind"], one["read"]) for one in found], [("offered", False)])
    stage.tell(town.name, town.site_name, f"消息：新派来，等待签收 {found[0]['item_name']} {found[0]['number']}")
    return case_id


def _pushed(stage: Stage, receivers: httpx.Client, case_id: str, group: str, system: str) -> None:
    """Not before it can no longer be taken back; the system's answer is lost, and it comes again."""
    lost = {"mode": "lose-answer", "times": 2, "about": case_id}
    receivers.post("/story/mode", json=lost).raise_for_status()
    owner.run_ahead_to(owner.business_now() + _TOO_LATE)
    stage.until("推送到群和系统", lambda: _taken(receivers, case_id), lambda both: len({o["name"] for o in both}) == 2)
    stage.tell("平台自动", "推送", "派件不能再撤销，推送到群和系统；对方收下，答复丢了")
    both = stage.until("再推一遍", lambda: _taken_later(receivers, case_id), lambda all_: len(all_) == 4)
    expect("系统认得是同一条", len({one["id"] for one in both if one["name"] == system}), 1)
    expect("不写申请人", [one for one in both if NAME in one["body"]], [])
    line = next(one["body"] for one in both if one["name"] == group)
    stage.tell("企业微信", "镇值班群", line.rsplit(" ", 1)[0])


def _in_the_morning(stage: Stage, receivers: httpx.Client, town: Player, group: str) -> None:
    """The digest comes at the hour that was chosen, once, and counts what waits."""
    before = {one["id"] for one in _digests(town)}
    owner.run_ahead_to(_today_at(_DIGEST))
    new = stage.until("提要", lambda: [o for o in _digests(town) if o["id"] not in before], lambda one: bool(one))
    expect("一条提要", len(new), 1)
    expect("有待签收", new[0]["numbers"].get("sign", 0) > 0, True)
    heard = stage.until("提要推送到群", lambda: _lines(receivers, group), lambda lines: "早间提要" in lines[-1])
    stage.tell("企业微信", "镇值班群", heard[-1].rsplit(" ", 1)[0])
    stage.until("都已读", lambda: _unread_after_reading(town), lambda left: left == 0)
    stage.tell(town.name, town.site_name, "全部已读")


def _unread_after_reading(town: Player) -> int:
    """Limits of other cases may come near just then, and be told of."""
    town.act("/api/bell/seen")
    return int(town.get("/api/bell")["unread"])


def _taken_later(receivers: httpx.Client, case_id: str) -> list[dict[str, Any]]:
    """What came by now; the pause before the next try begins when the last one was written down."""
    owner.run_ahead_to(owner.business_now() + _A_LITTLE)
    return _taken(receivers, case_id)


def _of(by: Player, case_id: str) -> list[dict[str, Any]]:
    return [one for one in by.get("/api/bell")["notices"] if one["case_id"] == case_id]


def _digests(by: Player) -> list[dict[str, Any]]:
    return [one for one in by.get("/api/bell")["notices"] if one["kind"] == "digest"]


def _taken(receivers: httpx.Client, case_id: str) -> list[dict[str, Any]]:
    return [one for one in receivers.get("/story/taken").json()["taken"] if case_id in one["body"]]


def _lines(receivers: httpx.Client, group: str) -> list[str]:
    return [one["body"] for one in receivers.get("/story/taken").json()["taken"] if one["name"] == group]
