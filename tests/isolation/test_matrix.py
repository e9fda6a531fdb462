"""Every route, every role, every place a case can lie: what is out of reach is answered as what is not there."""

import itertools

import pytest
from litestar import Litestar

from services.gateway.entry.access import routes
from shared.kernel.ids import new_id
from tests.isolation import matrix
from tests.isolation.asking import Asker, is_denied, told
from tests.isolation.matrix import PLACES, Row
from tests.isolation.world import SITES, World
from tests.services.gateway.people import a_registration

MATRIX = matrix.read()
WENT_ON = {200, 201, 202, 303, 400, 403, 409, 422}
"""What somebody may be told of a case that they see: done, or why not."""


def test_the_table_names_every_route_and_no_other(asker: Asker) -> None:
    app = asker.client.app
    assert isinstance(app, Litestar)
    served = dict(routes(app))
    listed = [row.route for row in MATRIX.rows]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(served), set(listed) ^ set(served)
    assert [row.route for row in MATRIX.of("case")] == [r for r in listed if "{case_id}" in r]


@pytest.mark.parametrize("role", [*MATRIX.roles, "nobody"])
def test_a_case_out_of_reach_is_answered_as_one_that_is_not_there(asker: Asker, around: World, role: str) -> None:
    for row in MATRIX.of("case"):
        body = MATRIX.body(row) if row.method == "POST" else None
        answers = {}
        for place in PLACES:
            case_id = str(around.cases[place])
            answers[place] = asker.ask(role, row, row.path.replace("{case_id}", case_id), body)
        missing = told(answers["missing"], around.cases["missing"])
        for place, answer in answers.items():
            here = (role, row.route, place, answer.status_code)
            if role == "nobody":
                # The log-in form that comes instead differs by its own secrets.
                assert answer.status_code == 401, here
                continue
            if not MATRIX.may(role, row):
                assert is_denied(answer, row.action), here
            elif MATRIX.reaches(role, place):
                # What is asked of a case that is seen may still not be there, and is then another answer.
                absent = answer.status_code == 404 and told(answer, around.cases[place]) != missing
                known = absent or answer.status_code == 200 if row.method == "GET" else answer.status_code in WENT_ON
                assert known, (*here, answer.text)
                assert not is_denied(answer, row.action), here
                continue
            else:
                assert answer.status_code == 404, (*here, answer.text)
            assert told(answer, around.cases[place]) == missing, here


@pytest.mark.parametrize("role", MATRIX.roles)
def test_a_case_named_in_a_field_tells_nothing_either(asker: Asker, around: World, role: str) -> None:
    for row in MATRIX.of("field"):
        answers = {}
        for place in PLACES:
            case_id = str(around.cases[place])
            answers[place] = asker.ask(role, row, row.path, {row.field: row.value.replace("{case_id}", case_id)})
        hidden = [place for place in PLACES if not MATRIX.reaches(role, place)]
        same = {told(answers[place], around.cases[place]) for place in hidden}
        assert len(same) == 1, (role, row.route, same)
        for place in PLACES:
            assert is_denied(answers[place], row.action) != MATRIX.may(role, row), (role, row.route, place)


@pytest.mark.parametrize("role", MATRIX.roles)
def test_a_search_finds_what_is_in_reach_and_is_silent_about_the_rest(asker: Asker, around: World, role: str) -> None:
    for row, place in itertools.product(MATRIX.of("words"), PLACES):
        answer = asker.ask(role, row, row.path, {row.field: around.phones[place]})
        if not MATRIX.may(role, row):
            assert is_denied(answer, row.action), (role, row.route, place)
            continue
        assert answer.status_code == 200
        found = str(around.cases[place]) in answer.text
        assert found == MATRIX.reaches(role, place), (role, row.route, place)
        if not found:
            missing = asker.ask(role, row, row.path, {row.field: around.phones["missing"]})
            assert told(answer, around.phones[place]) == told(missing, around.phones["missing"])


@pytest.mark.parametrize("role", MATRIX.roles)
def test_no_list_shows_a_case_out_of_reach(asker: Asker, around: World, role: str) -> None:
    for row in (*MATRIX.of("list"), *MATRIX.of("field")):
        if row.method != "GET":
            continue
        answer = asker.ask(role, row, row.path)
        assert is_denied(answer, row.action) != MATRIX.may(role, row), (role, row.route)
        for place in PLACES:
            if not MATRIX.reaches(role, place):
                assert str(around.cases[place]) not in answer.text, (role, row.route, place)


def test_the_own_desk_shows_the_own_case(asker: Asker) -> None:
    """Or the lists above would be silent because they are empty."""
    routes_of = {row.route: row for row in MATRIX.rows}
    made = asker.ask("clerk", routes_of["POST /api/cases/register"], "/api/cases/register", a_registration())
    assert made.json()["id"] in asker.ask("reviewer", routes_of["GET /api/desk"], "/api/desk").text


@pytest.mark.parametrize("role", [role for role in MATRIX.roles if role != "partner"])
def test_nobody_goes_to_work_at_a_place_that_is_not_theirs(asker: Asker, role: str) -> None:
    (row,) = MATRIX.of("site")
    answers = {
        site: asker.ask(role, row, row.path, {"site": site})
        for site in (SITES["foreign"], "150299999", SITES["parent"])
    }
    assert {answer.status_code for answer in answers.values()} == {403}
    assert len({told(answer, site) for site, answer in answers.items()}) == 1


@pytest.mark.parametrize("role", MATRIX.roles)
def test_a_role_gets_through_the_doors_beside_cases_by_its_actions_alone(asker: Asker, role: str) -> None:
    for row in MATRIX.of("beside"):
        path = (
            row.path.replace("{code}", "MZ001")
            .replace("{site_id}", "150271")
            .replace("{path}", "x")
            .replace("{year}", "2026")
        )
        path = path.replace("{kind}", "routing").replace("{version}", "1")
        path = path.replace("{absence_id}", str(new_id()))
        path = path.replace("{attachment_id}", str(new_id()))
        path = path.replace("{visit_id}", str(new_id())).replace("{plan_id}", str(new_id()))
        path = path.replace("{sms_id}", str(new_id()))
        path = path.replace("{raw_id}", str(new_id())).replace("{what}", "receipts").replace("{supplier}", "http")
        path = path.replace("{which}", "out").replace("{act}", "again" if "/unread/" in path else "close")
        path = path.replace("{reply_id}", str(new_id())).replace("{notice_id}", str(new_id()))
        path = path.replace("{webhook_id}", str(new_id())).replace("{push_id}", str(new_id()))
        answer = asker.ask(role, row, path)
        assert is_denied(answer, row.action) != MATRIX.may(role, row), (role, row.route, answer.status_code)
        assert answer.status_code < 500
        if _ends_the_session(row) and role != "partner":
            asker.forget(role)


def _ends_the_session(row: Row) -> bool:
    return row.route in ("DELETE /api/session", "POST /logout", "POST /hand-over")


def test_a_wrong_secret_in_an_address_is_told_as_every_other(asker: Asker) -> None:
    for row in MATRIX.of("anybody"):
        if row.action == "secret":
            body = {"grade": "good"} if row.method == "POST" else None
            wrong = ("a" * 22, "b" * 22, "-_" * 11)
            paths = {secret: row.path.replace("{secret}", secret) for secret in wrong}
            answers = {told(asker.ask("nobody", row, path, body), secret) for secret, path in paths.items()}
            assert len(answers) == 1, row.route
            assert next(iter(answers)).status in (403, 404), row.route
