"""Showing an applicant in clear: a permission, a reason, and a row in the audit, in that order."""

from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.errors import invalid
from shared.kernel.free_text import require_free_text
from shared.store.persons import Person


def unmask_person(deps: Deps, actor: Actor, case_id: UUID, reason: str) -> Person:
    """The applicant in clear. Raises Refusal not_found, or invalid where the reason is missing or may not be kept."""
    if not reason.strip():
        raise invalid("unmask.reason", {"reason": "unmask.reason"})
    require_free_text({"reason": reason})
    with deps.work(actor) as work:
        case = work.cases.get(case_id)
        work.note("person.unmask", str(case.id), reason.strip())
        return work.person(case)
