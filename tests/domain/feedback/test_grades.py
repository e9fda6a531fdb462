"""The five grades, and what others call them: a table for each system, and two of them run in opposite directions."""

import pytest

from shared.domain.feedback.grades import CODES, Grade, System, code_of, grade_of


def test_only_the_last_two_are_bad() -> None:
    assert [grade for grade in Grade if grade.is_bad] == [Grade.BAD, Grade.VERY_BAD]


@pytest.mark.parametrize("system", System)
def test_every_grade_goes_through_every_table_and_comes_back(system: System) -> None:
    assert set(CODES[system]) == set(Grade)
    assert [grade_of(code_of(grade, system), system) for grade in Grade] == list(Grade)
    assert [grade_of(code, system) for code in ("", "0", "6", "very_good")] == [None] * 4


def test_the_two_official_code_systems_run_in_opposite_directions() -> None:
    there = {grade_of(code, System.NATIONAL): grade_of(code, System.GB_39046) for code in "12345"}
    assert there == {
        Grade.VERY_BAD: Grade.VERY_GOOD,
        Grade.BAD: Grade.GOOD,
        Grade.FAIR: Grade.FAIR,
        Grade.GOOD: Grade.BAD,
        Grade.VERY_GOOD: Grade.VERY_BAD,
    }
    assert (code_of(Grade.VERY_GOOD, System.NATIONAL), code_of(Grade.VERY_GOOD, System.SMS)) == ("5", "1")
