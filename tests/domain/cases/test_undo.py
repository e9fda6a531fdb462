"""Taking the own last act back: exactly, inside its window, while nobody else has acted, for some acts only."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.limits import UNDO_SECONDS, Limits
from shared.domain.cases.model import CaseState
from shared.domain.cases.replay import replay
from shared.domain.cases.table import find
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, a_reassignment, an_actor, an_id, the_platform

COORDINATOR = an_actor("centre", Role.COORDINATOR)
Act = Callable[[CaseBuilder], object]

UNDOABLE: dict[str, tuple[Callable[[], CaseBuilder], Act]] = {
    "handover_offered": (lambda: a_case().submitted(), lambda b: b.offered("town")),
    "handover_signed": (lambda: a_case().submitted().routed("town"), lambda b: b.signed()),
    "handover_returned": (lambda: a_case().submitted().routed("town").signed().accepted(), lambda b: b.returned()),
    "paused": (lambda: a_case().accepted().started(), lambda b: b.paused()),
    "terminated": (lambda: a_case().accepted().started(), lambda b: b.terminated()),
    "completed": (lambda: a_case().accepted().started(), lambda b: b.completed()),
    "cohandler_asked": (lambda: a_case().accepted().started(), lambda b: b.asked()),
    "cohandler_answered": (lambda: a_case().accepted().asked().joined(), lambda b: b.answered()),
    "cohandler_released": (
        lambda: a_case().accepted().asked(),
        lambda b: b.do(c.ReleaseCoHandler(cohandler_id=an_id("part of enterprise"), words="不再需要")),
    ),
}
"""For every kind that may be taken back: where it happens, and the act."""

OTHERS: dict[str, tuple[Callable[[], CaseBuilder], Act]] = {
    "submitted": (lambda: a_case().opened(), lambda b: b.submitted()),
    "accepted": (lambda: a_case().submitted(), lambda b: b.accepted()),
    "handover_refused": (lambda: a_case().submitted().routed("town"), lambda b: b.refused()),
    "handover_withdrawn": (lambda: a_case().submitted().offered("town"), lambda b: b.do(c.WithdrawOffer())),
    "mandate_recorded": (lambda: a_case().submitted(), lambda b: b.mandated()),
    "started": (lambda: a_case().accepted(), lambda b: b.started()),
    "resumed": (lambda: a_case().accepted().paused().later(days=1), lambda b: b.resumed()),
}
"""Acts that are seen outside at once, or that have an opposite of their own."""


def undo(builder: CaseBuilder, by: object = None) -> CaseBuilder:
    """Whoever acted last takes it back."""
    last = builder.history[-1]
    actor = by or replace(an_actor("village", last.by_role), site_id=last.by_site, staff_id=last.by_staff)
    return builder.do(c.Undo(), actor)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", UNDOABLE)
def test_undo_restores_the_case_exactly(kind: str) -> None:
    # Given a case, and an act of that kind
    given, act = UNDOABLE[kind]
    builder = given()
    before = builder.case
    act(builder)
    assert e.kind_of(builder.history[-1].event) == kind
    assert builder.case != before
    # When it is taken back at the last second
    undo(builder.later(seconds=UNDO_SECONDS[kind]))
    # Then all but the version is as before, and the history tells both
    assert replace(builder.case, version=before.version) == before
    assert builder.case.version == before.version + 2 == len(builder.history)
    assert replay(builder.history) == builder.case


@pytest.mark.parametrize("kind", UNDOABLE)
def test_a_second_later_it_is_too_late(kind: str) -> None:
    given, act = UNDOABLE[kind]
    builder = given()
    act(builder)
    with pytest.raises(Refusal) as refused:
        undo(builder.later(seconds=UNDO_SECONDS[kind] + 1))
    assert (refused.value.kind, refused.value.code) == (Kind.ILLEGAL_MOVE, "undo.late")
    assert refused.value.params == {"seconds": UNDO_SECONDS[kind]}


@pytest.mark.parametrize("kind", UNDOABLE)
def test_nobody_takes_back_what_somebody_else_did(kind: str) -> None:
    given, act = UNDOABLE[kind]
    builder = given()
    act(builder)
    colleague = an_actor("town", Role.CLERK, who="colleague")
    with pytest.raises(Refusal) as refused:
        undo(builder, by=colleague)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "undo.other_acted")


@pytest.mark.parametrize("kind", OTHERS)
def test_other_acts_are_not_taken_back(kind: str) -> None:
    given, act = OTHERS[kind]
    builder = given()
    act(builder)
    with pytest.raises(Refusal) as refused:
        undo(builder)
    assert (refused.value.kind, refused.value.code) == (Kind.ILLEGAL_MOVE, "undo.kind")


def test_once_somebody_else_has_acted_it_is_too_late() -> None:
    # Given an offer that the town signed three seconds later
    builder = a_case().submitted().offered("town")
    sender = builder.holder()
    builder.later(seconds=3).signed()
    # Then the sender cannot take the offer back
    with pytest.raises(Refusal) as refused:
        undo(builder, by=sender)
    assert refused.value.code == "undo.other_acted"


def test_what_the_platform_did_nobody_takes_back() -> None:
    builder = a_case().submitted().routed("town")
    for actor in (builder.holder(), builder.receiver(), COORDINATOR):
        with pytest.raises(Refusal) as refused:
            undo(builder, by=actor)
        assert refused.value.code == "undo.other_acted"
    # And the platform itself has no undo
    with pytest.raises(Refusal) as refused:
        undo(builder, by=the_platform())
    assert refused.value.code == "case.role"


@pytest.mark.parametrize("seen", [0, -1])
def test_a_history_that_moved_on_or_went_out_of_sight_is_somebody_else_s(seen: int) -> None:
    case = a_case().submitted().offered("town")
    known = case.history[:seen]
    with pytest.raises(Refusal) as no:
        case.do(c.Undo(), history=known)
    assert (no.value.kind, no.value.code) == (Kind.CONFLICT, "undo.other_acted")


def test_an_undo_is_not_undone() -> None:
    builder = a_case().submitted().offered("town")
    undo(builder)
    with pytest.raises(Refusal) as refused:
        undo(builder)
    assert refused.value.code == "undo.kind"


def test_a_reassignment_is_taken_back_whole_and_the_replaced_offer_is_open_again() -> None:
    builder = a_case().submitted().routed("town")
    before = builder.case
    builder.do(a_reassignment("department"), COORDINATOR)
    undo(builder.later(seconds=8))
    assert replace(builder.case, version=before.version) == before
    assert builder.case.offered == before.offered
    assert builder.case.participants == before.participants


def test_an_undone_pause_stops_no_day() -> None:
    builder = a_case().accepted().started().paused()
    undo(builder)
    assert builder.case.stops == ()
    assert builder.case.state is CaseState.HANDLING


def test_the_number_and_the_dates_survive_an_undo() -> None:
    builder = a_case().accepted().started().completed()
    undo(builder)
    assert builder.case.number == "150271-20261116-0001-X"
    assert builder.case.round == 0
    # And a second completion is the first round still
    assert builder.completed().case.round == 1


def test_the_window_is_a_parameter_and_none_means_never() -> None:
    builder = a_case().submitted().offered("town")
    builder.limits = Limits(undo={"handover_offered": 60})
    undo(builder.later(seconds=60))
    builder.offered("town")
    builder.limits = Limits(undo={})
    with pytest.raises(Refusal) as refused:
        undo(builder)
    assert refused.value.code == "undo.kind"


def test_the_states_that_undoable_acts_lead_to_all_allow_undo() -> None:
    for kind, (given, act) in UNDOABLE.items():
        builder = given()
        act(builder)
        assert find(builder.case.state, "case.undo"), kind
    assert set(UNDOABLE) == set(UNDO_SECONDS)
