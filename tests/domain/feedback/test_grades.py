"""What a reply means as a grade, and that no grade travels as a bare number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.feedback.grades import GB_39046_CODES, NATIONAL_CODES, SMS_DIGITS, Grade, grade_in


@pytest.mark.parametrize(
    ("reply", "grade"),
    [
        ("1", Grade.VERY_GOOD),
        ("2", Grade.GOOD),
        ("3", Grade.FAIR),
        ("4", Grade.BAD),
        ("5", Grade.VERY_BAD),
        ("１", Grade.VERY_GOOD),
        ("５", Grade.VERY_BAD),
        (" 1 ", Grade.VERY_GOOD),
        ("1。", Grade.VERY_GOOD),
        ("1 。", Grade.VERY_GOOD),
        ("1！", Grade.VERY_GOOD),
        ("\u30001\u3000", Grade.VERY_GOOD),
        ("1\r\n", Grade.VERY_GOOD),
    ],
)
def test_exactly_one_digit_is_a_grade(reply: str, grade: Grade) -> None:
    assert grade_in(reply) is grade


@pytest.mark.parametrize(
    "reply", ["", " ", "11", "12", "1 1", "0", "6", "六", "一", "满意", "1好", "TD", "1.5", "-1", "+1", "12345", "。"]
)
def test_anything_else_is_not(reply: str) -> None:
    assert grade_in(reply) is None


@given(st.text())
def test_no_reply_breaks_it(reply: str) -> None:
    grade = grade_in(reply)
    assert grade is None or grade in Grade


def test_only_the_last_two_are_bad() -> None:
    assert [grade for grade in Grade if grade.is_bad] == [Grade.BAD, Grade.VERY_BAD]


def test_the_two_official_code_systems_run_in_opposite_directions() -> None:
    assert set(NATIONAL_CODES) == set(GB_39046_CODES) == set(SMS_DIGITS.values()) == set(Grade)
    assert all(int(NATIONAL_CODES[grade]) + int(GB_39046_CODES[grade]) == 6 for grade in Grade)
    assert (NATIONAL_CODES[Grade.VERY_GOOD], GB_39046_CODES[Grade.VERY_GOOD]) == ("5", "1")
