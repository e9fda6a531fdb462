"""A park sends an enterprise's case to 企业服务局, which names an agent; done under a mandate, rated on the link."""

from datetime import timedelta

from deploy.stories.applicants import enterprise
from deploy.stories.failing import Unexpected, expect
from deploy.stories.phone import link_in
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.kernel.clock import real_now

ITEM = "P101"
BUREAU = "150271-qiyefuwu"


def play(stage: Stage) -> None:
    """From the park's desk to the archive. Raises Unexpected where anything is not as it should be."""
    park, leader, agent = stage.enter("xtyq"), stage.enter("qyfwld"), stage.enter("qyfw1")
    phone = stage.phone()
    company = enterprise("包头磁谷新材料有限公司", phone.number, "郝经理")
    case_id = park.registers(ITEM, company, "4", mandate=_mandate())
    here = f"/api/cases/{case_id}"
    park.waits_for("派往企业服务局", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == BUREAU)
    stage.follow(park, case_id)
    stage.does(leader, case_id, "sign-for")
    stage.does(leader, case_id, "agent", staff_id=_staff_id(leader, here, agent.name))
    stage.does(agent, case_id, "start")
    stage.does(agent, case_id, "complete", result="已协助办结")
    stage.follow(leader, case_id)
    asked = phone.message_with("评价")
    stage.tell("帮您办", "短信", asked["content"])
    stage.rate_on(link_in(asked), "good")
    stage.tell("申请人", "手机网页", "点了“满意”")
    park.waits_for("归档", here, lambda c: bool(c["state"] == "archived"))
    stage.follow(park, case_id)
    expect("评价", stage.enter("gxq").get(here)["rating"]["grade"], "good")


def _mandate() -> dict[str, str]:
    """授权委托书 for one item, for half a year."""
    today = real_now().date()
    return {
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=180)).isoformat(),
        "scope": "指定事项代办",
        "paper": "授权委托书原件一份",
    }


def _staff_id(leader: Player, here: str, name: str) -> str:
    staff = leader.get(f"{here}/agents")["agents"]
    found = next((s["id"] for s in staff if s["name"] == name), None)
    if found is None:
        raise Unexpected(f"名册里没有 {name}")
    return str(found)
