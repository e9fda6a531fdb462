"""Amounts as people type them."""

import pytest

from shared.kernel.money import LARGEST, amount_fault, fen_of, yuan_of


@pytest.mark.parametrize(
    ("typed", "unit", "fen"),
    [
        ("0", "yuan", 0),
        ("12.5", "yuan", 1250),
        ("1,234,567.89", "yuan", 123456789),
        ("500", "wan", 500_000_000),
        ("0.000001", "wan", 1),
        ("１２．５０", "yuan", 1250),
        (" 5 000 ", "yuan", 500_000),
        ("7.", "yuan", 700),
        ("0.500000000", "wan", 500_000),
        ("10000000000000", "yuan", LARGEST),
    ],
)
def test_an_amount_is_kept_to_the_fen(typed: str, unit: str, fen: int) -> None:
    assert (amount_fault(typed, unit), fen_of(typed, unit)) == ("", fen)


@pytest.mark.parametrize(
    ("typed", "unit", "fault"),
    [
        ("-1", "yuan", "amount.negative"),
        ("－1", "yuan", "amount.negative"),
        ("五百", "yuan", "amount.shape"),
        ("1.2.3", "yuan", "amount.shape"),
        (".5", "yuan", "amount.shape"),
        ("1e9", "yuan", "amount.shape"),
        ("٣", "yuan", "amount.shape"),
        ("0.001", "yuan", "amount.decimals"),
        ("0.0000001", "wan", "amount.decimals"),
        ("10000000000000.01", "yuan", "amount.too_large"),
        ("1000000000.000001", "wan", "amount.too_large"),
        ("1", "mu", "amount.unit"),
    ],
)
def test_what_is_no_amount_says_why(typed: str, unit: str, fault: str) -> None:
    assert amount_fault(typed, unit) == fault


def test_an_amount_is_read_back_in_yuan() -> None:
    assert [yuan_of(fen) for fen in (0, 1, 1250, 500_000_000)] == ["0", "0.01", "12.50", "5,000,000"]
