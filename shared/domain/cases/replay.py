"""A case from its history: what the snapshot must equal."""

from collections.abc import Iterable

from shared.domain.cases.events import Happened
from shared.domain.cases.evolve import evolve
from shared.domain.cases.model import Case


def replay(history: Iterable[Happened]) -> Case:
    """Folds the events in order. Raises ValueError for an empty or headless history."""
    case: Case | None = None
    for happened in history:
        case = evolve(case, happened)
    if case is None:
        raise ValueError("a case begins with `opened`")
    return case
