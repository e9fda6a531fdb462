"""Weights of suppliers sink with errors and slowness and drift back; a breaker keeps messages from who is down."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.domain.texting.health import (
    Health,
    Outcome,
    Pace,
    after_calls,
    after_probe,
    choose,
    is_open,
    weight_now,
)

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
PACE = Pace()
GOOD, BAD = Outcome(good=True, ms=80), Outcome(good=False, ms=5000, code="timeout")
NEW = Health(supplier="a")


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_newcomer_weighs_its_base() -> None:
    assert weight_now(3, NEW, NOW, PACE) == 3


def test_errors_lessen_a_weight_and_time_gives_it_back() -> None:
    hurt = after_calls(NEW, [BAD, GOOD, BAD, GOOD], NOW, PACE)
    at_once, soon, long_after = (weight_now(1, hurt, later(s), PACE) for s in (0, 120, 3600))
    assert at_once < soon < long_after
    assert at_once < 0.75
    assert long_after > 0.99


def test_slow_answers_lessen_a_weight_and_quick_ones_do_not() -> None:
    slow = after_calls(NEW, [replace(GOOD, ms=8000)] * 10, NOW, PACE)
    quick = after_calls(NEW, [GOOD] * 10, NOW, PACE)
    assert weight_now(1, slow, NOW, PACE) < 0.5
    assert weight_now(1, quick, NOW, PACE) == 1


def test_who_errs_nearly_always_keeps_a_share_so_that_its_recovery_is_seen() -> None:
    bad = after_calls(NEW, [BAD, BAD, GOOD] * 40, NOW, PACE)
    assert not is_open(bad)
    assert weight_now(10, replace(bad, errors=1.0), NOW, PACE) == pytest.approx(0.5)


def test_failures_in_a_row_open_the_breaker_and_one_good_answer_between_them_does_not() -> None:
    assert not is_open(after_calls(NEW, [BAD, BAD, GOOD, BAD, BAD], NOW, PACE))
    down = after_calls(NEW, [BAD] * 3, NOW, PACE)
    assert is_open(down)
    assert weight_now(100, down, later(3600), PACE) == 0
    assert (down.probe_at, down.last_code) == (later(10), "timeout")


def test_three_time_outs_one_after_the_other_are_over_within_half_a_minute() -> None:
    assert PACE.trips * BAD.ms / 1000 <= 30


def test_probes_come_at_doubling_distances_up_to_a_bound() -> None:
    down, at = after_calls(NEW, [BAD] * 3, NOW, PACE), later(10)
    pauses = []
    for _ in range(5):
        down = after_probe(down, answered=False, now=at, pace=PACE)
        assert down.probe_at is not None
        pauses.append((down.probe_at - at).total_seconds())
        at = down.probe_at
    assert pauses == [20, 40, 60, 60, 60]


def test_a_probe_that_is_answered_lets_a_trickle_through_and_the_next_failure_opens_again() -> None:
    back = after_probe(after_calls(NEW, [BAD] * 3, NOW, PACE), answered=True, now=later(10), pace=PACE)
    assert not is_open(back)
    assert 0 < weight_now(1, back, later(10), PACE) <= 0.06
    assert is_open(after_calls(back, [BAD], later(11), PACE))
    assert not is_open(after_calls(back, [GOOD, BAD], later(11), PACE))


def test_who_was_taken_out_by_a_person_weighs_nothing_however_well_it_works() -> None:
    out = replace(after_calls(NEW, [GOOD] * 9, NOW, PACE), out_reason="合同到期")
    assert weight_now(5, out, NOW, PACE) == 0


@given(st.lists(st.booleans(), max_size=60), st.floats(0, 10_000), st.floats(0, 86_400))
def test_shares_stay_shares_and_weights_within_their_base(good: list[bool], ms: float, wait: float) -> None:
    health = after_calls(NEW, [Outcome(good=one, ms=ms) for one in good], NOW, PACE)
    assert 0 <= health.errors <= 1
    assert 0 <= health.slowness <= 1
    assert 0 <= weight_now(2, health, later(wait), PACE) <= 2


@given(st.dictionaries(st.sampled_from("abcde"), st.floats(0, 5)), st.floats(0, 1, exclude_max=True))
def test_only_who_weighs_something_is_chosen_and_always_the_same(weights: dict[str, float], ticket: float) -> None:
    name = choose(weights, ticket)
    assert name == choose(dict(reversed(weights.items())), ticket)
    assert (name is None) == (not any(weights.values()))
    assert name is None or weights[name] > 0


def test_messages_are_shared_by_weight() -> None:
    picked = [choose({"a": 3, "b": 1}, n / 1000) for n in range(1000)]
    assert picked.count("a") == 750
