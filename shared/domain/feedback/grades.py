"""The five grades of 好差评 under our own names, and the codes that others know them by.

Two official code systems run in opposite directions (GB/T 39046 A.8: 1 is best; the national exchange: 5 is best), so a
grade is never passed on as a number: each system has its own table, and a grade leaves only through one.
"""

from collections.abc import Mapping
from enum import StrEnum


class Grade(StrEnum):
    """国办发〔2019〕51号: five grades; the last two are bad ratings (差评)."""

    VERY_GOOD = "very_good"  # 非常满意
    GOOD = "good"  # 满意
    FAIR = "fair"  # 基本满意
    BAD = "bad"  # 不满意
    VERY_BAD = "very_bad"  # 非常不满意

    @property
    def is_bad(self) -> bool:
        """Whether it is a bad rating that somebody must look into."""
        return self in (Grade.BAD, Grade.VERY_BAD)


class System(StrEnum):
    """Who reads or writes grades as codes."""

    SMS = "sms"  # our prompts print it: 1 非常满意 … 5 非常不满意; our default, provinces differ
    KEYPAD = "keypad"  # keys pressed during a call; the voice says the same digits as the SMS
    GB_39046 = "gb_39046"  # GB/T 39046-2020 A.8
    NATIONAL = "national"  # the national 好差评 exchange


_BEST_IS_ONE: Mapping[Grade, str] = {
    Grade.VERY_GOOD: "1",
    Grade.GOOD: "2",
    Grade.FAIR: "3",
    Grade.BAD: "4",
    Grade.VERY_BAD: "5",
}
_BEST_IS_FIVE: Mapping[Grade, str] = {
    Grade.VERY_GOOD: "5",
    Grade.GOOD: "4",
    Grade.FAIR: "3",
    Grade.BAD: "2",
    Grade.VERY_BAD: "1",
}

CODES: Mapping[System, Mapping[Grade, str]] = {
    System.SMS: _BEST_IS_ONE,
    System.KEYPAD: _BEST_IS_ONE,
    System.GB_39046: _BEST_IS_ONE,
    System.NATIONAL: _BEST_IS_FIVE,
}
"""The code of every grade in every system. Codes are texts: nobody can reckon with them."""


def code_of(grade: Grade, system: System) -> str:
    """What that system calls the grade."""
    return CODES[system][grade]


def grade_of(code: str, system: System) -> Grade | None:
    """The grade that this system means by a code; None for a code it does not have."""
    return next((grade for grade, known in CODES[system].items() if known == code), None)
