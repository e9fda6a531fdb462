"""Figures of return visits: how many are done, and how satisfied those who were reached are."""

from collections.abc import Mapping

import msgspec

from shared.domain.feedback.grades import Grade
from shared.domain.feedback.visits import CLOSED, VisitState

SATISFIED = (Grade.VERY_GOOD, Grade.GOOD, Grade.FAIR)
"""The top three of five (国办发〔2019〕51号)."""


class VisitFigures(msgspec.Struct, frozen=True, kw_only=True):
    """回访完成率 counts who could not be reached, 回访满意率 only who gave a grade. None: there is nothing yet."""

    total: int
    done: int
    unreachable: int
    graded: int
    satisfied: int

    @property
    def completion(self) -> float | None:
        """回访完成率."""
        return self.done / self.total if self.total else None

    @property
    def satisfaction(self) -> float | None:
        """回访满意率."""
        return self.satisfied / self.graded if self.graded else None


def figures(states: Mapping[VisitState, int], grades: Mapping[Grade, int]) -> VisitFigures:
    """What these counts come to."""
    return VisitFigures(
        total=sum(states.values()),
        done=sum(states.get(state, 0) for state in CLOSED),
        unreachable=states.get(VisitState.UNREACHABLE, 0),
        graded=sum(grades.values()),
        satisfied=sum(grades.get(grade, 0) for grade in SATISFIED),
    )
