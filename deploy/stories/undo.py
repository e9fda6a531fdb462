"""Clerks change their minds in time: an offer, a signature and a completion are taken back; no SMS goes out."""

import time

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.stage import Stage

ITEM = "MZ005"
TOWN = "150271102"
DEPARTMENT = "150271-shehuishiwu"
_QUIET = 5.0  # seconds, longer than a question to the applicant is held back in a demonstration


def play(stage: Stage) -> None:
    """What is taken back leaves its trace and no effect. Raises Unexpected where it is not so."""
    town, department = stage.enter("wsq"), stage.enter("shsw")
    phone = stage.phone()
    case_id = town.registers(ITEM, person("牛宝山", phone.number), "1")
    here = f"/api/cases/{case_id}"
    stage.follow(town, case_id)
    stage.does(town, case_id, "forward", to_site=DEPARTMENT)
    expect("转出后对方看得到", department.status_of(here), 200)
    stage.does(town, case_id, "undo")
    expect("撤销后对方看不到", department.status_of(here), 404)
    stage.does(town, case_id, "forward", to_site=DEPARTMENT)
    stage.does(department, case_id, "sign-for")
    expect("别人已签收，不能撤销", town.refused(f"{here}/undo"), "undo.other_acted")
    stage.does(department, case_id, "undo")
    expect("签收撤销后", town.get(here)["holder_site"], TOWN)
    stage.does(department, case_id, "sign-for")
    stage.does(department, case_id, "start")
    stage.does(department, case_id, "complete", result="已发证")
    stage.does(department, case_id, "undo")
    expect("办结撤销后", department.get(here)["state"], "handling")
    time.sleep(_QUIET)
    expect("撤销的办结不发评价短信", [m for m in phone.messages() if "评价" in m["content"]], [])
    stage.does(department, case_id, "complete", result="已发证，证号已核对")
    phone.answers(phone.message_with("评价"), "1")
    town.waits_for("归档", here, lambda c: bool(c["state"] == "archived"))
    stage.follow(town, case_id)
    expect("评价短信条数", len([m for m in phone.messages() if "评价" in m["content"]]), 1)
