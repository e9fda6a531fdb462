"""通知开关: each district decides for itself of what its applicants are told; the city decides where it does not."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, text

from tests.services.gateway.people import Caller

Someone = Callable[[str], Caller]
API = "/api/notices"
WHY = "先试一个月"


def switches(by: Caller) -> dict[str, tuple[bool, bool | None]]:
    """What is told, and whether the district itself decided so."""
    return {one["purpose"]: (one["on"], one["own"]) for one in by.get(API).json()["notices"]}


def switched(by: Caller, purpose: str, on: bool | None, key: str | None = None) -> Any:
    answer = by.act(f"{API}/{purpose}/switch", {"on": on, "reason": WHY}, key)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_district_switches_for_itself_and_leaves_it_to_the_city_again(someone: Someone, owner: Engine) -> None:
    zone, other = someone("gxq"), someone("kdl")
    assert switches(zone)["gaps"] == switches(other)["gaps"] == (True, None)
    assert switches(zone)["completed"] == (False, None)
    # When one of two switches
    assert switched(zone, "gaps", False) == {"on": False, "own": True}
    assert switches(zone)["gaps"] == (False, False)
    assert switches(other)["gaps"] == (True, None)
    # And the city switches for all who have not decided
    switched(someone("bts"), "completed", True)
    switched(zone, "completed", False)
    assert (switches(zone)["completed"], switches(other)["completed"]) == ((False, False), (True, None))
    # Then who leaves it to the city has what the city has
    assert switched(zone, "completed", None) == {"on": True, "own": False}
    assert switches(zone)["completed"] == (True, None)
    with owner.connect() as conn:
        rows = conn.execute(text("select object, reason from audit where act = 'notice.switch' order by at"))
        told = [tuple(row) for row in rows]
    assert told[0] == ("gaps inherited off", WHY)
    assert told[-1] == ("completed off inherited", WHY)


def test_the_same_again_changes_nothing_and_the_same_key_answers_the_same(someone: Someone, owner: Engine) -> None:
    zone = someone("gxq")
    first = switched(zone, "gaps", False, key="switched-once")
    switched(zone, "gaps", True)
    assert switched(zone, "gaps", False, key="switched-once") == first
    assert switches(zone)["gaps"] == (True, True)
    switched(zone, "gaps", True)
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from audit where act = 'notice.switch'")).scalar_one() == 2


def test_what_there_is_not_or_nobody_explains_is_refused(someone: Someone) -> None:
    zone = someone("gxq")
    before = switches(zone)
    unknown = zone.act(f"{API}/nonsense/switch", {"on": True, "reason": WHY})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "telling.unknown")
    unexplained = zone.act(f"{API}/gaps/switch", {"on": False, "reason": " "})
    assert (unexplained.status_code, unexplained.json()["code"]) == (422, "telling.reason")
    assert someone("xzw").act(f"{API}/gaps/switch", {"on": False, "reason": WHY}).status_code == 403
    assert someone("xzw").get(API).status_code == 403
    assert switches(zone) == before


def test_the_page_switches_too_and_says_what_it_did(someone: Someone) -> None:
    zone = someone("gxq")
    page = zone.get("/notices").text
    assert 'action="/notices/gaps/switch"' in page
    form = {"csrf": zone.http.headers["X-CSRF-Token"], "idempotency_key": "page-switch-1", "to": "off", "reason": WHY}
    for _ in range(2):
        done = zone.http.post("/notices/gaps/switch", data=form)
        assert (done.status_code, done.headers["location"]) == (303, "/notices?told=gaps")
    assert switches(zone)["gaps"] == (False, False)
    assert "“材料要补正”已改" in zone.get("/notices?told=gaps").text
    refused = zone.http.post("/notices/gaps/switch", data=form | {"idempotency_key": "page-switch-2", "reason": ""})
    assert (refused.status_code, "请写明更改的原因" in refused.text) == (422, True)
