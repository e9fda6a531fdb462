"""Refusals as problem details: one shape for all of them, in the reader's language, without anything inside."""

from collections.abc import Callable

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy.exc import OperationalError

from services.gateway.deps import Deps
from services.gateway.entry.errors import BY_CODE, STATUS
from shared.kernel.errors import Kind
from shared.kernel.ids import new_id
from tests.services.gateway.people import Caller

SHAPE = {"type", "title", "status", "detail", "code", "request_id", "fields", "changes"}


def test_every_kind_of_refusal_has_a_status() -> None:
    assert set(STATUS) == set(Kind)
    assert all(400 <= status < 600 for status in (*STATUS.values(), *BY_CODE.values()))


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing-here", 404, "not_found"),
        ("GET", "/api/cases/not-an-id", 404, "not_found"),
        ("GET", "/api/cases/01a20604-fd11-72ed-8a15-a4f058e46147", 404, "case.unknown"),
        ("PUT", "/api/cases", 405, "method.not_allowed"),
        ("GET", "/api/items/NOPE", 404, "item.absent"),
        ("GET", "/api/sites/999999", 404, "site.unknown"),
        ("GET", "/api/pool", 403, "access.denied"),
    ],
)
def test_refusals_are_problem_details_with_the_request_s_id(
    someone: Callable[[str], Caller], method: str, path: str, status: int, code: str
) -> None:
    answer = someone("xzw").http.request(method, path)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert set(problem) == SHAPE
    assert problem["type"] == f"urn:bangban:problem:{code}"
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_texts_are_chinese_unless_somebody_asks_for_english(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    path = f"/api/cases/{new_id()}"
    assert "没有" in person.get(path).json()["detail"]
    english = person.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"}).json()
    assert english["detail"].isascii()
    assert english["title"].isascii()


def test_a_method_that_is_not_there_names_those_that_are(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    assert person.http.put("/api/session").headers["allow"] == "DELETE, GET, OPTIONS, POST"
    assert person.http.options("/api/session").headers["allow"] == "DELETE, GET, OPTIONS, POST"


def test_every_answer_carries_the_security_headers_and_is_not_kept(caller: Callable[[], Caller]) -> None:
    for path in ("/healthz", "/api/session", "/api/nothing-here"):
        headers = caller().get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"]
        assert headers["x-request-id"]
        assert "server" not in headers


def broken(app: Litestar, error: Exception) -> None:
    """From now on nothing works."""

    def fail(*_: object) -> object:
        raise error

    deps: Deps = app.state.deps
    app.state.deps = replace(deps, work=fail)


def test_a_fault_of_ours_is_told_without_detail(app: Litestar, someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    broken(app, ValueError("赵大海 13804726021"))
    answer = person.get("/api/desk")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "赵大海" not in answer.text
    assert "ValueError" not in answer.text


def test_a_database_that_is_down_is_said_to_be_so(app: Litestar, someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    broken(app, OperationalError("select", {}, Exception("gone")))
    answer = person.get("/api/desk")
    assert (answer.status_code, answer.json()["code"]) == (503, "outage")
    assert int(answer.headers["retry-after"]) > 0


def test_a_fault_is_logged_without_the_values_it_was_about(
    app: Litestar, someone: Callable[[str], Caller], capsys: pytest.CaptureFixture[str]
) -> None:
    person = someone("xzw")
    broken(app, ValueError("赵大海 13804726021"))
    answer: httpx.Response = person.get("/api/desk")
    logged = capsys.readouterr().out
    assert answer.json()["request_id"] in logged
    assert "ValueError" in logged
    assert "13804726021" not in logged
