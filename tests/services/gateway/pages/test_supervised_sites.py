"""督办 of a site that does not hold the case: it is asked, finds the button, and what it says is in its own line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.dispatch.usecases.sweep import sweep
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests import scenes
from tests.scenes import DEPARTMENT, TOWN, VILLAGE, ZONE
from tests.services.dispatch.test_dispatch import advance
from tests.services.dispatch.test_sweep import PROMISED, STATUTORY
from tests.services.dispatch.test_unanswered import at_town, owed
from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.people import Caller

Someone = Callable[[str], Caller]


def late(store: Store, settings: Settings, by: timedelta) -> None:
    advance(settings, by)
    for _ in range(2):
        sweep(scenes.dispatching(store), ZONE)


def answer(person: Caller, case_id: UUID, words: str, **more: str) -> tuple[int, str]:
    told = person.act(f"/api/cases/{case_id}/answer-supervision", {"words": words, **more})
    return told.status_code, told.json().get("code", "")


def lines(person: Caller) -> dict[str, set[Any]]:
    """What each supervised site said; None while it owes the answer."""
    found: dict[str, set[Any]] = {}
    for one in person.get("/api/supervisions").json()["supervisions"]:
        found.setdefault(one["site"]["id"], set()).add(one["words"] if one["answered_at"] else None)
    return found


def links(person: Browser, case_id: UUID) -> bool:
    return f"/cases/{case_id}/answer-supervision" in person.open(f"/cases/{case_id}").links


def test_the_village_that_owes_an_answer_is_supervised_and_says_its_own_words(
    store: Store, settings: Settings, someone: Someone, at: Callable[[str], Browser]
) -> None:
    # Given a case at the town, which is past its statutory date, and the village that owes the town an answer
    case_id = at_town(store)
    owed(store, case_id, TOWN, VILLAGE)
    late(store, settings, STATUTORY)
    supervisor, town, village = someone("ducha"), someone("wsq"), someone("xzw")
    assert lines(supervisor) == {TOWN: {None}, VILLAGE: {None}}
    assert links(at("wsq"), case_id)
    # When the town answers, Then only its own supervision is answered
    assert answer(town, case_id, "本周办结") == (200, "")
    assert lines(supervisor) == {TOWN: {"本周办结"}, VILLAGE: {None}}
    # And the village alone finds the button, for itself
    assert (links(at("wsq"), case_id), links(at("xzw"), case_id)) == (False, True)
    page = at("xzw").open(f"/cases/{case_id}/answer-supervision")
    assert "代哪个单位答复" not in page.text
    assert answer(town, case_id, "替它答", site=VILLAGE) == (403, "case.part")
    assert answer(village, case_id, "户口簿已补报") == (200, "")
    assert lines(supervisor) == {TOWN: {"本周办结"}, VILLAGE: {"户口簿已补报"}}


def test_who_did_not_sign_in_time_answers_for_it_and_who_still_holds_the_case_does_not(
    store: Store, settings: Settings, someone: Someone
) -> None:
    case_id = scenes.registered(store, scenes.clerk(VILLAGE))
    offer = scenes.offered(store, scenes.clerk(VILLAGE), case_id, DEPARTMENT).offered
    assert offer is not None
    late(store, settings, offer.due_at - offer.offered_at + timedelta(minutes=1))
    late(store, settings, timedelta(days=4))
    assert lines(someone("ducha")) == {DEPARTMENT: {None}}
    assert answer(someone("xzw"), case_id, "不归我们")[0] == 409
    assert answer(someone("shsw"), case_id, "当日无人值班") == (200, "")
    assert lines(someone("ducha")) == {DEPARTMENT: {"当日无人值班"}}


def test_who_coordinates_answers_in_the_place_of_a_site_that_is_named_and_that_is_said(
    store: Store, settings: Settings, someone: Someone, at: Callable[[str], Browser]
) -> None:
    case_id = at_town(store)
    owed(store, case_id, TOWN, VILLAGE)
    late(store, settings, STATUTORY)
    centre = someone("gxq")
    assert answer(centre, case_id, "已核实") == (422, "answer.site")
    person, path = at("gxq"), f"/cases/{case_id}/answer-supervision"
    form = person.open(path).form(path)
    assert person.submit(form.fill(words="已向村里核实", site=VILLAGE)).status == 200
    assert lines(someone("ducha")) == {TOWN: {None}, VILLAGE: {"已向村里核实"}}
    assert "代为答复" in at("ducha").open("/supervision").text
    told = centre.get(f"/api/cases/{case_id}/events").json()["events"][-1]
    assert told["kind"] == "supervision_answered"
    assert "被督办单位" in told["text"]


def test_who_held_it_when_it_was_late_owes_the_answer_still_once_the_case_moved_on(
    store: Store, settings: Settings, someone: Someone
) -> None:
    case_id = at_town(store)
    late(store, settings, STATUTORY + PROMISED)
    scenes.offered(store, scenes.clerk(TOWN), case_id, DEPARTMENT)
    assert someone("shsw").act(f"/api/cases/{case_id}/sign-for").status_code == 200
    assert answer(someone("shsw"), case_id, "刚收到") == (409, "answer.none")
    assert answer(someone("wsq"), case_id, "已移交社会事务局") == (200, "")
