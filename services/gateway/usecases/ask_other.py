"""约定事项: one site asks another for an answer or a paper by a time, or promises it one."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cooperation.obligations import Wanted, arise
from shared.kernel.ids import new_id
from shared.store import bells, obligations, receipt, threads
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def ask_other(
    deps: Deps, actor: Actor, case_id: UUID, wanted: Wanted, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Asked or promised, and said in the conversation; its limit is watched. Raises the Refusals of `arise`."""
    with deps.work(actor, idem) as work:
        case, ref = work.cases.get(case_id, version), work.reference
        limits = ref.cooperation_limits(case.tenant_id)
        owing = actor.site_id if wanted.promised else wanted.other
        calendar = ref.calendar_at(owing if owing in ref.tree else actor.site_id)
        one = arise(new_id(), case, wanted, actor, ref.tree, work.now, calendar, limits)
        says = f"{'promised' if one.promised else 'asked'}_{one.kind}"
        threads.say(work, case, says, about=one.id, by_site=one.by_site, to_site=one.to_site, due=one.due_at)
        obligations.put(work.conn, one)
        obligations.watch(work, case, one)
        bells.ring_owed(work, "owed", one, case)
        work.receipt = receipt.receipt_of(case, one.id)
    return receipt_of(work)
