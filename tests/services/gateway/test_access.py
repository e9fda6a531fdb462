"""Who may call what: every route asked without a session, with a forged request, and beyond one's rights."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from litestar import Litestar
from sqlalchemy import Engine, text

from services.gateway.entry.access import NOBODY, routes
from shared.kernel.ids import new_id
from tests.services.gateway.people import Caller

PARTNER_KEY = "demo-park-key-0000000000000000"
SAFE = ("GET", "HEAD")


def addresses(app: Litestar) -> Iterator[tuple[str, str, str | None]]:
    """Every route with something in the place of its parameters."""
    for name, rule in routes(app):
        method, _, path = name.partition(" ")
        filled = path.replace("{case_id}", str(new_id())).replace("{code}", "MZ001").replace("{site_id}", "150271")
        filled = re.sub(r"\{[a-z]+_id\}", str(new_id()), filled).replace("{version}", "1").replace("{year}", "2026")
        yield method, "".join("x" if part in "{}" else part for part in filled), rule


def test_every_route_but_the_open_ones_wants_a_session(app: Litestar, caller: Callable[[], Caller]) -> None:
    nobody = caller()
    for method, path, rule in addresses(app):
        if rule != NOBODY:
            answer = nobody.http.request(method, path, json={} if method == "POST" else None)
            assert answer.status_code == 401, (method, path, answer.status_code)


def test_no_act_is_done_without_the_session_s_own_token(app: Litestar, someone: Callable[[str], Caller]) -> None:
    # Given somebody logged in, and somebody else's token
    person, other = someone("xzw"), someone("wsq")
    forged = {
        "none": {"X-CSRF-Token": ""},
        "another's": {"X-CSRF-Token": other.http.headers["X-CSRF-Token"]},
        "cross-site": {"Sec-Fetch-Site": "cross-site"},
        "same-site": {"Sec-Fetch-Site": "same-site"},
        "foreign origin": {"Origin": "https://evil.example"},
        "no origin and no token": {"Origin": "null", "X-CSRF-Token": "x"},
    }
    # When / Then
    tried = 0
    for method, path, rule in addresses(app):
        if method in SAFE or rule == NOBODY:
            continue
        for name, headers in forged.items():
            answer = person.http.request(method, path, json={}, headers=headers)
            assert answer.status_code == 403, (method, path, name, answer.status_code)
            tried += 1
    assert tried > 100
    assert person.get("/api/session").status_code == 200


def test_a_request_from_our_own_page_is_let_in(someone: Callable[[str], Caller], base: str) -> None:
    person = someone("xzw")
    for own in ({"Sec-Fetch-Site": "same-origin", "Origin": base}, {"Sec-Fetch-Site": "none"}, {"Origin": "null"}):
        assert person.act("/api/cases/register", {}, headers=own).json()["code"] == "input.shape"


def test_logging_in_from_another_site_is_refused(caller: Callable[[], Caller]) -> None:
    body = {"login": "xzw", "password": "bangban-demo"}
    person = caller()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert person.http.post("/api/session", json=body, headers=headers).json()["code"] == "csrf.origin"
    form = person.http.post("/api/session", data=body)
    assert (form.status_code, form.json()["code"]) == (415, "input.media_type")


def test_a_role_without_the_permission_is_refused_before_the_body_is_read(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    person = someone("ducha")
    answer = person.act("/api/cases/register", {"no": "such field"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.denied")
    with owner.connect() as conn:
        trace = conn.execute(text("select act, object, reason from audit where act = 'access.denied'")).one()
    assert tuple(trace) == ("access.denied", "/api/cases/register", "case.register")


def test_a_permission_taken_away_is_gone_within_a_second(someone: Callable[[str], Caller], owner: Engine) -> None:
    person = someone("xzw")
    assert person.get("/api/desk").status_code == 200
    with owner.begin() as conn:
        conn.execute(text("delete from policy_lines where type = 'access' and id = 'clerk:desk.read'"))
        conn.execute(text("update reference_version set version = version + 1"))
    time.sleep(1.1)
    assert person.get("/api/desk").status_code == 403


def test_a_partner_acts_with_its_key_at_its_site_and_needs_no_token(caller: Callable[[], Caller]) -> None:
    partner = caller()
    partner.http.headers["Authorization"] = f"Bearer {PARTNER_KEY}"
    assert partner.get("/api/session").json()["roles"] == ["partner"]
    case = partner.registered(channel="4")
    assert partner.get(f"/api/cases/{case}").json()["origin_site"] == "150271-park-xitu"
    assert partner.get("/api/desk").status_code == 403


@pytest.mark.parametrize("key", ["wrong", "x" * 500, "demo-park-key-000000000000000"])
def test_a_wrong_key_opens_nothing_even_beside_a_session(someone: Callable[[str], Caller], key: str) -> None:
    person = someone("xzw")
    answer = person.get("/api/session", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "key.wrong")


def test_a_disabled_key_opens_nothing(caller: Callable[[], Caller], owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(text("update api_keys set disabled = true"))
    assert caller().get("/api/session", headers={"Authorization": f"Bearer {PARTNER_KEY}"}).status_code == 401


def test_a_foreign_case_and_a_missing_one_are_told_alike(someone: Callable[[str], Caller]) -> None:
    # Given
    case = someone("xzw").registered()
    stranger = someone("qsq")
    # When / Then on every route that names a case
    for verb, path in (("GET", ""), ("GET", "/events"), ("POST", "/sign-for"), ("POST", "/start"), ("POST", "/undo")):
        answers = []
        for one in (case, str(new_id())):
            headers = {"Idempotency-Key": f"key-{verb}-{path}-{one}"}
            body: dict[str, str] | None = {} if verb == "POST" else None
            answers.append(stranger.http.request(verb, f"/api/cases/{one}{path}", json=body, headers=headers))
        foreign, missing = answers
        assert foreign.status_code == missing.status_code == 404
        assert told(foreign) == told(missing)


def told(answer: object) -> tuple[str, dict[str, str]]:
    """All of an answer but the request's id and the time."""
    own = answer.json()["request_id"]  # type: ignore[attr-defined]
    headers = {name: value for name, value in answer.headers.items() if value != own and name != "date"}  # type: ignore[attr-defined]
    return answer.text.replace(own, ""), headers  # type: ignore[attr-defined]


def test_the_description_of_the_api_is_for_those_who_may_read_it(
    caller: Callable[[], Caller], someone: Callable[[str], Caller]
) -> None:
    assert caller().get("/schema/openapi.json").status_code == 401
    found = someone("xzw").get("/schema/openapi.json")
    assert found.status_code == 200
    assert found.json()["openapi"].startswith("3.1")
    assert "cdn" not in found.text


def test_the_description_says_what_the_doors_refuse(someone: Callable[[str], Caller]) -> None:
    officer = someone("xzw")
    paths = officer.get("/schema/openapi.json").json()["paths"]
    for path in ("/api/reassign", "/api/roster/hand-on"):
        assert [one["name"] for one in paths[path]["post"]["parameters"] if one["required"]] == ["Idempotency-Key"]
    asked = {one["name"]: one["schema"] for one in paths["/api/route-preview"]["get"]["parameters"]}
    assert asked["amount"]["exclusiveMinimum"] == -1
    item = officer.get("/api/catalogue/items").json()["items"][0]["code"]
    answers = [officer.get(f"/api/route-preview?item_code={item}&amount={fen}").status_code for fen in (-1, 0)]
    assert answers == [400, 200]
