"""The doorbell of staff, heard as notify hears it: every message about them that waits in the outbox."""

from uuid import UUID

from sqlalchemy import Engine, select

from services.notify.deps import Deps
from services.notify.entry.actors import handlers
from shared.contracts import messages as m
from shared.kernel.ids import new_id
from shared.store.engine import Store
from shared.store.inbox import AlreadyHeard
from shared.store.tables.queue import outbox

KINDS = (m.TellStaff.kind, m.TellStaffOf.kind)


def notifying(store: Store) -> Deps:
    """Notify over this store, without suppliers."""
    return Deps(hear=store.hearing, work=store.work, suppliers={}, base_url="http://127.0.0.1")


def waiting(owner: Engine) -> list[tuple[UUID, m.Message]]:
    """What waits to be heard."""
    wanted = select(outbox.c.id, outbox.c.body).where(outbox.c.kind.in_(KINDS)).order_by(outbox.c.id)
    with owner.connect() as conn:
        return [(row.id, m.decode(row.body)) for row in conn.execute(wanted)]


def heard(store: Store, owner: Engine, times: int = 1) -> list[tuple[UUID, m.Message]]:
    """All of it is heard, as often as that; gives what it was."""
    known, rung = handlers(notifying(store)), waiting(owner)
    for message_id, message in rung * times:
        try:
            known[type(message)](message, message_id)
        except AlreadyHeard:
            continue
    return rung


def tell(store: Store, message: m.Message) -> None:
    """The message comes once more, as another one."""
    handlers(notifying(store))[type(message)](message, new_id())
