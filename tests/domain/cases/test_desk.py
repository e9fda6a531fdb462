"""What a case is to each desk, which limit counts there, and who sees it at all."""

import pytest

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.desk import Bucket, bucket, decides, next_due, seeing_sites
from tests.build import CaseBuilder, a_case, an_actor
from tests.world import SITES, TREE


@pytest.mark.parametrize(
    ("builder", "buckets"),
    [
        (a_case().submitted(), {"village": Bucket.HOLD}),
        (a_case().submitted().offered("town"), {"village": Bucket.HOLD, "town": Bucket.SIGN}),
        (a_case().submitted().offered("town").signed(), {"village": Bucket.SENT, "town": Bucket.HOLD}),
        (a_case().submitted().offered("town").refused(), {"village": Bucket.HOLD, "town": Bucket.SENT}),
        (a_case().submitted().pooled(), {"village": Bucket.HOLD, "centre": Bucket.POOL}),
        (a_case().accepted().asked(), {"village": Bucket.HOLD, "enterprise": Bucket.CO}),
        (a_case().accepted().asked().joined().answered(), {"village": Bucket.HOLD, "enterprise": Bucket.SENT}),
        (a_case().submitted().withdrawn(), {"village": Bucket.CLOSED, "town": Bucket.CLOSED}),
    ],
)
def test_a_case_lies_in_one_part_of_each_desk(builder: CaseBuilder, buckets: dict[str, Bucket]) -> None:
    assert {place: bucket(builder.case, SITES[place]) for place in buckets} == buckets


def test_the_limit_that_counts_depends_on_the_desk() -> None:
    builder = a_case().submitted().offered("town")
    case = builder.case
    assert case.offered is not None
    assert next_due(case, SITES["town"]) == case.offered.due_at
    assert next_due(case, SITES["village"]) == case.acceptance_due
    accepted = builder.signed().accepted().case
    assert next_due(accepted, SITES["town"]) == accepted.promised_due
    assert next_due(a_case().opened().case, SITES["village"]) is None


def asked_for_more(place: str) -> CaseBuilder:
    """A case of the town for which more time was asked, and this place decides."""
    builder = a_case().at("town").accepted().started()
    return builder.do(c.AskExtension(days=5, words="复核"), deciding_site=SITES[place])


def test_a_request_for_more_time_waits_on_the_desk_that_decides_until_it_is_decided() -> None:
    builder = asked_for_more("centre")
    assert [decides(builder.case, SITES[place]) for place in ("centre", "town")] == [True, False]
    assert bucket(builder.case, SITES["centre"]) is Bucket.CO
    assert next_due(builder.case, SITES["centre"]) == builder.case.promised_due
    granted = builder.do(c.GrantExtension(), an_actor("centre", Role.COORDINATOR), deciding_site=SITES["centre"]).case
    assert not decides(granted, SITES["centre"])
    assert bucket(granted, SITES["centre"]) is Bucket.SENT
    # Where the holder's own leader decides the case lies among those it works on, as before
    own = asked_for_more("town").case
    assert (decides(own, SITES["town"]), bucket(own, SITES["town"])) == (True, Bucket.HOLD)


def test_participants_see_the_case_and_nobody_else() -> None:
    case = a_case().submitted().offered("town").case
    assert seeing_sites(case, TREE) == {SITES["village"]: "origin", SITES["town"]: "handler"}


def test_across_districts_their_common_coordinator_sees_it_too_and_a_third_district_does_not() -> None:
    case = a_case().submitted().offered("other centre").case
    assert seeing_sites(case, TREE) == {
        SITES["village"]: "origin",
        SITES["other centre"]: "handler",
        SITES["city"]: "coordinator",
    }


def test_the_pool_s_centre_sees_it() -> None:
    assert seeing_sites(a_case().submitted().pooled().case, TREE)[SITES["centre"]] == "coordinator"


def test_a_co_handler_s_own_limit_counts_on_its_desk() -> None:
    case = a_case().accepted().asked(days=2).case
    (part,) = case.cohandlers
    assert next_due(case, SITES["enterprise"]) == part.sign_by
    signed = a_case().accepted().asked(days=2).joined().case
    assert next_due(signed, SITES["enterprise"]) == part.due_at
    assert next_due(case, SITES["village"]) == case.promised_due


def test_a_co_handler_sees_the_case_until_it_is_released() -> None:
    asked = a_case().accepted().asked("third hall")
    part = asked.case.cohandlers[0].id
    assert seeing_sites(asked.case, TREE) == {
        SITES["village"]: "origin",
        SITES["third hall"]: "cohandler",
        SITES["city"]: "coordinator",
    }
    released = asked.do(c.ReleaseCoHandler(cohandler_id=part, words="不再需要")).case
    assert seeing_sites(released, TREE) == {SITES["village"]: "origin"}


def test_a_released_co_handler_that_takes_part_otherwise_goes_on_seeing_it() -> None:
    builder = a_case().submitted().offered("town").signed().asked("village")
    part = builder.case.cohandlers[0].id
    builder.do(c.ReleaseCoHandler(cohandler_id=part, words="不再需要"))
    assert seeing_sites(builder.case, TREE)[SITES["village"]] == "origin"
