"""The five grades of 好差评, and the digits applicants answer by SMS.

Two official code systems run in opposite directions (GB/T 39046 A.8: 1 is best; the national exchange: 5 is best), so a
grade is never passed on as a number: each target has its own table.
"""

import unicodedata
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


SMS_DIGITS = {
    "1": Grade.VERY_GOOD,
    "2": Grade.GOOD,
    "3": Grade.FAIR,
    "4": Grade.BAD,
    "5": Grade.VERY_BAD,
}
"""What our SMS says: 1 非常满意 … 5 非常不满意. Printed in every such SMS. Our default; provinces differ."""

NATIONAL_CODES = {
    Grade.VERY_GOOD: "5",
    Grade.GOOD: "4",
    Grade.FAIR: "3",
    Grade.BAD: "2",
    Grade.VERY_BAD: "1",
}
GB_39046_CODES = {grade: digit for digit, grade in SMS_DIGITS.items()}


def grade_in(reply: str) -> Grade | None:
    """The grade a reply means, or None when it is not exactly one digit from 1 to 5.

    Full width, spaces and a full stop around it do no harm.
    """
    return SMS_DIGITS.get(unicodedata.normalize("NFKC", reply).strip(" \t\r\n。.!"))
