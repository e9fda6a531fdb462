"""Ratings are reported to the region: its answer is lost once, the batch goes again, and both sides hold the same."""

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
        region.post("/mode", json={"mode": "lose-answer", "times": 1}).raise_for_status()
        case_id = town.registers(ITEM, person("乌日娜", phone.number), "1")
        town.act(f"/api/cases/{case_id}/start")
        town.act(f"/api/cases/{case_id}/complete", {"result": "已发证"})
        stage.rate_on(link_in(phone.message_with("评价")), "very_good")
        stage.tell("申请人", "手机", "点了“非常满意”")
        number = str(town.get(f"/api/cases/{case_id}")["number"]).replace("-", "")
        owner.run_ahead_to(owner.business_now() + timedelta(minutes=61))
        stage.until("批次送到一次", lambda: region.get("/rows").json()["calls"], bool)
        stage.tell("平台自动", "上报", "一批评价报送自治区，对方收下，答复丢了")
        owner.run_ahead_to(owner.business_now() + timedelta(minutes=5))
        calls = stage.until("同一批再报", lambda: region.get("/rows").json()["calls"], lambda c: 2 in c.values())
        expect("批次数没有变", [n for n in calls.values() if n == 2], [2])
        rows = [row for row in region.get("/rows").json()["rows"] if row["projectNo"] == number]
        expect("对方持有一条", [row["satisfaction"] for row in rows], ["5"])
        stage.tell("平台自动", "上报", "同一批原样再报，对方认得：一条评价只有一条，代码 5 是非常满意")
