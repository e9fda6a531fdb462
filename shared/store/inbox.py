"""The inbox: a message is heard once, in the transaction of its effect; its outbox row goes with it."""

from uuid import UUID

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from shared.store.tables.queue import inbox, outbox
from shared.store.transaction import commit


class AlreadyHeard(Exception):
    """The message's effect is committed already: nothing to do."""


def hear(conn: Connection, tenant_id: str, consumer: str, message_id: UUID) -> None:
    """Marks the message heard and removes its outbox row. Raises AlreadyHeard for a second delivery.

    A message that an undo held back while it was on its way is not heard either: whoever locks the row first has won.
    """
    row = {"consumer": consumer, "message_id": message_id, "tenant_id": tenant_id, "at": func.clock_timestamp()}
    marked = insert(inbox).values(row).on_conflict_do_nothing().returning(inbox.c.message_id)
    fresh = conn.execute(marked).first()
    mine = outbox.c.id == message_id
    left = conn.execute(delete(outbox).where(mine, outbox.c.state != "cancelled").returning(outbox.c.id)).first()
    if left is None and conn.execute(select(outbox.c.id).where(mine)).first():
        conn.rollback()
        raise AlreadyHeard
    if fresh is None:
        commit(conn, "inbox.commit")
        raise AlreadyHeard
