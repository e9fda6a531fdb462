"""The inbox: a message is heard once, in the transaction of its effect; its outbox row goes with it."""

from uuid import UUID

from sqlalchemy import Connection, delete, func
from sqlalchemy.dialects.postgresql import insert

from shared.store.tables.queue import inbox, outbox


class AlreadyHeard(Exception):
    """The message's effect is committed already: nothing to do."""


def hear(conn: Connection, tenant_id: str, consumer: str, message_id: UUID) -> None:
    """Marks the message heard and removes its outbox row. Raises AlreadyHeard for a second delivery."""
    row = {"consumer": consumer, "message_id": message_id, "tenant_id": tenant_id, "at": func.clock_timestamp()}
    marked = insert(inbox).values(row).on_conflict_do_nothing().returning(inbox.c.message_id)
    fresh = conn.execute(marked).first()
    conn.execute(delete(outbox).where(outbox.c.id == message_id))
    if fresh is None:
        conn.commit()
        raise AlreadyHeard
