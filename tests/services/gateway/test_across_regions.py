"""A case between two regions: both keep sight of it to the end, their common ancestor decides, a third sees nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, func, select

from shared.contracts import messages as m
from shared.domain.cases import commands as c
from shared.store.engine import Store
from shared.store.tables.queue import outbox
from tests import scenes
from tests.services.dispatch.test_dispatch import hear, ring
from tests.services.gateway.people import Caller, a_registration
from tests.services.gateway.test_verbs import Scene

ZONE, CITY, FOREIGN, STREET = "150271", "1502", "150203", "150203003"
NO = {"reason": "outside_area", "words": "户籍不在本区"}
WHY = {"reason": "disputed", "words": "户籍在昆都仑区，请接办"}
BOTH, THIRD = ("xzw", "kdl"), ("qsq",)


class Crossing(Scene):
    """A case of the village whose applicant belongs to another region, and what dispatch makes of it."""

    def __init__(self, someone: Callable[[str], Caller], owner: Engine, store: Store) -> None:
        super().__init__(someone, owner)
        self.store = store
        registered = self.by("xzw").act("/api/cases/register", a_registration(competence_region=FOREIGN))
        self.case = registered.json()["id"]
        self.ring("submitted")

    def ring(self, cause: str) -> None:
        """Dispatch hears of it."""
        ring(self.store, self.case, cause)  # type: ignore[arg-type]

    def refuse(self) -> None:
        """The other region says no."""
        self.act("kdl", "refuse", **NO)
        self.ring("refused")

    def place(self, to: str = FOREIGN) -> None:
        """The city places it."""
        self.act("bts", "reassign", to_site=to, **WHY)

    def look(self, login: str, part: str = "") -> Any:
        """What somebody is told of it."""
        return self.by(login).get(f"/api/cases/{self.case}{part}")


@pytest.fixture
def crossing(someone: Callable[[str], Caller], owner: Engine, store: Store) -> Crossing:
    return Crossing(someone, owner, store)


def seen_by(crossing: Crossing, *logins: str) -> None:
    """Exactly these see it; to a third region it is a case that does not exist."""
    for login in logins:
        assert crossing.look(login).status_code == 200, login
    for part in ("", "/events", "/receipt", "/responsibility"):
        missing = crossing.by("qsq").get(f"/api/cases/{uuid4()}{part}")
        hidden = crossing.look("qsq", part)
        assert (hidden.status_code, body(hidden)) == (404, body(missing))
    refused = crossing.by("qsq").act(f"/api/cases/{crossing.case}/sign-for")
    assert (refused.status_code, body(refused)) == (404, body(crossing.by("qsq").act(f"/api/cases/{uuid4()}/sign-for")))


def body(answer: Any) -> dict[str, Any]:
    """An answer without what is every request's own."""
    told = answer.json()
    return {key: value for key, value in told.items() if key not in ("instance", "request_id", "request")}


def test_a_refusal_across_regions_lies_at_once_on_the_board_of_their_common_ancestor(crossing: Crossing) -> None:
    seen_by(crossing, *BOTH, "bts")
    crossing.refuse()
    case = crossing.seen()
    assert (case["pool_site"], case["holder_site"]) == (CITY, "150271102203")
    cards = crossing.by("bts").get("/api/pool").json()
    assert crossing.case in str(cards)
    seen_by(crossing, *BOTH, "bts")


def test_a_refusal_whose_doorbell_found_it_offered_on_is_answered_when_that_offer_is_taken_back(
    crossing: Crossing, owner: Engine
) -> None:
    def rung() -> int:
        rows = select(func.count()).where(outbox.c.case_id == crossing.case, outbox.c.kind == m.RouteCase.kind)
        with owner.connect() as conn:
            return conn.execute(rows.where(outbox.c.state != "cancelled")).scalar_one()

    # Given a holder who is quicker than dispatch
    crossing.act("kdl", "refuse", **NO)
    crossing.act("xzw", "forward", to_site="150271102")
    crossing.ring("refused")
    assert crossing.seen()["pool_site"] == ""
    before = rung()
    # When the offer is taken back, then the refusal rings again, and is answered
    crossing.act("xzw", "undo")
    assert rung() == before + 1
    crossing.ring("refused")
    assert crossing.seen()["pool_site"] == CITY


def test_who_puts_it_before_their_own_coordinator_first_returns_it_to_the_common_one_all_the_same(
    crossing: Crossing,
) -> None:
    crossing.act("kdl", "refuse", **NO)
    for problem in (False, True):
        # Given a street of the other region that took it, and asked the coordinator of its own region
        crossing.act("xzw", "forward", to_site=STREET)
        crossing.act("ztjd", "sign-for")
        crossing.act("ztjd", "pool")
        assert crossing.seen()["pool_site"] == FOREIGN
        # When it returns the case, then it lies where both regions meet, the second time as a problem
        crossing.act("ztjd", "return", **NO)
        crossing.ring("returned")
        case = crossing.seen()
        assert (case["holder_site"], case["pool_site"]) == ("150271102203", CITY)
        kinds = [one["kind"] for one in crossing.look("xzw", "/events").json()["events"]]
        assert ("problem_marked" in kinds) is problem


