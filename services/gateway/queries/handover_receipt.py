"""交接回执: what an applicant takes home when a site hands their case on: where it is, by when, and whom to call."""

from datetime import datetime

import msgspec

from shared.domain.cases import events as e
from shared.domain.cases.model import CLOSED_STATES, Case, CaseState
from shared.domain.cases.replay import standing
from shared.store.uow import Work


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """A site an applicant can go to or call; `phone` is the site's own, else its hall's or the common one."""

    site: str
    name: str
    phone: str


class HandoverReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """The case as its applicant may know it: nothing about them but how lists show them.

    `first` was asked first, `now` holds it, `next` is asked to take it over by `sign_by`, `decides` places it or
    decides a dispute. `reason` is the code of the last no. `basis`, `paper` and `where_to_go` tell of what was not
    accepted.
    """

    number: str
    item_name: str
    applicant: str
    state: CaseState
    issued_at: datetime
    first: Desk
    now: Desk
    next: Desk | None
    sign_by: datetime | None
    decides: Desk | None
    acceptance_due: datetime | None
    promised_due: datetime | None
    statutory_due: datetime | None
    reason: str = ""
    basis: str = ""
    paper: str = ""
    where_to_go: str = ""


def handover_receipt(work: Work, case: Case) -> HandoverReceipt:
    """The receipt of a case that the actor may see, as things stand now."""
    item = work.reference.versions[case.item_code, case.item_version]
    history = standing(work.cases.history(case.id))
    declined = next((h.event for h in history if isinstance(h.event, e.Declined)), None)
    offered, closed = case.offered, case.state in CLOSED_STATES
    return HandoverReceipt(
        number=case.number,
        item_name=item.name,
        applicant=work.cases.beside(case).mask,
        state=case.state,
        issued_at=work.now,
        first=_desk(work, case.origin_site),
        now=_desk(work, case.holder_site),
        next=_desk(work, offered.to_site) if offered else None,
        sign_by=offered.due_at if offered else None,
        decides=_desk(work, case.pool_site) if case.pool_site else None,
        acceptance_due=case.acceptance_due if case.state is CaseState.RECEIVED else None,
        promised_due=None if closed else case.promised_due,
        statutory_due=None if closed else case.statutory_due,
        reason=_last_no(history),
        basis=declined.legal_basis if declined else "",
        paper=declined.paper if declined else "",
        where_to_go=declined.where_to_go if declined else "",
    )


def _desk(work: Work, site_id: str) -> Desk:
    site = work.reference.tree.site(site_id)
    return Desk(site=site.id, name=site.name, phone=site.phone or work.reference.help_phone(site.tenant_id))


def _last_no(history: tuple[e.Happened, ...]) -> str:
    nos = (h.event.reason for h in reversed(history) if isinstance(h.event, e.HandoverRefused | e.HandoverReturned))
    return next(nos, "")
