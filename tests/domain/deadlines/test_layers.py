"""Layers of the calendar: the nearest wins, years are the nation's to know, hours follow seasons."""

from datetime import date, time

import pytest

from shared.domain.deadlines.calendar import OfficeHours, Season, WorkCalendar, YearStatus
from shared.domain.deadlines.layers import NATION, Day, Publication, chain, merged, owner_of, require_owner
from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.domain.deadlines.workdays import Stop, days_between, due_after
from shared.kernel.errors import Refusal
from tests.world import CALENDAR, SITES, TREE, local

LONG = OfficeHours(spans=((time(8), time(12)), (time(13), time(20))))


def a_layer(
    layer: str, year: int = 2026, status: YearStatus = YearStatus.OFFICIAL, version: int = 1, **days: bool
) -> Publication:
    """What a layer says: `a_layer("15", _0716=False)` is a day off on 16 July."""
    entries = tuple(
        Day(day=date(year, int(name[1:3]), int(name[3:])), working=working) for name, working in days.items()
    )
    return Publication(layer=layer, year=year, version=version, status=status, source="", days=entries)


NATIONAL = a_layer(NATION, _1001=False)
NAADAM = a_layer("15", version=4, _0716=False)
HALL = a_layer(SITES["hall"], _0716=True)


def worked(*layers: Publication) -> WorkCalendar:
    return merged(layers, OfficeHours())


def test_a_place_stands_under_nation_region_city_district_and_itself() -> None:
    assert chain(TREE, SITES["hall"]) == ("CN", "15", "1502", "150271", "150271-hall")
    assert chain(TREE, SITES["village"]) == ("CN", "15", "1502", "150271", "150271102", "150271102203")


def test_the_nearest_layer_wins_and_says_only_what_differs() -> None:
    day = date(2026, 7, 16)
    assert worked(NATIONAL).is_working(day)
    assert not worked(NATIONAL, NAADAM).is_working(day)
    assert worked(NATIONAL, NAADAM, HALL).is_working(day)
    assert not worked(NATIONAL, NAADAM, HALL).is_working(date(2026, 10, 1))


def test_a_calendar_tells_the_newest_publication_it_is_made_of() -> None:
    assert (worked(NATIONAL).version, worked(NATIONAL, NAADAM).version) == (1, 4)


def test_a_local_layer_makes_no_year_known_and_may_make_one_provisional() -> None:
    early = a_layer("15", 2028, _0716=False)
    with pytest.raises(Refusal, match=r"calendar\.year_missing"):
        worked(NATIONAL, early).is_working(date(2028, 7, 16))
    guessed = a_layer("15", status=YearStatus.PROVISIONAL, _0716=False)
    assert worked(NATIONAL, guessed).is_provisional(local("2026-07-01"))
    assert not worked(NATIONAL, NAADAM).is_provisional(local("2026-07-01"))
    # And an official local layer leaves a national guess a guess
    national = a_layer(NATION, status=YearStatus.PROVISIONAL)
    assert worked(national, NAADAM).is_provisional(local("2026-07-01"))


def test_a_notice_may_speak_of_the_december_before() -> None:
    spilled = Day(day=date(2026, 12, 26), working=True)
    notice = Publication(layer=NATION, year=2027, version=2, status=YearStatus.OFFICIAL, source="", days=(spilled,))
    assert worked(NATIONAL, notice).is_working(date(2026, 12, 26))
    assert not worked(NATIONAL).is_working(date(2026, 12, 26))


def with_hours(*seasons: Season) -> WorkCalendar:
    hall = Publication(
        layer=SITES["hall"], year=2026, version=2, status=YearStatus.OFFICIAL, source="", seasons=seasons
    )
    return worked(NATIONAL, hall)


def test_a_hall_with_longer_hours_in_summer_has_them_from_day_to_day() -> None:
    summer = with_hours(Season(since=date(2026, 6, 1), until=date(2026, 6, 30), hours=LONG))
    assert summer.closes(date(2026, 6, 30)) == local("2026-06-30 20:00")
    assert summer.closes(date(2026, 7, 1)) == local("2026-07-01 17:30")
    # Then a limit in minutes runs on in the evening, and lunch is shorter
    assert after_minutes(local("2026-06-30 17:00"), 60, summer) == local("2026-06-30 18:00")
    assert after_minutes(local("2026-06-30 17:00"), 60, CALENDAR) == local("2026-07-01 09:00")
    assert minutes_between(local("2026-06-30 11:00"), local("2026-06-30 14:00"), summer) == 120
    # And a limit in days ends when this place closes
    assert due_after(local("2026-06-29 09:00"), 1, summer) == local("2026-06-30 20:00")


def test_the_later_of_two_seasons_that_both_hold_wins() -> None:
    short = OfficeHours(spans=((time(9), time(12)),))
    both = with_hours(Season(since=date(2026, 1, 1), hours=LONG), Season(since=date(2026, 6, 1), hours=short))
    assert both.hours_on(date(2026, 5, 29)) == LONG
    assert both.hours_on(date(2026, 6, 1)) == short


def test_pauses_are_counted_by_the_layers_days_and_hours() -> None:
    calendar = worked(NATIONAL, NAADAM)
    naadam = Stop(since=local("2026-07-15 17:30"), until=local("2026-07-17 08:30"))
    # A stop that covers a day off gives nothing back: it was no working day
    assert due_after(local("2026-07-15 09:00"), 2, calendar, (naadam,)) == local("2026-07-20 17:30")
    assert due_after(local("2026-07-15 09:00"), 2, calendar) == local("2026-07-20 17:30")
    assert due_after(local("2026-07-15 09:00"), 2, worked(NATIONAL), (naadam,)) == local("2026-07-20 17:30")
    assert due_after(local("2026-07-15 09:00"), 2, worked(NATIONAL)) == local("2026-07-17 17:30")
    # A stop until the usual closing time does not cover a day that closes later
    longer = with_hours(Season(since=date(2026, 7, 1), hours=LONG))
    stop = Stop(since=local("2026-07-16 08:00"), until=local("2026-07-16 17:30"))
    assert due_after(local("2026-07-15 09:00"), 1, longer, (stop,)) == local("2026-07-16 20:00")
    assert due_after(local("2026-07-15 09:00"), 1, worked(NATIONAL), (stop,)) == local("2026-07-17 17:30")


def test_days_are_counted_without_the_local_days_off() -> None:
    start, end = local("2026-07-15 09:00"), local("2026-07-17 17:30")
    assert days_between(start, end, worked(NATIONAL)) == 2
    assert days_between(start, end, worked(NATIONAL, NAADAM)) == 1


def test_every_layer_has_an_owner_and_nobody_else_publishes_it() -> None:
    assert [owner_of(TREE, layer) for layer in ("CN", "15", "1502")] == ["1502"] * 3
    assert owner_of(TREE, SITES["hall"]) == "150271"
    require_owner(TREE, SITES["hall"], "150271")
    with pytest.raises(Refusal, match=r"calendar\.foreign"):
        require_owner(TREE, "CN", "150271")
    with pytest.raises(Refusal, match=r"calendar\.layer"):
        owner_of(TREE, "14")
