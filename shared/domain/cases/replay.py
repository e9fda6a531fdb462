"""A case from its history: what the snapshot must equal; and what of a history stands."""

from collections.abc import Iterable, Sequence

from shared.domain.cases.events import Happened, Undone
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


def standing(history: Sequence[Happened]) -> tuple[Happened, ...]:
    """The history without what was taken back and without the taking back: an undone pair counts in no figure."""
    gone: set[int] = set()
    for happened in history:
        if isinstance(happened.event, Undone):
            gone.update(range(happened.event.since, happened.seq + 1))
    return tuple(happened for happened in history if happened.seq not in gone)
