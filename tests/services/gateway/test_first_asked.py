"""首问负责: however a site says no, somebody holds the case, a reason is kept, and the applicant has it on paper."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine

from tests.services.gateway.people import Caller, an_applicant
from tests.services.gateway.test_verbs import HANDLER, TOWN, VILLAGE, Scene

NO = {"reason": "not_competent", "words": "不归本单位管"}
Way = Callable[[Scene], str]


@pytest.fixture
def scene(someone: Callable[[str], Caller], owner: Engine) -> Scene:
    return Scene(someone, owner)


def offered(scene: Scene) -> None:
    scene.act("xzw", "forward", to_site=TOWN)


def refuse(scene: Scene) -> str:
    offered(scene)
    scene.act("wsq", "refuse", **NO)
    return VILLAGE


def give_back(scene: Scene) -> str:
    offered(scene)
    scene.act("wsq", "sign-for")
    scene.act("wsq", "return", evidence="职责清单第三条", **NO)
    return VILLAGE


def hand_on(scene: Scene) -> str:
    offered(scene)
    scene.act("wsq", "sign-for")
    scene.act("wsq", "forward", to_site=HANDLER)
    return TOWN


def ask_a_coordinator(scene: Scene) -> str:
    scene.act("xzw", "pool", words="拿不准")
    return VILLAGE


@pytest.mark.parametrize(
    ("way", "tells", "reason"),
    [
        (refuse, "now", "not_competent"),
        (give_back, "now", "not_competent"),
        (hand_on, "next", ""),
        (ask_a_coordinator, "decides", ""),
    ],
)
def test_every_way_of_saying_no_leaves_a_holder_a_reason_and_a_receipt(
    scene: Scene, way: Way, tells: str, reason: str
) -> None:
    holder = way(scene)
    assert scene.seen()["holder_site"] == holder
    receipt = scene.by("xzw").get(f"/api/cases/{scene.case}/receipt").json()
    assert (receipt["first"]["site"], receipt["now"]["site"]) == (VILLAGE, holder)
    assert receipt[tells]["phone"]
    assert receipt["reason"] == reason
    assert datetime.fromisoformat(receipt["promised_due"]) > datetime.fromisoformat(receipt["issued_at"])
    page = scene.by("xzw").get(f"/cases/{scene.case}/receipt").text
    for told in (receipt["number"], receipt["now"]["name"], receipt["now"]["phone"], receipt[tells]["name"]):
        assert told in page


def test_a_receipt_tells_nobody_more_about_the_applicant_than_a_list_does(scene: Scene) -> None:
    refuse(scene)
    for path in (f"/api/cases/{scene.case}/receipt", f"/cases/{scene.case}/receipt"):
        told = scene.by("xzw").get(path).text
        assert "赵**" in told
        assert "赵大海" not in told
        assert "13804726021" not in told
        assert NO["words"] not in told


def test_a_bare_no_is_refused_wherever_it_is_said(scene: Scene) -> None:
    assert scene.refused("xzw", "return", **NO) == "return.nowhere"
    offered(scene)
    assert scene.refused("wsq", "refuse", reason="not_competent", words=" ") == "reason.incomplete"
    assert scene.refused("wsq", "refuse", reason="because", words="不办") == "reason.incomplete"
    scene.act("wsq", "sign-for")
    assert scene.refused("wsq", "return", reason="", words="不办") == "reason.incomplete"


def test_what_is_not_accepted_is_declined_on_paper_with_where_to_go(scene: Scene) -> None:
    village = scene.by("xzw")
    draft = {"item_code": "MZ001", "applicant": an_applicant(), "channel": "3"}
    scene.case = village.act("/api/cases", draft).json()["id"]
    assert village.act(f"/api/cases/{scene.case}/submit").status_code == 202
    assert scene.refused("xzw", "decline", legal_basis="", paper="", where_to_go="") == "decline.incomplete"
    scene.act("xzw", "decline", legal_basis="办法第三条", paper="不予受理通知书 1 号", where_to_go="到九原区大厅")
    receipt = village.get(f"/api/cases/{scene.case}/receipt").json()
    assert (receipt["basis"], receipt["paper"], receipt["where_to_go"]) == (
        "办法第三条",
        "不予受理通知书 1 号",
        "到九原区大厅",
    )
    assert "到九原区大厅" in village.get(f"/cases/{scene.case}/receipt").text


def test_whose_time_it_took_is_told_to_both_sides_alike(scene: Scene) -> None:
    give_back(scene)
    village, town = (scene.by(login).get(f"/api/cases/{scene.case}/responsibility").json() for login in ("xzw", "wsq"))
    assert village["whole"] == town["whole"] == sum(site["minutes"] for site in village["sites"])
    assert scene.by("qsq").get(f"/api/cases/{scene.case}/responsibility").status_code == 404
