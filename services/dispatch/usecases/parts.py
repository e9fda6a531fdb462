"""Which part of a case a timer means."""

from uuid import UUID

from shared.domain.cases.joint import CoHandler
from shared.domain.cases.model import Case
from shared.domain.cases.table import find


def acts_on(case: Case, cohandler_id: UUID, command: str) -> CoHandler | None:
    """The open part with that id, where the case as it stands lets the platform act on it; else None."""
    if find(case.state, command) is None:
        return None
    return next((part for part in case.open_cohandlers if part.id == cohandler_id), None)
