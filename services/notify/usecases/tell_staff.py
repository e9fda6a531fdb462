"""站内消息: whoever has something to do about what happened to a case is told, each of it once."""

from datetime import timedelta
from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import TellStaff
from shared.domain.bell.told import Scene, Telling, tellings
from shared.domain.cases.events import kind_of
from shared.domain.cases.model import Case
from shared.kernel.errors import Kind, Refusal
from shared.store import digests, pushes, pushing, staff_notices
from shared.store.staff_notices import Notice
from shared.store.uow import Work


def tell_staff(deps: Deps, message: TellStaff, message_id: UUID) -> None:
    """Tells the staff of the message's tenant what still stands of it, and takes back what was taken back."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        digests.arm(work)
        if message.undone_since:
            staff_notices.take_back(work.conn, message.case_id, message.undone_since)
            pushes.drop(work.conn, message.case_id, message.undone_since)
        case = _seen(work, message.case_id)
        if case is None:
            return
        scene = Scene(case=case, history=work.cases.history(case.id))
        for one in tellings(scene, message.since, message.until):
            users = staff_notices.people(work, one.to, but=one.by)
            notice = _notice(work, case, one)
            staff_notices.put(work, users, notice)
            hold = _window(work, scene, one.seq)
            pushing.push(work, notice, users, (to.site for to in one.to if users), deps.base_url, hold)


def _seen(work: Work, case_id: UUID) -> Case | None:
    """The case, unless it was taken out of this tenant's sight meanwhile."""
    try:
        return work.cases.get(case_id)
    except Refusal as no:
        if no.kind is not Kind.NOT_FOUND:
            raise
        staff_notices.forget(work.conn, case_id)
        return None


def _window(work: Work, scene: Scene, seq: int) -> timedelta:
    """For how long the act can still be taken back: what leaves the house waits for that."""
    batch = next(h.batch for h in scene.history if h.seq == seq)
    kinds = [kind_of(h.event) for h in scene.history if h.batch == batch]
    windows = work.reference.limits(scene.case.tenant_id).undo
    return timedelta(seconds=max(windows.get(kind, 0) for kind in kinds))


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
