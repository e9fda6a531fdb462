"""Who may speak in the conversation of a case, what may be said, and who reads it."""

import pytest

from shared.domain.access.roles import Role
from shared.domain.cooperation.turns import SHARED, Turn, opposite, speak, speakers
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, an_actor, an_id
from tests.world import SITES, TREE


def said(built: CaseBuilder, place: str, words: str = "请核对户籍", internal: bool = False) -> Turn:
    return speak(built.case, an_actor(place), TREE, an_id("turn"), words, internal, built.now)


def test_every_site_of_the_case_speaks_to_all_and_notes_for_itself() -> None:
    built = a_case().accepted().offered("town")
    for place in ("village", "town", "centre"):
        assert said(built, place).audience == SHARED
        assert said(built, place, internal=True).audience == SITES[place]


def test_a_site_that_takes_no_part_has_no_say() -> None:
    built = a_case().accepted().offered("town")
    for place in ("second village", "department", "third centre"):
        with pytest.raises(Refusal) as no:
            said(built, place)
        assert (no.value.kind, no.value.code) == (Kind.FORBIDDEN, "thread.part")


def test_across_tenants_the_common_coordinator_takes_part() -> None:
    built = a_case().accepted()
    assert SITES["city"] not in speakers(built.case, TREE)
    built.routed("third town")
    assert {SITES["city"], SITES["third town"], SITES["village"]} <= speakers(built.case, TREE)


def test_a_draft_and_an_archived_file_have_no_conversation_and_a_completed_one_has() -> None:
    completed = a_case().accepted().started().completed()
    assert said(completed, "village").words == "请核对户籍"
    for built in (a_case(), completed.archived()):
        with pytest.raises(Refusal) as no:
            said(built, "village")
        assert (no.value.kind, no.value.code) == (Kind.ILLEGAL_MOVE, "thread.shut")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "thread.words"),
        (" \n ", "thread.words"),
        ("长" * 1001, "length.words"),
        ("电话 13804726021", "words.personal"),
    ],
)
@pytest.mark.parametrize("internal", [False, True])
def test_nothing_too_long_and_no_numbers_of_persons(words: str, code: str, internal: bool) -> None:
    built = a_case().accepted()
    with pytest.raises(Refusal) as no:
        said(built, "village", words, internal)
    assert no.value.fields == {"words": code}
    assert said(built, "village", "长" * 1000, internal).words == "长" * 1000


def test_the_one_side_writes_to_the_other() -> None:
    case = a_case().accepted().offered("town").signed().case
    assert opposite(case, SITES["village"]) == SITES["town"]
    assert opposite(case, SITES["town"]) == SITES["village"]
    assert opposite(case, SITES["centre"]) == SITES["town"]


def test_a_coordinator_s_note_is_read_at_the_centre_alone() -> None:
    built = a_case().accepted()
    actor = an_actor("centre", Role.COORDINATOR)
    note = speak(built.case, actor, TREE, an_id("note"), "先问司法所", internal=True, now=built.now)
    assert (note.audience, note.staff) == (SITES["centre"], actor.staff_id)
