"""站内消息: whoever has something to do about what happened to a case is told, each of it once."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import TellStaff
from shared.domain.bell.told import Scene, Telling, tellings
from shared.domain.cases.model import Case
from shared.kernel.errors import Kind, Refusal
from shared.store import staff_notices
from shared.store.staff_notices import Notice
from shared.store.uow import Work


def tell_staff(deps: Deps, message: TellStaff, message_id: UUID) -> None:
    """Tells the staff of the message's tenant what still stands of it, and takes back what was taken back."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        if message.undone_since:
            staff_notices.take_back(work.conn, message.case_id, message.undone_since)
        case = _seen(work, message.case_id)
        if case is None:
            return
        scene = Scene(case=case, history=work.cases.history(case.id))
        for one in tellings(scene, message.since, message.until):
            users = staff_notices.people(work, one.to, but=one.by)
            staff_notices.put(work, users, _notice(work, case, one))


def _seen(work: Work, case_id: UUID) -> Case | None:
    """The case, unless it was taken out of this tenant's sight meanwhile."""
    try:
        return work.cases.get(case_id)
    except Refusal as no:
        if no.kind is not Kind.NOT_FOUND:
            raise
        staff_notices.forget(work.conn, case_id)
        return None


def _notice(work: Work, case: Case, one: Telling) -> Notice:
    return Notice(
        key=f"{case.id}:{one.seq}",
        kind=one.kind,
        topic=one.topic,
        at=one.at,
        case_id=case.id,
        seq=one.seq,
        number=case.number,
        item_name=work.reference.versions[case.item_code, case.item_version].name,
        place=one.place,
        due_at=one.due,
    )
