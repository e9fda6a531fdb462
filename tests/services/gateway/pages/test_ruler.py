"""The working-day ruler: one cell a working day."""

from datetime import datetime

import pytest

from services.gateway.queries.ruler import Cell, Run, ruler, scaled
from shared.domain.deadlines.workdays import Stop
from tests.world import CALENDAR, local


def kinds(start: str, due: str, now: str, law: str = "", stops: tuple[Stop, ...] = ()) -> str:
    run = Run(start=local(start), due=local(due), law=local(law) if law else None, stops=stops)
    return "".join(cell.kind for cell in ruler(run, local(now), CALENDAR))


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-16 10:00", "rrrrr"),
        ("2026-11-17 10:00", "trrrr"),
        ("2026-11-20 10:00", "uuutr"),
        ("2026-11-21 10:00", "uuuur"),
        ("2026-11-23 10:00", "uuuut"),
        ("2026-11-24 10:00", "uuuuuo"),
        ("2026-11-26 10:00", "uuuuuooo"),
    ],
)
def test_days_are_used_today_left_or_over(now: str, shown: str) -> None:
    assert kinds("2026-11-16 09:00", "2026-11-23 17:30", now) == shown


def test_past_the_law_is_told_from_past_the_promise() -> None:
    assert kinds("2026-11-16 09:00", "2026-11-18 17:30", "2026-11-23 10:00", law="2026-11-19 17:30") == "uuoll"


def test_a_pause_is_hatched_up_to_today() -> None:
    standing = (Stop(since=local("2026-11-17 15:00")),)
    assert kinds("2026-11-16 09:00", "2026-11-23 17:30", "2026-11-19 10:00", stops=standing) == "upprr"
    over = (Stop(since=local("2026-11-17 15:00"), until=local("2026-11-19 09:00")),)
    assert kinds("2026-11-16 09:00", "2026-11-24 17:30", "2026-11-20 10:00", stops=over) == "uputrr"


def test_what_is_due_on_the_day_it_began_has_one_cell() -> None:
    assert kinds("2026-11-16 09:00", "2026-11-16 17:30", "2026-11-16 10:00") == "t"


def test_without_a_clock_there_is_no_ruler() -> None:
    now: datetime = local("2026-11-16 10:00")
    assert ruler(Run(start=None, due=None), now, CALENDAR) == ()


def test_a_long_ruler_is_scaled_and_what_matters_most_survives() -> None:
    day = local("2026-11-16 09:00").date()
    cells = [Cell(kind=kind, day=day) for kind in "u" * 14 + "t" + "r" * 15]
    assert len(scaled(cells)) == 10
    assert "t" in scaled(cells)
