"""Urging by hand and answering supervisions, through HTTP: who may, who may not, and who sees it."""

from collections.abc import Callable

from services.dispatch.usecases.sweep import sweep
from shared.store.engine import Store
from tests import scenes
from tests.scenes import ZONE
from tests.services.dispatch.test_dispatch import advance
from tests.services.dispatch.test_sweep import STATUTORY
from tests.services.gateway.people import Caller

TOWN = "150271102"


def held(someone: Callable[[str], Caller]) -> str:
    """A case of the village that its town has signed for."""
    village = someone("xzw")
    case_id = village.registered()
    assert village.act(f"/api/cases/{case_id}/forward", {"to_site": TOWN, "words": ""}).status_code == 200
    assert someone("wsq").act(f"/api/cases/{case_id}/sign-for").status_code == 200
    return case_id


def test_the_village_urges_the_town_and_whoever_sees_nothing_of_it_cannot(
    someone: Callable[[str], Caller],
) -> None:
    case_id = held(someone)
    urge = f"/api/cases/{case_id}/urge"
    assert someone("qsq").act(urge, {"words": ""}).status_code == 404
    assert someone("xzw").act(urge, {"words": "老人等着用钱"}).status_code == 200
    again = someone("gxq").act(urge, {"words": ""})
    assert (again.status_code, again.json()["code"]) == (409, "urge.just_now")
    told = someone("wsq").get(f"/api/cases/{case_id}/events").json()["events"][-1]
    assert (told["kind"], told["words"]) == ("reminded", "老人等着用钱")
    assert "万水泉镇" in told["text"]


def test_a_supervised_case_is_listed_for_both_answered_by_its_holder_and_then_told_so(
    someone: Callable[[str], Caller], store: Store, settings: object
) -> None:
    # Given a case past its statutory date, swept
    case_id = held(someone)
    advance(settings, STATUTORY)  # type: ignore[arg-type]
    sweep(scenes.dispatching(store), ZONE)
    town, supervisor = someone("wsq"), someone("ducha")
    for person in (town, supervisor):
        listed = person.get("/api/supervisions").json()["supervisions"]
        assert {one["case_id"] for one in listed} == {case_id}
        assert all(one["answered_at"] is None for one in listed)
    assert someone("qsq").get("/api/supervisions").json()["supervisions"] == []
    # When somebody else answers, or without words, Then it is refused
    answer, words = f"/api/cases/{case_id}/answer-supervision", {"words": "已联系申请人补齐，本周办结"}
    assert someone("xzw").act(answer, words).status_code == 403
    empty = town.act(answer, {"words": " "})
    assert (empty.status_code, empty.json()["code"]) == (422, "answer.words")
    # When the holder answers
    assert town.act(answer, words).status_code == 200
    # Then whoever supervises reads it, and a second answer has nothing to answer
    listed = supervisor.get("/api/supervisions").json()["supervisions"]
    assert {one["words"] for one in listed} == {words["words"]}
    assert town.act(answer, words).json()["code"] == "answer.none"
