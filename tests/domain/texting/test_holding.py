"""May a message go now: each limit with what keeps it and what does not, and the longest hold wins."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from shared.domain.deadlines.quiet import QuietHours
from shared.domain.texting.holding import AGAIN, CHAIN, Facts, Limits, alarm, budget_used, held

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TOMORROW, NEXT_MONTH = NOW + timedelta(days=1), NOW + timedelta(days=8)
FREE = Limits(phone_hour=0, phone_day=0)
FACTS = Facts(now=NOW, tomorrow=TOMORROW, next_month=NEXT_MONTH)


def test_nothing_holds_where_nothing_is_limited() -> None:
    crowded = replace(FACTS, to_phone=[NOW] * 99, to_phone_today=99, purpose_today=99, tenant_today=99, spent=1e9)
    assert held(crowded, FREE) is None


@pytest.mark.parametrize(
    ("facts", "limits", "code"),
    [
        ({"to_phone_today": 3}, {"phone_day": 3}, "day_cap"),
        ({"purpose_today": 10}, {"purpose_day": 10}, "purpose_cap"),
        ({"tenant_today": 10}, {"tenant_day": 10}, "tenant_cap"),
        ({"spent": 500.0}, {"month_budget": 500}, "budget"),
    ],
)
def test_a_limit_holds_from_its_number_on(facts: dict[str, float], limits: dict[str, float], code: str) -> None:
    full, rules = replace(FACTS, **facts), replace(FREE, **limits)
    hold = held(full, rules)
    assert hold is not None
    assert (hold.code, hold.until) == (code, TOMORROW)
    one_less = {name: value - 1 for name, value in facts.items()}
    assert held(replace(FACTS, **one_less), rules) is None


def test_a_phone_that_had_its_share_of_an_hour_waits_until_one_of_them_is_an_hour_old() -> None:
    sent = [NOW - timedelta(minutes=m) for m in (70, 50, 20)]
    hold = held(replace(FACTS, to_phone=sent), replace(FREE, phone_hour=2))
    assert hold is not None
    assert (hold.code, hold.until) == ("hour_cap", NOW + timedelta(minutes=10))
    assert held(replace(FACTS, to_phone=sent), replace(FREE, phone_hour=3)) is None


def test_of_several_holds_the_longest_is_told() -> None:
    both = replace(FACTS, to_phone=[NOW], to_phone_today=1)
    hold = held(both, replace(FREE, phone_hour=1, phone_day=1))
    assert hold is not None
    assert (hold.code, hold.until) == ("day_cap", TOMORROW)


def test_on_the_last_day_of_a_month_a_spent_budget_waits_for_the_new_month() -> None:
    hold = held(replace(FACTS, spent=9, next_month=NOW + timedelta(hours=9)), replace(FREE, month_budget=9))
    assert hold is not None
    assert hold.until == NOW + timedelta(hours=9)


@pytest.mark.parametrize(
    ("spent", "said"), [(0, ""), (79.9, ""), (80, "near"), (99.9, "near"), (100, "over"), (120, "over")]
)
def test_the_budget_raises_an_alarm_at_four_fifths_and_when_it_is_spent(spent: float, said: str) -> None:
    assert alarm(budget_used(spent, replace(FREE, month_budget=100))) == said
    assert alarm(budget_used(spent, FREE)) == ""


def test_quiet_hours_hold_a_first_attempt_and_any_other() -> None:
    evening = replace(FACTS, now=NOW + timedelta(hours=12))  # ten o'clock in China
    for rules in (CHAIN, AGAIN):
        hold = held(evening, FREE, rules)
        assert hold is not None
        assert (hold.code, hold.until) == ("quiet_hours", NOW + timedelta(hours=22))
        assert held(replace(FACTS, now=hold.until), FREE, rules) is None
        assert held(evening, replace(FREE, quiet=QuietHours(since=8, until=8)), rules) is None
