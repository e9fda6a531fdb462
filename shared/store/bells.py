"""The doorbell of staff: who saves a case rings for every tenant that sees it, once an act, where somebody is told.

In the transaction of the act, as rows of the outbox without a cause: what was told is taken back by the undo itself.
"""

from uuid import UUID

from sqlalchemy import insert

from shared.contracts.messages import TellStaff, TellStaffOf
from shared.domain.bell.told import rings, undone_since
from shared.domain.cases.model import Case
from shared.domain.cooperation.obligations import Obligation, owes
from shared.kernel.ids import new_id
from shared.store import projection
from shared.store.pending import Pending, Saved, Sent
from shared.store.tables import queue
from shared.store.write_messages import sent_row


def ring(work: Pending, saved: Saved) -> None:
    """Rings for what just happened to the case. Where it lies in several tenants, while their rows may be written."""
    if not rings(saved.happened):
        return
    tenants = sorted(_tenants(work, saved.after) | (_tenants(work, saved.before) if saved.before else frozenset()))
    if tenants == [work.actor.tenant_id]:
        work.sent.append(_sent(work, saved, tenants[0]))
    elif tenants:
        work.conn.execute(insert(queue.outbox), [sent_row(work, _sent(work, saved, tenant)) for tenant in tenants])


def ring_of(work: Pending, kind: str, tenant_id: str, about: UUID, case: Case | None = None) -> None:
    """Rings for something else than an event of a case; `kind` is one of BESIDE, `about` what it is about."""
    message = TellStaffOf(tenant_id=tenant_id, notice=kind, about=about, case_id=case.id if case else None)
    sent = Sent(id=new_id(), message=message, not_before=work.now, case_id=case.id if case else None)
    if case is None or tenant_id == work.actor.tenant_id:
        work.sent.append(sent)
    else:
        work.crossing(case, frozenset({case.tenant_id, tenant_id}), "bell")
        work.conn.execute(insert(queue.outbox), [sent_row(work, sent)])


def ring_owed(work: Pending, kind: str, one: Obligation, case: Case) -> None:
    """Rings about something that a site owes, in the tenant of that site."""
    site = owes(one, case)
    tree = work.reference.tree
    ring_of(work, kind, tree.site(site).tenant_id if site in tree else case.tenant_id, one.id, case)


def _tenants(work: Pending, case: Case) -> frozenset[str]:
    return frozenset(tenant for tenant, _ in projection.seen_by(case, work.reference.tree))


def _sent(work: Pending, saved: Saved, tenant_id: str) -> Sent:
    message = TellStaff(
        tenant_id=tenant_id,
        case_id=saved.after.id,
        since=saved.happened[0].seq,
        until=saved.happened[-1].seq,
        undone_since=undone_since(saved.happened),
    )
    return Sent(id=new_id(), message=message, not_before=work.now, case_id=saved.after.id)
