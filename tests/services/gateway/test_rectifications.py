"""差评整改 over HTTP: listed, called, closed by somebody else; strangers see nothing."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.dispatch.entry.actors import handlers
from services.gateway.main import deps_of
from services.gateway.usecases.rate_by_link import rate_by_link
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.feedback.grades import Grade
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import ratings
from shared.store.engine import Store
from tests import scenes
from tests.services.gateway.people import Caller

ZONE = "150271"


@pytest.fixture
def case(someone: Callable[[str], Caller], settings: Settings, store: Store) -> str:
    """A case that its village completed and the applicant rated badly."""
    clerk = someone("xzw")
    case = clerk.registered()
    clerk.act(f"/api/cases/{case}/start")
    assert clerk.act(f"/api/cases/{case}/complete", {"result": "已发放"}).status_code == 200
    with store.work(platform(ZONE)) as work:
        link = ratings.Link(tenant_id=ZONE, case_id=UUID(case), round=1, expires_at=work.now.replace(year=2030))
        secret = ratings.make_link(work.conn, work.keys.token_key, link, work.now)
    rate_by_link(deps_of(settings, store), secret, Grade.BAD, ("slow",), address="192.0.2.1")
    message = m.OpenRectification(tenant_id=ZONE, case_id=UUID(case), round=1)
    heard = scenes.dispatching(store)
    handlers(heard)[m.OpenRectification](message, new_id())
    return case


def listed(person: Caller) -> list[str]:
    return [row["case_id"] for row in person.get("/api/rectifications").json()["orders"]]


def test_an_order_is_called_about_and_closed_by_somebody_else(case: str, someone: Callable[[str], Caller]) -> None:
    clerk, centre = someone("xzw"), someone("gxq")
    assert listed(clerk) == listed(centre) == [case]
    seen = clerk.get(f"/api/cases/{case}").json()
    assert seen["rectification"]["state"] == "open"
    assert [act for act in seen["allowed"] if act.startswith("rectification")] == ["rectification.contact"]
    close, words = f"/api/cases/{case}/rectification/close", {"finding": "fixed", "words": "已上门补办"}
    assert clerk.act(close, words).json()["code"] == "rectification.not_contacted"
    assert clerk.act(f"/api/cases/{case}/rectification/contact").status_code == 200
    assert clerk.act(f"/api/cases/{case}/rectification/contact").json()["code"] == "rectification.contacted"
    assert clerk.act(close, words).json()["code"] == "rectification.own"
    assert centre.act(close, words | {"words": " "}).json()["fields"][0]["code"] == "rectification.words"
    assert centre.act(close, words | {"finding": "malice"}).status_code == 400
    assert centre.act(close, words).status_code == 200
    assert listed(centre) == []
    assert centre.get(f"/api/cases/{case}").json()["rectification"]["finding"] == "fixed"


def test_a_case_without_a_bad_rating_has_no_order(someone: Callable[[str], Caller]) -> None:
    clerk = someone("xzw")
    case = clerk.registered()
    assert clerk.act(f"/api/cases/{case}/rectification/contact").json()["code"] == "rectification.none"


def test_another_district_sees_no_order(case: str, someone: Callable[[str], Caller]) -> None:
    stranger = someone("kdl")
    assert listed(stranger) == []
    assert stranger.act(f"/api/cases/{case}/rectification/contact").status_code == 404
