"""A village case that belongs to 昆都仑区: refused there, placed by the city's coordinator, signed for, done there."""

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage

ITEM = "MZ001"
REGION, STREET = "150203", "150203003"


def play(stage: Stage) -> None:
    """Both sites see one history all along, a third tenant nothing. Raises Unexpected where it is not so."""
    village, district, street = stage.enter("xzw"), stage.enter("kdl"), stage.enter("ztjd")
    city, stranger = stage.enter("bts"), stage.enter("qsq")
    phone = stage.phone()
    case_id = village.registers(ITEM, person("孟和", phone.number), "3", competence_region=REGION)
    here = f"/api/cases/{case_id}"
    village.waits_for("移交昆都仑区", here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == REGION)
    stage.follow(village, case_id)
    reason = {"reason": "outside_area", "words": "户籍在沼潭街道，请派街道办理"}
    stage.does(district, case_id, "refuse", **reason)
    city.waits_for("到市协调中心待派单", here, lambda c: bool(c["pool_site"] == "1502"))
    _seen_alike(here, village, district)
    stage.follow(village, case_id)
    stage.does(city, case_id, "reassign", to_site=STREET, reason="outside_area", words="户籍在沼潭街道，由街道办理")
    stage.does(street, case_id, "sign-for")
    _seen_alike(here, village, street)
    stage.does(street, case_id, "start")
    _speak(stage, here, village, street, stranger)
    stage.does(street, case_id, "complete", result="已办结")
    stage.follow(village, case_id)
    asked = phone.message_with("评价")
    stage.tell("帮您办", "短信", asked["content"])
    phone.answers(asked, "2")
    stage.tell("申请人", "手机", "回复 2（满意）")
    village.waits_for("归档", here, lambda c: bool(c["state"] == "archived"))
    stage.follow(village, case_id)
    _seen_alike(here, village, street)
    expect("第三方看到的", stranger.status_of(here), 404)


def _speak(stage: Stage, here: str, village: Player, street: Player, stranger: Player) -> None:
    """The street asks for a paper, the village says it has sent it; a note stays at its site, a third reads nothing."""
    thread = f"{here}/thread"
    wanted = {"other": village.site, "kind": "paper", "words": "请补户口簿首页照片"}
    asked = street.act(f"{thread}/ask", wanted)["made"]
    street.act(thread, {"words": "先核对底册", "internal": True})
    owed = [row["obligation"]["id"] for row in village.get("/api/obligations")["owed"]]
    expect("村里该办的", asked in owed, True)
    _told(stage, village, thread)
    village.act(f"{thread}/fulfil", {"obligation_id": asked, "words": "已拍照补传"})
    stage.tell(village.name, village.site_name, "协同沟通：已拍照补传")
    expect("约定", [one["state"] for one in street.get(thread)["obligations"]], ["fulfilled"])
    notes = [turn["words"] for turn in village.get(thread)["turns"] if turn["internal"]]
    expect("村里看到的街道内部备注", notes, [])
    expect("第三方看到的沟通", stranger.status_of(thread), 404)


def _told(stage: Stage, reader: Player, thread: str) -> None:
    """What the reader has not seen yet, in the platform's words; then it is read."""
    seen = reader.get(thread)
    for turn in (turn for turn in seen["turns"] if turn["fresh"]):
        stage.tell(turn["by_name"] or turn["by_site_name"], turn["by_site_name"], f"协同沟通：{turn['text']}")
    reader.act(f"{thread}/read", {"upto": seen["turns"][-1]["id"]})
    expect("未读", reader.get(thread)["unread"], 0)


def _seen_alike(here: str, one: Player, other: Player) -> None:
    """The same history, event by event, on both screens."""
    expect("两地看到的过程", other.get(f"{here}/events"), one.get(f"{here}/events"))
