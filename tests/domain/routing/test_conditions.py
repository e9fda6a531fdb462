"""What the condition of a line says, and what it cannot say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.routing.conditions import Bounds, Conditions, in_force, read, spell


def test_a_condition_names_one_place_and_ranges() -> None:
    found = read("household=outside & amount=50000000.. & moves=..2&returns=1")
    assert (found.place, found.named_place) == ("household=outside", "household")
    assert (found.amount.least, found.moves, found.returns) == (50_000_000, Bounds(0, 2), Bounds(1, 1))


def test_a_star_holds_always_and_the_item_s_place_is_no_named_one() -> None:
    assert read("*") == Conditions()
    assert (read("*").named_place, read("competence=outside").named_place) == ("", "")


@pytest.mark.parametrize(
    "when",
    [
        "",
        " ",
        "* & moves=1",
        "competence",
        "competence=",
        "competence=elsewhere",
        "birthplace=inside",
        "none=inside",
        "moves",
        "moves=",
        "moves=..",
        "moves=a",
        "moves=-1",
        "moves=1...2",
        "moves=1..2..3",
        "moves=１",
        "amount=1.5",
        "moves=1 & moves=2",
        "household=inside & residence=inside",
        "moves=1 &",
        "priority=1",
    ],
)
def test_what_means_nothing_is_refused(when: str) -> None:
    with pytest.raises(ValueError):
        read(when)


NUMBERS = st.integers(0, 10**12)
RANGES = st.one_of(
    NUMBERS.map(str),
    NUMBERS.map(lambda n: f"{n}.."),
    st.tuples(NUMBERS, NUMBERS).map(lambda pair: f"{min(pair)}..{max(pair)}"),
)


@given(place=st.sampled_from(["competence=inside", "project_site=outside"]), amount=RANGES, moves=RANGES)
def test_a_condition_can_be_written_down_again(place: str, amount: str, moves: str) -> None:
    when = f"moves={moves} & {place} & amount={amount}"
    assert read(spell(read(when))) == read(when)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "day", "counts"),
    [
        (None, None, None, True),
        (None, None, date(2026, 11, 16), True),
        (date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 16), True),
        (date(2026, 11, 17), None, date(2026, 11, 16), False),
        (None, date(2026, 11, 15), date(2026, 11, 16), False),
        (date(2026, 1, 1), None, None, False),
        (None, date(2026, 12, 31), None, False),
    ],
)
def test_dates_are_included_and_without_a_day_no_dated_line_counts(
    valid_from: date | None, valid_to: date | None, day: date | None, counts: bool
) -> None:
    assert in_force(valid_from, valid_to, day) is counts
