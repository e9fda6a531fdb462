"""Writing a roster: who may, what may stand in it, and how a change leaves the past as it was."""

from datetime import date

import pytest
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.roster.keeping import amended, ended, require_absence, require_keeper, require_member
from shared.kernel.errors import Kind, Refusal
from tests.build import an_actor, an_id
from tests.domain.roster.test_duty import a_member, a_roster, away
from tests.world import SITES, TREE

TODAY, LATER = date(2026, 11, 26), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("place", "role", "site", "code"),
    [
        ("department", Role.LEADER, "department", None),
        ("town", Role.LEADER, "village", None),
        ("village", Role.LEADER, "town", "roster.not_yours"),
        ("department", Role.AGENT, "department", "roster.not_yours"),
        ("centre", Role.COORDINATOR, "village", None),
        ("centre", Role.COORDINATOR, "third hall", "site.unknown"),
    ],
)
def test_a_leader_keeps_the_own_roster_and_a_coordinator_the_district_s(
    place: str, role: Role, site: str, code: str | None
) -> None:
    actor = an_actor(place, role)
    if code is None:
        require_keeper(actor, SITES[site], TREE)
        return
    with pytest.raises(Refusal) as refused:
        require_keeper(actor, SITES[site], TREE)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to_day": date(2026, 11, 25)}, "to_day"),
        ({"from_day": date(2026, 11, 25)}, "from_day"),
        ({"competence": ()}, "competence"),
        ({"competence": ("民政",)}, "competence"),
        ({"weekdays": ""}, "weekdays"),
        ({"weekdays": "118"}, "weekdays"),
        ({"weekdays": "11"}, "weekdays"),
    ],
)
def test_a_line_that_cannot_be_is_refused_at_its_field(changes: dict[str, object], field: str) -> None:
    good = a_member("孙莉", from_day=TODAY, competence=("cat:民政", "item:MZ001"))
    require_member(good, TODAY)
    with pytest.raises(Refusal) as refused:
        require_member(replace(good, **changes), TODAY)
    assert refused.value.kind is Kind.INVALID
    assert set(refused.value.fields) == {field}


def test_a_change_leaves_earlier_days_as_they_were() -> None:
    old = a_member("孙莉")
    new = replace(old, id=an_id("new"), from_day=TODAY, weekdays="67")
    retired, written = amended(a_roster(old, a_member("布和")), new)
    assert retired == (old,)
    assert written == (replace(old, to_day=date(2026, 11, 25)), new)


def test_the_same_again_changes_nothing() -> None:
    old = a_member("孙莉", from_day=TODAY)
    assert amended(a_roster(old), replace(old, id=an_id("again"))) == ((), ())


def test_an_end_takes_later_lines_of_the_same_person_with_it() -> None:
    now, then = a_member("孙莉", to_day=date(2026, 11, 30)), a_member("孙莉", from_day=LATER, place=2)
    retired, written = ended(a_roster(now, then), now, TODAY)
    assert retired == (now, then)
    assert written == (replace(now, to_day=TODAY),)


@pytest.mark.parametrize(
    ("who", "first", "last", "substitute", "faults"),
    [
        ("甲", TODAY, LATER, "乙", {}),
        ("甲", TODAY, LATER, "", {}),
        ("甲", LATER, TODAY, "", {"to_day": "absence.dates"}),
        ("甲", TODAY, date(2028, 1, 1), "", {"to_day": "absence.dates"}),
        ("甲", date(2026, 11, 1), date(2026, 11, 2), "", {"to_day": "absence.past"}),
        ("谁", TODAY, LATER, "", {"staff_id": "absence.nobody"}),
        ("甲", TODAY, LATER, "甲", {"substitute": "absence.substitute"}),
        ("甲", TODAY, LATER, "停用", {"substitute": "absence.substitute"}),
        ("甲", TODAY, LATER, "丙", {"substitute": "absence.substitute_away"}),
    ],
)
def test_an_absence_names_somebody_who_is_there_meanwhile(
    who: str, first: date, last: date, substitute: str, faults: dict[str, str]
) -> None:
    members = (a_member("甲"), a_member("乙"), a_member("丙"), a_member("停用", active=False))
    roster = a_roster(*members, absences=(away("丙", LATER, date(2026, 12, 3)),))
    asked = away(who, first, last, substitute)
    if not faults:
        require_absence(roster, asked, TODAY)
        return
    with pytest.raises(Refusal) as refused:
        require_absence(roster, asked, TODAY)
    assert (refused.value.code, refused.value.fields) == ("absence.wrong", faults)
