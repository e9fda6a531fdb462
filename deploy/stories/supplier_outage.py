"""供应商停摆: one of two SMS suppliers is down: prompts go over the other on proof, each once, and it comes back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import Unexpected, expect
from deploy.stories.phone import Phone
from deploy.stories.player import Player
from deploy.stories.stage import Stage

ITEM, NOTICE = "MZ005", "accepted"
FIRST, OTHER = "http", "aliyun"
NAMES = {FIRST: "通用短信网关", OTHER: "阿里云短信"}
MOST = 12  # cases until chance has given the first supplier what it takes
WHOLE = 0.8  # of its weight: as good as all of it
_STEP = timedelta(minutes=15)
Asked = dict[str, Phone]


def play(stage: Stage) -> None:
    """Every phone gets its messages once. Raises Unexpected where one lacks, doubles, or waits without a reason."""
    town, centre = stage.enter("wsq"), stage.enter("gxq")
    stage.until("两家都在用", lambda: _weight(centre, FIRST), lambda weight: weight >= WHOLE)
    asked: Asked = {}
    with _simulator(stage) as simulator:
        _says_no(stage, simulator, town, centre, asked)
        _is_down(stage, simulator, town, centre, asked)
        _over_the_other(stage, town, centre, asked)
        _in_sight(stage, centre, asked)
        _comes_back(stage, simulator, centre)
        _goes_on(stage, centre, asked)
        _each_once(stage, simulator, centre, asked)
        weight = stage.until("权重回升", lambda: _weight(centre, FIRST), lambda found: found >= WHOLE)
        stage.tell("平台自动", "短信供应商", f"{NAMES[FIRST]}的权重慢慢回到 {weight:.2f}")


def _says_no(stage: Stage, simulator: httpx.Client, town: Player, centre: Player, asked: Asked) -> None:
    """Their no is proof: the same message goes over the other at once."""
    _mode(simulator, "busy")
    for _ in range(MOST):
        case = _completed(stage, town, asked)
        asked[case].message_with("评价")
        moved = [row for row in _journal(centre, {case: asked[case]}) if row["attempts"] == 2]
        if moved:
            expect("改走的供应商", {row["supplier"] for row in moved}, {OTHER})
            stage.tell("平台自动", "短信", f"{NAMES[FIRST]}说现在不收，同一条当即改走{NAMES[OTHER]}")
            return
    raise Unexpected(f"{MOST} 件里没有一条先交给{NAMES[FIRST]}")


def _is_down(stage: Stage, simulator: httpx.Client, town: Player, centre: Player, asked: Asked) -> None:
    """It answers nobody. What it was handed is in doubt, and after three of these it is left alone."""
    _mode(simulator, "down")
    stage.tell("演示", "模拟网关", f"{NAMES[FIRST]}停摆：发送、查询一概不应")
    for _ in range(MOST):
        case = _completed(stage, town, asked)
        stage.until("两条都有着落", lambda case=case: _journal(centre, {case: asked[case]}), _handed)  # type: ignore[misc]
        if _closed_off(centre) and _in_doubt(centre, asked):
            stage.tell("平台自动", "短信供应商", f"接连没有应答，{NAMES[FIRST]}停用，权重 {_weight(centre, FIRST):.2f}")
            return
    raise Unexpected(f"{MOST} 件以后{NAMES[FIRST]}还在用")


def _over_the_other(stage: Stage, town: Player, centre: Player, asked: Asked) -> None:
    for _ in range(2):
        case = _completed(stage, town, asked)
        asked[case].message_with("评价")
        expect("停用期间的短信", {row["supplier"] for row in _journal(centre, {case: asked[case]})}, {OTHER})
    stage.tell("平台自动", "短信", f"停用期间的短信都走{NAMES[OTHER]}，照样收到")


def _in_sight(stage: Stage, centre: Player, asked: Asked) -> None:
    doubtful = _in_doubt(centre, asked)
    expect("没有说明原因的", [row for row in doubtful if not row["code"]], [])
    reasons = sorted({row["code"] for row in doubtful})
    stage.tell("平台自动", "短信流水", f"{len(doubtful)} 条结果不明，留着不重发，原因 {'、'.join(reasons)}")


def _comes_back(stage: Stage, simulator: httpx.Client, centre: Player) -> None:
    _mode(simulator, "normal")
    stage.until("试探有了应答", lambda: _closed_off(centre), lambda out: not out)
    expect("刚恢复时的权重很小", _weight(centre, FIRST) < 1, True)
    stage.tell("平台自动", "短信供应商", f"{NAMES[FIRST]}应答试探，先分给它一点，权重 {_weight(centre, FIRST):.2f}")


def _goes_on(stage: Stage, centre: Player, asked: Asked) -> None:
    """“Not found” often enough for long enough is proof, and what nobody has goes out."""
    rows = stage.until("都有了结果", lambda: _later(centre, asked), lambda rows: all(map(_ended, rows)))
    stage.tell("平台自动", "短信流水", "结果不明的查了又查，对方确实没有，才再发一次；没有一条悬着")
    if late := [row for row in rows if row["state"] != "delivered"]:
        stage.tell("平台自动", "短信流水", f"{len(late)} 条受理通知等到办结以后，不必再发，写明了原因")


def _each_once(stage: Stage, simulator: httpx.Client, centre: Player, asked: Asked) -> None:
    counts = simulator.get("/api/counts").json()["references"]
    told = {
        row["case_id"] for row in _journal(centre, asked) if row["purpose"] == NOTICE and row["state"] == "delivered"
    }
    for case, phone in asked.items():
        messages = phone.messages()
        wanted = [int(case in told), 1]
        expect("短信条数", [sum(words in m["content"] for m in messages) for words in ("已受理", "评价")], wanted)
        expect("供应商收到的次数", {counts[message["reference"]] for message in messages}, {1})
        phone.answers(phone.message_with("评价"), "2")
        centre.waits_for("评价", f"/api/cases/{case}", lambda c: c["rating"] is not None)
    stage.tell("申请人", "手机", f"{len(asked)} 部手机各收到一条邀请，都回复 2（满意），都记上了")


def _completed(stage: Stage, town: Player, asked: Asked) -> str:
    phone = stage.phone()
    case_id = town.registers(ITEM, person("苏日娜", phone.number), "1")
    town.act(f"/api/cases/{case_id}/start")
    town.act(f"/api/cases/{case_id}/complete", {"result": "已发证"})
    asked[case_id] = phone
    stage.tell(town.name, town.site_name, f"办结第 {len(asked)} 件，等申请人评价")
    return case_id


def _handed(rows: list[dict[str, Any]]) -> bool:
    """Whether notice and prompt were both handed to somebody."""
    return len(rows) == 2 and all(row["state"] not in ("waiting", "sending") for row in rows)


def _ended(row: dict[str, Any]) -> bool:
    """Delivered; or a notice that nobody had when its case was completed, which is true no more."""
    return row["state"] == "delivered" or (row["purpose"], row["code"]) == (NOTICE, "not_wanted")


def _journal(centre: Player, asked: Asked) -> list[dict[str, Any]]:
    """The messages about these cases."""
    return [row for row in centre.get("/api/sms")["rows"] if row["case_id"] in asked]


def _later(centre: Player, asked: Asked) -> list[dict[str, Any]]:
    """The same a quarter of an hour later."""
    owner.run_ahead_to(owner.business_now() + _STEP)
    time.sleep(0.7)
    return _journal(centre, asked)


def _in_doubt(centre: Player, asked: Asked) -> list[dict[str, Any]]:
    return [row for row in _journal(centre, asked) if row["state"] == "unknown"]


def _supplier(centre: Player, name: str) -> dict[str, Any]:
    return next(dict(one) for one in centre.get("/api/sms/suppliers")["suppliers"] if one["id"] == name)


def _weight(centre: Player, name: str) -> float:
    return float(_supplier(centre, name)["weight_now"])


def _closed_off(centre: Player) -> bool:
    return bool(_supplier(centre, FIRST)["closed_off"])


@contextmanager
def _simulator(stage: Stage) -> Iterator[httpx.Client]:
    """The stand-ins, which behave again however the story ends."""
    with httpx.Client(base_url=stage.simulator, timeout=10) as simulator:
        try:
            yield simulator
        finally:
            _mode(simulator, "normal")


def _mode(simulator: httpx.Client, mode: str) -> None:
    simulator.post("/api/mode", json={"mode": mode, "supplier": FIRST}).raise_for_status()
