"""The inbox: a message is heard once, in the transaction of its effect; its outbox row goes with it."""

from uuid import UUID

from sqlalchemy import Connection, text

from shared.store.transaction import commit

_HEAR = text("""
with marked as (
  insert into inbox (consumer, message_id, tenant_id, at) values (:consumer, :id, :tenant, clock_timestamp())
  on conflict do nothing returning message_id
), gone as (
  delete from outbox where id = :id and state != 'cancelled' returning id
)
select exists (select from marked) as fresh, exists (select from gone) as left
""")
_HELD_BACK = text("select from outbox where id = :id")


class AlreadyHeard(Exception):
    """The message's effect is committed already: nothing to do."""


def hear(conn: Connection, tenant_id: str, consumer: str, message_id: UUID) -> None:
    """Marks the message heard and removes its outbox row. Raises AlreadyHeard for a second delivery.

    A message that an undo held back while it was on its way is not heard either: whoever locks the row first has won.
    """
    heard = conn.execute(_HEAR, {"consumer": consumer, "id": message_id, "tenant": tenant_id}).one()
    if not heard.left and conn.execute(_HELD_BACK, {"id": message_id}).first():
        conn.rollback()
        raise AlreadyHeard
    if not heard.fresh:
        commit(conn, "inbox.commit")
        raise AlreadyHeard
