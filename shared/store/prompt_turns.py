"""What ends the turn of a prompt at its phone, told to whoever sends the next one."""

from uuid import UUID

from shared.contracts.messages import PassTurn
from shared.store import reply_routes
from shared.store.uow import Work


def settled(work: Work, case_id: UUID, round_: int) -> None:
    """Nobody waits for an answer about this round any more: it was rated by some way, refused, or its time is over."""
    for sms_id in reply_routes.settle(work.conn, case_id, round_, work.now):
        work.send(PassTurn(tenant_id=work.actor.tenant_id, sms_id=sms_id))
