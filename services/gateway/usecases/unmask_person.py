"""Showing an applicant in clear: a permission, a reason, and a row in the audit, in that order."""

from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.errors import invalid
from shared.kernel.personal import holds_personal_number
from shared.store.persons import Person


def unmask_person(deps: Deps, actor: Actor, case_id: UUID, reason: str) -> Person:
    """The applicant in clear. Raises Refusal invalid `unmask.reason` without a reason, or not_found."""
    if not reason.strip():
        raise invalid("unmask.reason", {"reason": "unmask.reason"})
    if holds_personal_number(reason):
        raise invalid("words.personal", {"reason": "words.personal"})
    with deps.work(actor) as work:
        case = work.cases.get(case_id)
        work.note("person.unmask", str(case.id), reason.strip())
        return work.person(case)
