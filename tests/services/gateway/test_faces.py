"""The two faces, and whether people can be served."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import Engine, text

from services.gateway.entry.access import OPEN, PUBLIC_FACE, routes
from services.gateway.main import shaped
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests.gateways import served
from tests.services.gateway.people import Caller


def test_the_public_face_serves_its_list_and_nothing_else(settings: Settings, store: Store) -> None:
    assert {name for name, _ in routes(shaped("public"))} == PUBLIC_FACE
    with served(settings, store, "public") as base, httpx.Client(base_url=base) as nobody:
        assert nobody.get("/healthz").status_code == 200
        assert nobody.get("/api/catalogue/items").json()["items"]
        assert nobody.get("/api/cases").status_code == 404
        assert nobody.post("/api/session", json={"login": "xzw", "password": "bangban-demo"}).status_code == 404
        assert nobody.get("/schema/openapi.json").status_code == 404


def test_the_staff_face_takes_no_supplier_s_calls() -> None:
    staff = {name for name, _ in routes(shaped("staff"))}
    assert "POST /hooks/sms/{secret}/receipts" not in staff
    assert "POST /api/session" in staff


def test_both_faces_together_serve_every_open_route() -> None:
    assert {name for name, _ in routes(shaped("both"))} >= OPEN


def test_a_platform_that_is_migrated_and_seeded_is_ready(caller: Callable[[], Caller]) -> None:
    answer = caller().get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("delete from reference_version", "database.not_seeded"),
        ("delete from alembic_version", "database.not_migrated"),
    ],
)
def test_one_that_is_not_says_what_is_missing(
    caller: Callable[[], Caller], owner: Engine, change: str, problem: str
) -> None:
    person = caller()
    with owner.begin() as conn:
        conn.execute(text(change))
    answer = person.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, [problem])
    assert person.get("/healthz").status_code == 200


@pytest.mark.parametrize(("revision", "warning"), [("0001", "database.older"), ("9999", "database.newer")])
def test_one_that_is_a_release_apart_from_this_code_is_ready(
    caller: Callable[[], Caller], owner: Engine, revision: str, warning: str
) -> None:
    person = caller()
    with owner.begin() as conn:
        conn.execute(text("update alembic_version set version_num = :revision"), {"revision": revision})
    answer = person.get("/readyz")
    assert (answer.status_code, answer.json()["warnings"][:1]) == (200, [warning])


def test_a_calendar_year_that_is_missing_is_a_warning(caller: Callable[[], Caller], owner: Engine) -> None:
    person = caller()
    with owner.begin() as conn:
        conn.execute(text("delete from calendar_years"))
    answer = person.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["warnings"][0].startswith("calendar.year_missing:")


def test_a_calendar_year_that_is_a_guess_is_a_warning(caller: Callable[[], Caller], owner: Engine) -> None:
    person = caller()
    with owner.begin() as conn:
        conn.execute(text("update calendar_years set status = 'provisional'"))
    told = person.get("/readyz").json()["warnings"]
    assert told[0].startswith("calendar.year_provisional:")


def test_on_https_cookies_are_host_only_and_secure(settings: Settings, store: Store) -> None:
    from msgspec.structs import replace

    with served(replace(settings, plain_http=False), store) as base, httpx.Client(base_url=base) as http:
        answer = http.post("/api/session", json={"login": "xzw", "password": "bangban-demo"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-bangban-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"]
