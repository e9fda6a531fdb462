"""早间提要: on working days, at somebody's hour; what waits for them and nobody else, and nothing of nothing."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.access.roles import Role
from shared.domain.bell.digest import HOURS, DeskRow, Reader, next_slot, numbers, require_hour
from shared.domain.cases.desk import Bucket
from shared.kernel.errors import Refusal
from tests.build import an_id
from tests.world import CALENDAR, local

NOW = local("2026-11-16 08:00")  # a Monday
ME, OTHER = an_id("me"), an_id("other")


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("2026-11-16 07:59", {8}, "2026-11-16 08:00"),
        ("2026-11-16 08:00", {8}, "2026-11-17 08:00"),
        ("2026-11-16 08:00", {8, 9}, "2026-11-16 09:00"),
        ("2026-11-13 12:00", {8}, "2026-11-16 08:00"),  # a Friday
        ("2026-11-14 07:00", {8}, "2026-11-16 08:00"),  # a Saturday
        ("2026-09-30 09:00", {8}, "2026-10-08 08:00"),  # the National Day holiday
    ],
)
def test_the_next_digest_is_on_a_working_day(now: str, hours: set[int], expected: str) -> None:
    slot = next_slot(local(now), hours, CALENDAR)
    assert slot.at == local(expected)
    assert (slot.day.isoformat(), slot.hour) == (expected[:10], int(expected[11:13]))


def test_where_the_calendar_ends_the_next_day_will_do() -> None:
    assert next_slot(local("2031-05-03 09:00"), {8}, CALENDAR).at == local("2031-05-04 08:00")


@pytest.mark.parametrize("hour", [HOURS[0], HOURS[-1]])
def test_an_hour_of_the_morning_may_be_chosen_and_no_other(hour: int) -> None:
    assert require_hour(hour) == hour
    for wrong in (HOURS[0] - 1, HOURS[-1] + 1):
        with pytest.raises(Refusal, match=r"notice\.hour"):
            require_hour(wrong)


def a_row(bucket: Bucket = Bucket.HOLD, **changes: Any) -> DeskRow:
    known: dict[str, Any] = {
        "site_id": "town",
        "bucket": bucket,
        "agent": None,
        "paused": False,
        "due_at": NOW + timedelta(days=3),
        "promised_due": NOW + timedelta(days=3),
        "statutory_due": NOW + timedelta(days=9),
        "decides": False,
        "asked_by": None,
    }
    return DeskRow(**known | changes)


def a_reader(*roles: Role, site: str = "town") -> Reader:
    return Reader(staff_id=ME, posts={site: frozenset(roles)})


PAST, SOON = NOW - timedelta(hours=1), NOW + timedelta(hours=4)


@pytest.mark.parametrize(
    ("row", "role", "expected"),
    [
        (a_row(Bucket.SIGN), Role.CLERK, {"sign": 1}),
        (a_row(Bucket.SIGN, due_at=SOON), Role.CLERK, {"sign": 1, "today": 1}),
        (a_row(due_at=SOON), Role.AGENT, {"today": 1}),
        (a_row(due_at=SOON, paused=True), Role.AGENT, {}),
        (a_row(promised_due=PAST), Role.AGENT, {"yellow": 1}),
        (a_row(promised_due=PAST, statutory_due=PAST), Role.AGENT, {"red": 1}),
        (a_row(promised_due=PAST, paused=True), Role.AGENT, {}),
        (a_row(promised_due=PAST, agent=ME), Role.AGENT, {"yellow": 1}),
        (a_row(promised_due=PAST, agent=OTHER), Role.AGENT, {}),
        (a_row(promised_due=PAST, agent=OTHER), Role.LEADER, {"yellow": 1}),
        (a_row(Bucket.CO, due_at=SOON), Role.REVIEWER, {"today": 1}),
        (a_row(Bucket.POOL), Role.COORDINATOR, {"place": 1}),
        (a_row(Bucket.POOL), Role.CLERK, {}),
        (a_row(Bucket.SENT, due_at=SOON), Role.CLERK, {}),
        (a_row(Bucket.CO, decides=True, asked_by=OTHER), Role.LEADER, {"decide": 1}),
        (a_row(Bucket.CO, decides=True, asked_by=ME), Role.LEADER, {}),
        (a_row(Bucket.CO, decides=True, asked_by=OTHER), Role.CLERK, {}),
        (a_row(Bucket.SIGN, site_id="village"), Role.CLERK, {}),
        (a_row(), Role.CLERK, {}),
    ],
)
def test_what_waits_for_somebody_is_counted_by_their_role_there(
    row: DeskRow, role: Role, expected: dict[str, int]
) -> None:
    assert numbers([row], a_reader(role), NOW) == expected


def test_counts_add_up_and_are_told_in_one_order() -> None:
    rows = [a_row(promised_due=PAST), a_row(Bucket.SIGN), a_row(Bucket.SIGN, due_at=SOON), a_row(Bucket.POOL)]
    counted = numbers(rows, a_reader(Role.CLERK, Role.COORDINATOR), NOW)
    assert list(counted.items()) == [("sign", 2), ("today", 1), ("yellow", 1), ("place", 1)]
