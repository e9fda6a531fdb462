"""Case numbers: their check character finds every single wrong digit and every swap of neighbours."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.cases.numbering import check, exchange_form, number, require_number, with_check
from shared.kernel.errors import Kind, Refusal

numbers = st.builds(
    number,
    st.sampled_from(["1502", "150271", "150203"]),
    st.dates(date(2020, 1, 1), date(2039, 12, 31)),
    st.integers(1, 123_456),
)


def test_a_number_reads_as_tenant_day_sequence_and_check() -> None:
    printed = number("150271", date(2026, 11, 16), 123)
    assert printed[:-1] == "150271-20261116-0123-"
    assert exchange_form(printed) == printed.replace("-", "")
    assert exchange_form(printed).isalnum()


def test_sequences_beyond_9999_are_longer() -> None:
    assert number("150271", date(2026, 11, 16), 12_345).split("-")[2] == "12345"


@given(numbers)
def test_a_number_passes_as_printed_and_however_it_is_typed(printed: str) -> None:
    wide = printed.translate({i: i + 0xFEE0 for i in range(0x21, 0x7F)})
    assert require_number(printed) == printed
    assert require_number(f"  {printed.lower()}\n") == printed
    assert require_number(wide) == printed


@given(numbers)
def test_a_number_typed_without_its_check_character_gets_it_and_a_whole_one_stays(printed: str) -> None:
    assert with_check(printed[:-2]) == printed
    assert with_check(printed) == printed
    assert with_check(exchange_form(printed)[:-1]) == exchange_form(printed)[:-1]


@given(numbers, st.data())
def test_one_wrong_digit_is_found(printed: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([i for i, sign in enumerate(printed[:-2]) if sign.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != printed[place]))
    with pytest.raises(Refusal) as refused:
        require_number(printed[:place] + digit + printed[place + 1 :])
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "number.check")


@given(numbers, st.data())
def test_two_swapped_neighbours_are_found(printed: str, data: st.DataObject) -> None:
    digits = [i for i, sign in enumerate(printed[:-2]) if sign.isdigit()]
    pairs = [(a, b) for a, b in pairwise(digits) if printed[a] != printed[b]]
    a, b = data.draw(st.sampled_from(pairs))  # across a hyphen, too
    signs = list(printed)
    signs[a], signs[b] = signs[b], signs[a]
    with pytest.raises(Refusal):
        require_number("".join(signs))


@given(numbers, st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_wrong_check_character_is_found(printed: str, mark: str) -> None:
    if mark != printed[-1]:
        with pytest.raises(Refusal):
            require_number(printed[:-1] + mark)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "---",
        "150271",
        "150271-20261116-0123",
        "150271-20261116-123-X",
        "150271-2026-11-16-0123-X",
        "15027A-20261116-0123-X",
        "150271-20261116-0123-XX",
        "٣50271-20261116-0123-X",
        "一五-20261116-0123-X",
        "150271_20261116_0123_X",
    ],
)
def test_what_is_no_number_is_refused_by_its_shape(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_number(text)
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "number.shape")


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(Refusal):
        require_number(text)


def test_the_check_character_is_one_of_31() -> None:
    seen = {check(f"150271-20261116-{n:04d}") for n in range(2_000)}
    assert len(seen) == 31
    assert not seen & set("IOSVZ")
