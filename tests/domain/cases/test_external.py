"""外部单位: what a department files with a body that has no desk here; the department stays the one that answers."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.model import CaseState
from shared.domain.catalogue.handlers import may_handle
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, an_actor, an_id, sample_commands
from tests.world import ITEMS, SITES, TREE

FILE = sample_commands()["case.file_external"]
REPLY = sample_commands()["case.record_reply"]
MONDAY = date(2026, 11, 16)


def at_department() -> CaseBuilder:
    """A case at work at the department."""
    return a_case().submitted().offered("department").signed().accepted().started()


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as no:
        act()
    return no.value.kind, no.value.code


def test_what_was_filed_is_on_record_and_the_case_stays_where_it_is() -> None:
    builder = at_department().do(FILE)
    (filing,) = builder.case.open_filings
    assert (filing.body_site, filing.site, filing.reference) == (SITES["grid"], SITES["department"], "报装2026-1")
    assert (builder.case.holder_site, builder.case.state) == (SITES["department"], CaseState.HANDLING)
    assert builder.case.stops == ()
    builder.do(REPLY)
    assert builder.case.open_filings == ()
    assert (builder.case.filings[0].outcome, builder.case.filings[0].reply) == ("done", "已装表")


def test_only_the_department_above_files_there_and_in_the_name_of_one_of_its_people() -> None:
    builder = at_department()
    assert refused(lambda: builder.do(FILE, supervises=False)) == (Kind.ILLEGAL_MOVE, "external.not_supervised")
    assert refused(lambda: builder.do(FILE, staff_at_holder=False)) == (Kind.INVALID, "agent.elsewhere")
    assert refused(lambda: builder.do(FILE, an_actor("village"))) == (Kind.FORBIDDEN, "case.part")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reference": " "}, "reference"),
        ({"words": ""}, "words"),
        ({"days": 31}, "days"),
        ({"filed_on": date(2026, 11, 17)}, "filed_on"),
        ({"filed_on": date(2026, 11, 15)}, "filed_on"),
    ],
)
def test_a_filing_says_what_where_and_when(change: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as no:
        at_department().do(replace(FILE, **change))
    assert (no.value.code, set(no.value.fields)) == ("external.incomplete", {field})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"words": " "}, "words"),
        ({"replied_on": date(2026, 11, 13)}, "replied_on"),
    ],
)
def test_a_reply_has_its_outcome_its_words_and_its_day(change: dict[str, object], field: str) -> None:
    builder = at_department().do(FILE)
    with pytest.raises(Refusal) as no:
        builder.do(replace(REPLY, **change))
    assert (no.value.code, set(no.value.fields)) == ("external.reply", {field})


def test_a_reply_comes_once() -> None:
    builder = at_department().do(FILE).do(REPLY)
    assert refused(lambda: builder.do(REPLY)) == (Kind.CONFLICT, "external.over")


def test_nothing_is_completed_while_something_is_outside() -> None:
    builder = at_department().do(FILE)
    assert refused(builder.completed) == (Kind.ILLEGAL_MOVE, "external.open")
    assert builder.do(REPLY).completed().case.state is CaseState.COMPLETED


def test_a_co_handler_files_for_its_part_and_answers_when_it_is_back() -> None:
    builder = a_case().accepted().started().asked().joined().do(FILE, an_actor("enterprise"))
    assert refused(builder.answered) == (Kind.ILLEGAL_MOVE, "external.open")
    builder.do(REPLY, an_actor("enterprise")).answered()
    assert builder.completed().case.state is CaseState.COMPLETED


def test_who_filed_records_the_reply_though_the_case_was_handed_on() -> None:
    builder = at_department().do(FILE).offered("town").signed()
    assert refused(lambda: builder.do(REPLY, an_actor("village"))) == (Kind.FORBIDDEN, "case.part")
    assert builder.do(REPLY, an_actor("department")).case.open_filings == ()


def test_a_late_reply_is_told_as_late() -> None:
    builder = at_department().do(FILE).on("2026-11-24 09:00")
    builder.do(replace(REPLY, replied_on=date(2026, 11, 24)))
    told = builder.history[-1].event
    assert isinstance(told, e.ExternalReplied)
    assert told.late


def test_what_is_outside_ends_with_the_case() -> None:
    builder = at_department().do(FILE).withdrawn()
    assert builder.case.open_filings == ()
    assert [type(h.event) for h in builder.history].count(e.ExternalClosed) == 1


def test_a_body_outside_holds_nothing_and_co_handles_nothing_itself() -> None:
    grid = TREE.site(SITES["grid"])
    assert not any(may_handle(grid, item, TREE) for item in ITEMS.values())
    assert refused(lambda: a_case().submitted().offered("grid")) == (Kind.ILLEGAL_MOVE, "handover.unable")
    assert refused(lambda: a_case().accepted().asked("grid")) == (Kind.ILLEGAL_MOVE, "cohandler.unable")
    # The department above it does its work
    assert TREE.carrier(grid.id).id == SITES["enterprise"]
    assert TREE.carrier(SITES["town"]).id == SITES["town"]


def test_asked_in_place_of_a_body_outside_the_department_answers_for_it() -> None:
    request = c.AskCoHandler(
        cohandler_id=an_id("part"), to_site=SITES["enterprise"], words="请办用电报装", body_site=SITES["grid"]
    )
    (part,) = a_case().accepted().do(request).case.cohandlers
    assert (part.site, part.body_site) == (SITES["enterprise"], SITES["grid"])
