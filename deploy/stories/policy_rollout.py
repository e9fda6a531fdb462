"""A district changes a rule: drafted, mended, tried, published, followed, explained, and taken back in one step."""

import time
from typing import Any

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage

ITEM = "MZ001"
TOWN, DEPARTMENT = "150271102", "150271-shehuishiwu"
POLICY = "/api/policies/routing"
RULE = "zone-pilot"
WHO = "稀土高新区协调中心"


def play(stage: Stage) -> None:
    """From the draft to the way back. Raises Unexpected where anything is not as it should be."""
    coordinator, village = stage.enter("gxq"), stage.enter("xzw")
    before = _case(stage, village)
    expect("原规则派往", _to(village, before), TOWN)
    stage.tell("协调员", WHO, "原规则：村里收的民政事项上报镇街")
    seen = _draft(stage, coordinator)
    _try(stage, coordinator)
    version = _publish(stage, coordinator, seen)
    after = _case(stage, village)
    expect("新规则派往", _to(village, after), DEPARTMENT)
    stage.tell("协调员", WHO, f"新收的办件按{RULE}直接派往社会事务局")
    _explain(stage, coordinator, before, after, version)
    _go_back(stage, coordinator, village, version)


def _draft(stage: Stage, by: Player) -> int:
    """A line with a fault, which the check tells, and the line mended."""
    by.act(f"{POLICY}/draft/discard")
    seen = int(by.act(f"{POLICY}/draft")["version"])
    seen = _line(by, seen, target="department:民政服务局")
    told = [one["code"] for one in by.act(f"{POLICY}/check")["faults"] if one["breaks"]]
    expect("检查查出", told, ["policy.target_dangling"])
    expect("带病发布", by.refused(f"{POLICY}/publish", {"seen": seen, "reason": "高龄津贴试点"}), "policy.faults")
    stage.tell("协调员", WHO, "草稿有一处错误：所写部门不存在，不能发布")
    seen = _line(by, seen, target="department:社会事务局")
    expect("改好以后", [one["code"] for one in by.act(f"{POLICY}/check")["faults"] if one["breaks"]], [])
    stage.tell("协调员", WHO, "改好，检查通过")
    return seen


def _line(by: Player, seen: int, target: str) -> int:
    cells = {"id": RULE, "priority": "6", "origin_tier": "village", "item": f"item:{ITEM}", "applicant_kind": "person"}
    more = {"action": "assign", "target": target, "note": "试点：高龄津贴直接派部门"}
    return int(by.act(f"{POLICY}/draft/line", {"seen": seen, "cells": {**cells, **more}})["version"])


def _try(stage: Stage, by: Player) -> None:
    tried = by.act(f"{POLICY}/try", {"last": 200})
    expect("试跑有办件改变去向", tried["elsewhere"] >= 1, True)
    first = tried["moved"][0]
    stage.tell("协调员", WHO, f"试跑最近{tried['total']}件：{tried['elsewhere']}件改变去向，如{first['item_name']}：")
    stage.tell("协调员", WHO, f"{first['before']} → {first['after']}")


def _publish(stage: Stage, by: Player, seen: int) -> int:
    version = int(by.act(f"{POLICY}/publish", {"seen": seen, "reason": "高龄津贴直派试点"})["version"])
    stage.tell("协调员", WHO, f"发布第{version}版：高龄津贴直派试点")
    _in_force(stage, by, version)
    return version


def _in_force(stage: Stage, by: Player, version: int) -> None:
    """A second after it was published it is asked in every process."""
    stage.until(f"第{version}版生效", lambda: by.get(POLICY), lambda shown: bool(shown["current"] == version))
    time.sleep(1.0)


def _explain(stage: Stage, by: Player, before: str, after: str, version: int) -> None:
    old, new = (by.get(f"/api/cases/{case}/decisions")["decisions"][0] for case in (before, after))
    expect("旧办件的规则版本", old["versions"]["150271"], version - 1)
    expect("新办件的规则", (new["rule"], new["policy_version"]), (RULE, version))
    stage.tell("协调员", WHO, f"旧办件按当时第{old['policy_version']}版解释：{old['line']}")


def _go_back(stage: Stage, by: Player, village: Player, version: int) -> None:
    body = {"to": version - 1, "after": version, "reason": "试点结束"}
    again = int(by.act(f"{POLICY}/rollback", body)["version"])
    stage.tell("协调员", WHO, f"一步回退：第{again}版与第{version - 1}版相同")
    _in_force(stage, by, again)
    expect("回退后派往", _to(village, _case(stage, village)), TOWN)
    stage.tell("协调员", WHO, "新收的办件又上报镇街")


def _case(stage: Stage, village: Player) -> str:
    return village.registers(ITEM, person("赵大海", stage.phone().number), "3")


def _to(village: Player, case_id: str) -> str:
    def offered(case: dict[str, Any]) -> bool:
        return bool(case["handover"])

    return str(village.waits_for("派单", f"/api/cases/{case_id}", offered)["handover"]["to_site"])
