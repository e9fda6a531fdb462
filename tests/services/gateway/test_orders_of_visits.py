"""Bad ratings of visits to a counter: each has its order, whatever is rated before and after."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

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
from tests.services.gateway.test_ratings import path_of, tap

ZONE, VILLAGE = "150271", "150271102203"
CLOSE = {"finding": "fixed", "words": "已上门说明", "evidence": "回执"}
Someone = Callable[[str], Caller]


class Scene:
    """A case at its village, and what its applicant says about it."""

    def __init__(self, someone: Someone, caller: Callable[[], Caller], settings: Settings, store: Store) -> None:
        self.clerk, self.centre = someone("xzw"), someone("gxq")
        self._caller, self._settings, self._store = caller, settings, store
        self.case = self.clerk.registered()
        self.here = f"/api/cases/{self.case}"

    def visit_rated(self, grade: str = "very_bad") -> None:
        """Somebody at the counter rates the visit; what that calls for happens."""
        tap(self._caller(), path_of(self.clerk.act(f"{self.here}/counter-rating", {"channel": "tablet"})), grade)
        with self._store.work(platform(ZONE)) as work:
            occasion = work.conn.execute(
                text("select occasion from ratings where case_id = :case and occasion <> ''"), {"case": self.case}
            ).scalar_one()
            round_ = work.cases.get(UUID(self.case)).round
        self._look_into(round_, occasion)

    def completed(self) -> None:
        """The case is done."""
        self.clerk.act(f"{self.here}/start")
        assert self.clerk.act(f"{self.here}/complete", {"result": "已发放"}).status_code == 200

    def case_rated(self, grade: Grade = Grade.BAD, *, why: str = "", anonymous: bool = False) -> None:
        """The applicant rates the case by link; what that calls for happens."""
        self.tapped(grade, why=why, anonymous=anonymous)
        self._look_into(1, "")

    def tapped(self, grade: Grade, *, why: str = "", anonymous: bool = False) -> None:
        """The same, and nothing has happened yet."""
        with self._store.work(platform(ZONE)) as work:
            link = ratings.Link(
                tenant_id=ZONE, case_id=UUID(self.case), round=1, expires_at=work.now.replace(year=2030)
            )
            secret = ratings.make_link(work.conn, work.keys.token_key, link, work.now)
        reasons, deps = (why,) if why else (), deps_of(self._settings, self._store)
        rate_by_link(deps, secret, grade, reasons, address="192.0.2.1", anonymous=anonymous)

    def orders(self) -> list[dict[str, Any]]:
        """As the case tells them, the first opened first."""
        return list(self.clerk.get(self.here).json()["rectifications"])

    def _look_into(self, round_: int, occasion: str) -> None:
        message = m.OpenRectification(tenant_id=ZONE, case_id=UUID(self.case), round=round_, occasion=occasion)
        handlers(scenes.dispatching(self._store))[m.OpenRectification](message, new_id())


@pytest.fixture
def scene(someone: Someone, caller: Callable[[], Caller], settings: Settings, store: Store) -> Scene:
    return Scene(someone, caller, settings, store)


def test_a_visit_and_the_case_rated_badly_have_an_order_each(scene: Scene, owner: Engine) -> None:
    # Given a bad visit before the case is done, and a bad rating of the case
    scene.visit_rated()
    scene.completed()
    scene.case_rated()
    # Then nothing is swallowed: two orders, both listed, and both are to be called about
    assert [(one["round"], bool(one["occasion"])) for one in scene.orders()] == [(0, True), (1, False)]
    assert len(scene.centre.get("/api/rectifications").json()["orders"]) == 2
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from visits where reason = 'bad_rating'")).scalar_one() == 2


def test_a_visit_after_the_rating_takes_no_order_from_the_case(scene: Scene) -> None:
    scene.completed()
    scene.case_rated(Grade.GOOD)
    scene.visit_rated()
    scene.case_rated(Grade.VERY_BAD)
    assert [(one["round"], bool(one["occasion"])) for one in scene.orders()] == [(1, True), (1, False)]


def test_the_order_of_a_visit_is_seen_to_also_once_the_case_is_done(scene: Scene) -> None:
    scene.visit_rated()
    scene.completed()
    (order,) = scene.orders()
    assert scene.clerk.act(f"{scene.here}/rectification/contact").status_code == 200
    assert scene.clerk.act(f"{scene.here}/rectification/close", CLOSE).json()["code"] == "rectification.own"
    assert scene.centre.act(f"{scene.here}/rectification/close", CLOSE | {"order": order["id"]}).status_code == 200
    assert scene.orders()[0]["state"] == "closed"


def test_where_two_are_open_an_act_says_which(scene: Scene) -> None:
    scene.visit_rated()
    scene.completed()
    scene.case_rated()
    of_visit, of_case = scene.orders()
    contact = f"{scene.here}/rectification/contact"
    assert scene.clerk.act(contact).json()["code"] == "rectification.which"
    assert scene.clerk.act(contact, {"order": str(new_id())}).status_code == 404
    assert scene.clerk.act(contact, {"order": of_visit["id"]}).status_code == 200
    assert [one["state"] for one in scene.orders()] == ["contacted", "open"]
    seen = scene.centre.get(f"{scene.here}/rectification?order={of_case['id']}").json()
    assert seen["order"]["id"] == of_case["id"]


def test_the_pages_name_the_order_they_are_about(scene: Scene) -> None:
    scene.visit_rated()
    scene.completed()
    scene.case_rated()
    of_visit, _ = scene.orders()
    listed = scene.centre.get("/rectifications").text
    assert f"/rectification?order={of_visit['id']}" in listed
    page = scene.clerk.get(f"/cases/{scene.case}/rectification?order={of_visit['id']}").text
    assert "窗口评价" in page
    form = {"order": of_visit["id"], "csrf": scene.clerk.http.headers["X-CSRF-Token"]}
    assert scene.clerk.http.post(f"/cases/{scene.case}/contact", data=form).status_code == 303
    assert [one["state"] for one in scene.orders()] == ["contacted", "open"]
    panel = scene.centre.get(f"/cases/{scene.case}/rectified?order={of_visit['id']}").text
    assert f'name="order" value="{of_visit["id"]}"' in panel


def test_the_file_closes_by_the_cases_own_rating_and_not_by_the_order_of_a_visit(scene: Scene, store: Store) -> None:
    # Given a visit after completion, rated badly, whose order is closed, while the case itself was not rated
    scene.visit_rated()
    scene.completed()
    scene.clerk.act(f"{scene.here}/rectification/contact")
    assert scene.centre.act(f"{scene.here}/rectification/close", CLOSE).status_code == 200
    # When the file is asked whether it may close
    message = m.ArchiveCase(tenant_id=ZONE, case_id=UUID(scene.case), round=1)
    handlers(scenes.dispatching(store))[m.ArchiveCase](message, new_id())
    # Then it waits for the applicant
    assert scene.clerk.get(scene.here).json()["state"] == "completed"


def test_who_wants_no_call_is_not_called_and_the_order_is_closed_without(scene: Scene, owner: Engine) -> None:
    # Given a bad rating, and the wish told before anybody looked at it
    scene.completed()
    scene.tapped(Grade.BAD)
    scene.case_rated(why="slow", anonymous=True)
    # Then nobody is called, and the order says why and can be closed in words
    assert to_call(owner) == []
    acts = scene.centre.get(f"{scene.here}/rectification").json()["acts"]
    assert [line["act"]["kind"] for line in acts] == ["opened", "no_call"]
    assert "不愿接回访电话" in scene.clerk.get(f"/cases/{scene.case}/rectification").text
    assert scene.clerk.act(f"{scene.here}/rectification/close", CLOSE).json()["code"] == "rectification.own"
    assert scene.centre.act(f"{scene.here}/rectification/close", CLOSE).status_code == 200


def test_the_wish_not_to_be_called_drops_a_call_that_waits(scene: Scene, owner: Engine) -> None:
    # Given a bad rating that is to be called about
    scene.completed()
    scene.case_rated()
    assert to_call(owner) == [("bad_rating", "waiting")]
    assert scene.orders()[0]["state"] == "open"
    # When the applicant says why, and that they want no call
    scene.tapped(Grade.BAD, why="slow", anonymous=True)
    # Then no call waits, nor does the order for one; and it says so once
    assert to_call(owner) == [("bad_rating", "refused")]
    assert scene.orders()[0]["state"] == "contacted"
    scene.case_rated(why="slow", anonymous=True)
    acts = scene.centre.get(f"{scene.here}/rectification").json()["acts"]
    assert [line["act"]["kind"] for line in acts] == ["opened", "no_call"]


def to_call(owner: Engine) -> list[tuple[str, str]]:
    """Why, and how it stands, of every visit."""
    with owner.connect() as conn:
        return [tuple(row) for row in conn.execute(text("select reason, state from visits"))]
