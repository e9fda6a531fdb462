"""Ratings are reported to the region: its answer is lost once, the batch goes again, and both sides hold the same."""

import time
from datetime import timedelta

import httpx

from deploy.stories import owner
from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.phone import link_in
from deploy.stories.stage import Stage

ITEM = "MZ005"


def play(stage: Stage) -> None:
    """The grade that leaves is the one that was tapped. Raises Unexpected where the region holds anything else."""
    town, phone = stage.enter("wsq"), stage.phone()
    with httpx.Client(base_url=f"{stage.simulator}/exchange/story", timeout=10) as region:
        before = set(_calls(region))
        region.post("/mode", json={"mode": "lose-answer", "times": 1}).raise_for_status()
        case_id = town.registers(ITEM, person("乌日娜", phone.number), "1")
        town.act(f"/api/cases/{case_id}/start")
        town.act(f"/api/cases/{case_id}/complete", {"result": "已发证"})
        stage.rate_on(link_in(phone.message_with("评价")), "very_good")
        stage.tell("申请人", "手机", "点了“非常满意”")
        number = str(town.get(f"/api/cases/{case_id}")["number"]).replace("-", "")
        owner.run_ahead_to(owner.business_now() + timedelta(minutes=61))
        seen = stage.until("批次送到一次", lambda: _calls(region), lambda c: bool(set(c) - before))
        stage.tell("平台自动", "上报", "一批评价报送自治区，对方收下，答复丢了")
        stage.until("同一批再报", lambda: _later(region), lambda c: any(c[one] > times for one, times in seen.items()))
        rows = [row for row in region.get("/rows").json()["rows"] if row["projectNo"] == number]
        expect("对方持有一条", [row["satisfaction"] for row in rows], ["5"])
        stage.tell("平台自动", "上报", "同一批原样再报，对方认得：一条评价只有一条，代码 5 是非常满意")


def _calls(region: httpx.Client) -> dict[str, int]:
    """How often each batch was handed over."""
    return dict(region.get("/rows").json()["calls"])


def _later(region: httpx.Client) -> dict[str, int]:
    """The same a minute of business time later: the pause before the next try begins when the answer is given up."""
    owner.run_ahead_to(owner.business_now() + timedelta(minutes=1))
    time.sleep(0.5)
    return _calls(region)
