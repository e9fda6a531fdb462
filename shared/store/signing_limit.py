"""The limit for signing an open offer, as timers: one that reminds, one that ends it."""

from shared.contracts.messages import ExpireHandover, RemindHandover
from shared.domain.cases.model import Case
from shared.domain.cases.rules.handover import reminder_of
from shared.store import timers
from shared.store.uow import Work


def await_anew(work: Work, case: Case) -> None:
    """The limit of the open offer has moved: its timers that have not fired give way to new ones."""
    offered = case.offered
    if offered is not None:
        for kind in (ExpireHandover.kind, RemindHandover.kind):
            timers.drop_all(work.conn, kind, f"{offered.id}:", case.id)
        await_signature(work, case)


def await_signature(work: Work, case: Case) -> None:
    """Sets both for the offer that is open; one that an undo opened again gets timers of its own."""
    offered = case.offered
    if offered is None:
        return
    tenant, key = case.tenant_id, f"{offered.id}:{case.version}"
    end = ExpireHandover(tenant_id=tenant, case_id=case.id, handover_id=offered.id)
    work.timer(end, key=key, due_at=offered.due_at, case=case)
    ref = work.reference
    limits = ref.limits_at(tenant, offered.to_site, ref.versions[case.item_code, case.item_version])
    at = reminder_of(offered, limits, ref.calendar_at(offered.to_site))
    if at and not offered.reminded_at:
        reminder = RemindHandover(tenant_id=tenant, case_id=case.id, handover_id=offered.id)
        work.timer(reminder, key=key, due_at=at, case=case)
