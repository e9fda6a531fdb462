"""The alarm for a site without an active agent: when it is on, since when, and because of whom."""

from datetime import date

import pytest

from shared.domain.roster.alarms import Alarm, AlarmKind, alarm_of
from shared.domain.roster.model import Roster
from tests.domain.roster.test_duty import SITE, a_member, a_roster, away
from tests.world import CALENDAR

THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 11, day) for day in (26, 27, 28, 30))


def alarm(roster: Roster, today: date = THURSDAY, ahead: int = 7) -> Alarm | None:
    return alarm_of(roster, today, CALENDAR, ahead)


def test_a_site_where_somebody_comes_every_working_day_is_quiet_also_at_the_week_end() -> None:
    assert alarm(a_roster(a_member("甲"))) is None
    assert alarm(a_roster(a_member("甲")), SATURDAY) is None


@pytest.mark.parametrize("roster", [a_roster(), a_roster(a_member("甲", active=False))])
def test_an_empty_roster_and_one_whose_log_ins_are_shut_raise_it(roster: Roster) -> None:
    assert alarm(roster) == Alarm(site_id=SITE, kind=AlarmKind.EMPTY, day=THURSDAY)


def test_leave_of_the_last_one_raises_it_today_and_names_them() -> None:
    gone = a_roster(a_member("甲"), a_member("乙", weekdays="67"), absences=(away("甲", THURSDAY, FRIDAY),))
    assert alarm(gone) == Alarm(site_id=SITE, kind=AlarmKind.NOBODY, day=THURSDAY, away=("甲",))


def test_leave_to_come_raises_it_in_time_and_not_too_early() -> None:
    going = a_roster(a_member("甲"), absences=(away("甲", SATURDAY, date(2026, 12, 4)),))
    assert alarm(going) == Alarm(site_id=SITE, kind=AlarmKind.SOON, day=MONDAY, away=("甲",))
    assert alarm(going, ahead=3) is None


def test_a_roster_that_ends_raises_it_for_the_first_day_without_anybody() -> None:
    ending = a_roster(a_member("甲", to_day=FRIDAY))
    assert alarm(ending) == Alarm(site_id=SITE, kind=AlarmKind.EMPTY, day=MONDAY)


def test_a_year_the_calendar_does_not_know_is_not_guessed_at() -> None:
    assert alarm(a_roster(a_member("甲")), date(2027, 12, 30), ahead=30) is None
