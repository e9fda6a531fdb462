"""Who is on duty: pattern, single dates, absences, and who stands in."""

from datetime import date

import pytest

from shared.domain.roster.duty import Presence, on_duty, presence, standing, substitute_of
from shared.domain.roster.model import Absence, AbsenceKind, DayException, Member, Rank, Roster
from tests.build import an_id
from tests.world import CALENDAR, SITES

SITE = SITES["department"]
THURSDAY, SATURDAY, MAKE_UP = date(2026, 11, 26), date(2026, 11, 28), date(2026, 10, 10)


def a_member(name: str, rank: Rank = Rank.LEAD, **more: object) -> Member:
    known: dict[str, object] = {"from_day": date(2026, 1, 1), "weekdays": "12345"}
    return Member(
        id=an_id(f"line {name}"),
        site_id=SITE,
        staff_id=an_id(name),
        rank=rank,
        name=name,
        **(known | more),  # type: ignore[arg-type]
    )


def away(name: str, first: date, last: date, substitute: str = "") -> Absence:
    return Absence(
        id=an_id(f"absence {name} {first}"),
        site_id=SITE,
        staff_id=an_id(name),
        kind=AbsenceKind.ANNUAL,
        from_day=first,
        to_day=last,
        substitute=an_id(substitute) if substitute else None,
    )


def a_roster(*members: Member, absences: tuple[Absence, ...] = (), days: tuple[DayException, ...] = ()) -> Roster:
    return Roster(site_id=SITE, members=members, absences=absences, exceptions=days)


def test_the_weekly_pattern_says_who_comes() -> None:
    roster = a_roster(a_member("孙莉"))
    assert presence(roster, an_id("孙莉"), THURSDAY, CALENDAR) is Presence.ON_DUTY
    assert presence(roster, an_id("孙莉"), SATURDAY, CALENDAR) is Presence.OFF


def test_whoever_follows_the_calendar_comes_on_make_up_days_and_stays_home_on_holidays() -> None:
    roster = a_roster(a_member("孙莉", weekdays="W"))
    assert presence(roster, an_id("孙莉"), MAKE_UP, CALENDAR) is Presence.ON_DUTY
    assert presence(roster, an_id("孙莉"), date(2026, 10, 1), CALENDAR) is Presence.OFF


def test_a_single_date_goes_before_the_pattern_and_an_absence_before_both() -> None:
    extra = DayException(id=an_id("extra"), site_id=SITE, staff_id=an_id("孙莉"), day=SATURDAY, on_duty=True)
    roster = a_roster(a_member("孙莉"), days=(extra,))
    assert presence(roster, an_id("孙莉"), SATURDAY, CALENDAR) is Presence.ON_DUTY
    roster = a_roster(a_member("孙莉"), days=(extra,), absences=(away("孙莉", SATURDAY, SATURDAY),))
    assert presence(roster, an_id("孙莉"), SATURDAY, CALENDAR) is Presence.ABSENT


def test_a_site_without_a_roster_locks_nobody_out_and_one_with_a_roster_does() -> None:
    assert standing(a_roster(), an_id("孙莉"), THURSDAY, CALENDAR).may_act
    there = standing(a_roster(a_member("布和")), an_id("孙莉"), THURSDAY, CALENDAR)
    assert (there.may_act, there.presence, there.on_duty) == (False, Presence.NOT_LISTED, ("布和",))


def test_a_membership_holds_from_its_first_to_its_last_day() -> None:
    roster = a_roster(a_member("孙莉", from_day=THURSDAY, to_day=THURSDAY), a_member("布和"))
    found = [presence(roster, an_id("孙莉"), date(2026, 11, day), CALENDAR) for day in (25, 26, 27)]
    assert found == [Presence.NOT_LISTED, Presence.ON_DUTY, Presence.NOT_LISTED]


def test_leads_are_asked_before_substitutes_and_those_whose_log_in_is_shut_not_at_all() -> None:
    roster = a_roster(
        a_member("代班", Rank.SUBSTITUTE),
        a_member("乙", place=2),
        a_member("甲", place=1),
        a_member("停用", active=False),
    )
    assert [m.name for m in on_duty(roster, THURSDAY, CALENDAR)] == ["甲", "乙", "代班"]


@pytest.mark.parametrize(
    ("absences", "instead"),
    [
        ((("甲", "乙"),), "乙"),
        ((("甲", "乙"), ("乙", "丙")), "丙"),
        ((("甲", ""),), "乙"),
        ((("甲", "乙"), ("乙", "甲")), "丙"),
    ],
)
def test_an_absent_one_is_stood_in_for_by_who_is_really_there(
    absences: tuple[tuple[str, str], ...], instead: str
) -> None:
    gone = tuple(away(name, THURSDAY, THURSDAY, substitute) for name, substitute in absences)
    roster = a_roster(a_member("甲", place=1), a_member("乙", place=2), a_member("丙", place=3), absences=gone)
    found = substitute_of(roster, an_id("甲"), THURSDAY, CALENDAR)
    assert found is not None
    assert found.name == instead
    assert standing(roster, an_id("甲"), THURSDAY, CALENDAR).substitute == instead


def test_where_nobody_is_left_nobody_stands_in() -> None:
    roster = a_roster(a_member("甲"), absences=(away("甲", THURSDAY, THURSDAY),))
    assert substitute_of(roster, an_id("甲"), THURSDAY, CALENDAR) is None
