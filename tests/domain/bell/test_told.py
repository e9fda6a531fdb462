"""Who is told of what: for each event those it concerns, nothing of what was taken back, and nothing of applicants."""

from typing import get_args

import pytest

from shared.domain.access.roles import Role
from shared.domain.bell.told import (
    COORDINATORS,
    HANDLERS,
    LEADING,
    TOLD,
    Address,
    Scene,
    Telling,
    rings,
    tellings,
    undone_since,
)
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from tests.build import CaseBuilder, a_case, an_actor, an_id
from tests.world import SITES


def told(builder: CaseBuilder) -> list[Telling]:
    scene = Scene(case=builder.case, history=builder.history)
    return list(tellings(scene, 1, len(builder.history)))


def last(builder: CaseBuilder) -> tuple[str, tuple[Address, ...]]:
    (*_, one) = told(builder)
    return one.kind, one.to


def people(place: str, roles: frozenset[Role] = HANDLERS) -> Address:
    return Address(site=SITES[place], roles=roles)


@pytest.mark.parametrize(
    ("builder", "kind", "to"),
    [
        (a_case().submitted().offered("town"), "offered", [people("town")]),
        (a_case().submitted().offered("town").refused(), "refused", [people("village")]),
        (a_case().submitted().offered("town").signed().returned(), "returned", [people("village")]),
        (a_case().accepted().started().asked("enterprise"), "part_asked", [people("enterprise")]),
        (
            a_case().accepted().started().asked("enterprise").joined().answered(),
            "part_answered",
            [people("village")],
        ),
        (
            a_case().accepted().started().do(c.AskExtension(days=3, words="等专家"), deciding_site=SITES["centre"]),
            "more_time_asked",
            [people("centre", LEADING)],
        ),
        (a_case().submitted().withdrawn(), "withdrawn", [people("village")]),
    ],
)
def test_whoever_it_concerns_is_told(builder: CaseBuilder, kind: str, to: list[Address]) -> None:
    assert last(builder) == (kind, tuple(to))


@pytest.mark.parametrize("lies_there", [False, True])
def test_a_difference_is_told_to_who_has_it_before_them_also_where_another_matter_lies_there(lies_there: bool) -> None:
    builder = a_case().accepted().started().asked("enterprise").joined().answered(opinion="disagree")
    builder = builder.pooled() if lies_there else builder
    part = builder.case.cohandlers[0].id
    builder.do(c.DisputeCoHandler(cohandler_id=part, board=SITES["centre"], words="请裁定"))
    put = next(one for one in told(builder) if one.kind == "part_disputed")
    assert put.to == (people("centre", COORDINATORS),)


def test_what_the_coordinator_has_to_place_is_told_to_coordinators_alone() -> None:
    builder = a_case().submitted().do(c.Pool(site=SITES["centre"], why="pool.asked"))
    assert last(builder) == ("pooled", (people("centre", COORDINATORS),))


def test_who_accompanies_a_case_hears_of_it_instead_of_everybody_there() -> None:
    agent = an_id("agent")
    builder = (
        a_case()
        .accepted()
        .started()
        .do(c.NameAgent(staff_id=agent), an_actor("village", Role.LEADER), staff_at_holder=True)
    )
    assert last(builder) == ("assigned", (Address(site=SITES["village"], staff=agent),))
    answered = builder.asked("enterprise").joined().answered()
    assert last(answered) == ("part_answered", (Address(site=SITES["village"], staff=agent),))


def test_who_claims_a_case_is_not_told_of_it() -> None:
    agent = an_actor("village", Role.AGENT)
    builder = a_case().accepted().started().do(c.Claim(), agent)
    assert [one.kind for one in told(builder)] == []


def test_an_offer_that_was_taken_back_is_told_to_nobody_and_says_from_where() -> None:
    builder = a_case().submitted().offered("town")
    since = len(builder.history)
    assert rings(builder.history[since - 1 :])
    undone = builder.do(c.Undo())
    assert [one.kind for one in told(undone)] == []
    assert rings(undone.history[since:])
    assert undone_since(undone.history[since:]) == since
    assert undone_since(undone.history[:since]) == 0


def test_only_what_happened_in_between_is_told() -> None:
    builder = a_case().submitted().offered("town").refused()
    scene = Scene(case=builder.case, history=builder.history)
    refusal = next(h.seq for h in builder.history if isinstance(h.event, e.HandoverRefused))
    assert [one.kind for one in tellings(scene, refusal, refusal)] == ["refused"]


def test_what_nobody_has_to_hear_of_rings_no_bell() -> None:
    assert not rings(a_case().submitted().history)
    assert not rings(a_case().accepted().started().history[-1:])


@pytest.mark.parametrize("event", TOLD, ids=lambda one: one.__struct_config__.tag)
def test_a_line_names_fields_that_its_event_has(event: type) -> None:
    assert event in get_args(e.Event)
    line, fields = TOLD[event], event.__struct_fields__  # type: ignore[attr-defined]
    assert {line.place, line.due} <= {*fields, ""}