def test_nobody_returns_a_case_to_another_region_while_a_leader_has_to_decide(crossing: Crossing) -> None:
    crossing.act("kdl", "refuse", **NO)
    crossing.act("xzw", "forward", to_site=STREET)
    crossing.act("ztjd", "sign-for")
    crossing.act("kdl", "reassign", to_site=FOREIGN, **WHY)
    crossing.act("kdl", "refuse", **NO)
    crossing.ring("refused")
    assert "case.settle" in crossing.seen("kdl")["allowed"]
    assert crossing.refused("ztjd", "return", **NO) == "dispute.undecided"
    assert crossing.seen("ztjd")["holder_site"] == STREET


def test_both_sides_read_one_history_with_the_reason_of_every_no(crossing: Crossing) -> None:
    crossing.refuse()
    crossing.place()
    ours, theirs = (crossing.look(login, "/events").json()["events"] for login in BOTH)
    assert [(one["seq"], one["kind"], one["words"], one["reason"]) for one in ours] == [
        (one["seq"], one["kind"], one["words"], one["reason"]) for one in theirs
    ]
    assert NO["words"] in [one["words"] for one in ours]


def test_sight_stays_through_returns_reassignments_and_undo(crossing: Crossing) -> None:
    crossing.refuse()
    crossing.place()
    crossing.act("kdl", "sign-for")
    seen_by(crossing, *BOTH, "bts")
    crossing.act("kdl", "return", **NO)
    crossing.act("kdl", "undo")
    assert crossing.seen()["holder_site"] == FOREIGN
    crossing.act("kdl", "return", **NO)
    crossing.ring("returned")
    # The city's own placing was returned: the dispute is the city's to decide
    case = crossing.seen("bts")
    assert (case["pool_site"], case["holder_site"]) == (CITY, "150271102203")
    assert "case.settle" in case["allowed"]
    assert crossing.refused("bts", "reassign", to_site=FOREIGN, **WHY) == "dispute.undecided"
    seen_by(crossing, *BOTH, "bts")
    crossing.act("bts", "settle", to_site=FOREIGN, words="户籍地在昆都仑区，由其办理")
    assert crossing.refused("kdl", "refuse", **NO) == "dispute.binding"
    crossing.act("kdl", "sign-for")
    assert crossing.refused("kdl", "return", **NO) == "dispute.binding"
    seen_by(crossing, *BOTH, "bts")


def test_an_undone_reassignment_takes_sight_away_again_from_whoever_it_had_let_in(crossing: Crossing) -> None:
    crossing.refuse()
    crossing.place(STREET)
    assert crossing.look("ztjd").status_code == 200
    crossing.act("bts", "undo")
    assert crossing.look("ztjd").status_code == 404
    seen_by(crossing, *BOTH, "bts")


def test_both_sides_see_it_until_it_is_archived_and_the_third_never(crossing: Crossing) -> None:
    crossing.act("kdl", "sign-for")
    crossing.act("kdl", "start")
    crossing.act("kdl", "complete", result="已发放")
    seen_by(crossing, *BOTH, "bts")
    done = m.ArchiveCase(tenant_id=ZONE, case_id=crossing.case, round=1, unanswered=True)  # type: ignore[arg-type]
    hear(crossing.store, done)
    assert crossing.seen()["state"] == "archived"
    seen_by(crossing, *BOTH, "bts")


def test_who_held_it_how_long_is_told_alike_in_both_regions(crossing: Crossing) -> None:
    crossing.refuse()
    ours, theirs = (crossing.look(login, "/responsibility").json() for login in BOTH)
    assert [(one["site"]["id"], one["minutes"]) for one in ours["sites"]] == [
        (one["site"]["id"], one["minutes"]) for one in theirs["sites"]
    ]


def _refused_inside(crossing: Crossing) -> None:
    """The other region took it over, and its own street refuses it."""
    crossing.act("kdl", "sign-for")
    crossing.act("kdl", "forward", to_site=STREET)
    crossing.act("ztjd", "refuse", reason="not_competent", words="街道办不了")


def test_a_refusal_inside_the_region_that_holds_it_is_routed_by_that_region_s_rules(crossing: Crossing) -> None:
    _refused_inside(crossing)
    crossing.ring("refused")
    # Then it is nothing for the region it came from: what lies where it lies is the holder's, by what it inherits
    case = crossing.seen("kdl")
    assert (case["holder_site"], case["pool_site"]) == (FOREIGN, "")
    assert crossing.refused("gxq", "reassign", to_site=STREET, **WHY) == "case.part"
    (first, then) = crossing.look("gxq", "/decisions").json()["decisions"]
    assert (first["rule"], first["policy_tenant"], first["versions"]) == ("zone-040", ZONE, {ZONE: 1, CITY: 1})
    assert (then["rule"], then["policy_tenant"], then["versions"]) == ("city-190", CITY, {FOREIGN: 0, CITY: 1})
    assert any("city-050" in passed and "事项归属地不在本地区" in passed for passed in then["passed"])
    assert not any("zone-" in passed for passed in then["passed"])


def test_what_was_decided_by_the_rules_of_the_case_s_own_region_is_still_told_by_them(
    crossing: Crossing, store: Store
) -> None:
    # Given a decision from before it was kept whose rules were asked
    _refused_inside(crossing)
    old = c.Pool(
        site=ZONE, why="route.hold", rule="zone-050", priority=50, policy_version=1, versions={ZONE: 1, CITY: 1}
    )
    scenes.act(store, scenes.clerk(FOREIGN), UUID(crossing.case), old)
    told = crossing.look("gxq", "/decisions").json()["decisions"][-1]
    assert (told["rule"], told["policy_tenant"], told["policy_version"]) == ("zone-050", ZONE, 1)
    assert told["line"].startswith("事项归属地不在本地区")
