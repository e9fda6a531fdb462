"""Check digits and shapes: valid known numbers pass, one wrong or swapped digit does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.checks import credit_code_fault, identity_fault, phone_fault

TODAY = date(2026, 11, 16)
CREDIT_CODES = ("91350100M000100Y43", "91330100799655058B")


def with_check(body: str) -> str:
    """An identity number from its first 17 digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


@pytest.mark.parametrize(
    "number", ["11010519491231002X", with_check("15020319900101123"), with_check("15027119000101001")]
)
def test_a_valid_identity_number_passes(number: str) -> None:
    assert identity_fault(number, TODAY) == ""


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "identity.length"),
        ("11010519491231002", "identity.length"),
        ("11010519491231002XX", "identity.length"),
        ("110105491231002", "identity.length"),
        ("11010519491231002x", "identity.shape"),
        ("A1010519491231002X", "identity.shape"),
        ("01010519491231002X", "identity.shape"),
        ("1１010519491231002X", "identity.shape"),
        ("1٣010519491231002X", "identity.shape"),
        ("110105194912310020", "identity.check"),
        (with_check("11010519490231002"), "identity.birthday"),
        (with_check("11010519491331002"), "identity.birthday"),
        (with_check("11010518991231002"), "identity.birthday"),
        (with_check("11010520261117002"), "identity.birthday"),
        (with_check("11010500000101002"), "identity.birthday"),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_named(number: str, fault: str) -> None:
    assert identity_fault(number, TODAY) == fault


def test_somebody_born_today_may_have_a_number() -> None:
    assert identity_fault(with_check("11010520261116002"), TODAY) == ""


@given(
    place=st.integers(0, 16), digit=st.integers(0, 9), born=st.dates(date(1900, 1, 1), TODAY), rest=st.integers(0, 999)
)
def test_one_wrong_digit_of_an_identity_number_never_passes(place: int, digit: int, born: date, rest: int) -> None:
    right = with_check(f"150203{born:%Y%m%d}{rest:03d}")
    wrong = right[:place] + str(digit) + right[place + 1 :]
    assert identity_fault(right, TODAY) == ""
    assert (identity_fault(wrong, TODAY) == "") is (wrong == right)


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_valid_credit_code_passes(code: str) -> None:
    assert credit_code_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", "credit_code.length"),
        ("91350100M000100Y4", "credit_code.length"),
        ("91350100m000100y43", "credit_code.shape"),
        ("91350100I000100Y43", "credit_code.shape"),
        ("91350100M０00100Y43", "credit_code.shape"),
        ("91350100M000100Y44", "credit_code.check"),
    ],
)
def test_what_is_wrong_with_a_credit_code_is_named(code: str, fault: str) -> None:
    assert credit_code_fault(code) == fault


@given(place=st.integers(0, 17), letter=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_sign_or_a_swap_of_a_credit_code_never_passes(place: int, letter: str) -> None:
    right = CREDIT_CODES[0]
    wrong = right[:place] + letter + right[place + 1 :]
    swapped = right[:place] + right[place : place + 2][::-1] + right[place + 2 :]
    assert (credit_code_fault(wrong) == "") is (wrong == right)
    assert (credit_code_fault(swapped) == "") is (swapped == right)


@pytest.mark.parametrize("phone", ["13900000000", "15847200000", "19912345678"])
def test_a_mobile_number_passes(phone: str) -> None:
    assert phone_fault(phone) == ""


@pytest.mark.parametrize(
    ("phone", "fault"),
    [
        ("", "phone.not_digits"),
        ("139-0000-0000", "phone.not_digits"),
        ("１３９００００００００", "phone.not_digits"),
        ("139²0000000", "phone.not_digits"),
        ("+8613900000000", "phone.not_digits"),
        ("1390000000", "phone.length"),
        ("139000000000", "phone.length"),
        ("04725163108", "phone.impossible"),
        ("12345678901", "phone.impossible"),
    ],
)
def test_what_is_wrong_with_a_phone_is_named(phone: str, fault: str) -> None:
    assert phone_fault(phone) == fault


@given(st.text())
def test_no_text_breaks_the_checks(text: str) -> None:
    assert all(isinstance(f, str) for f in (phone_fault(text), identity_fault(text, TODAY), credit_code_fault(text)))
