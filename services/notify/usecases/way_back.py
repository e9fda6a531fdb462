"""The way back of a prompt: the extension that binds an answer to it, or its turn at a phone where none does."""

from datetime import datetime

from msgspec.structs import replace

from services.notify.usecases import turns
from services.notify.usecases.purposes import PURPOSES
from shared.contracts.messages import PassTurn
from shared.store import prompt_queue, reply_routes
from shared.store.sms import Sms
from shared.store.uow import Work


def opened(work: Work, sms: Sms, token: bytes, binds: bool, fresh: bool = False) -> Sms | datetime:
    """The message with a way back that fits its supplier, `binds`: one that carries extensions.

    Or until when it has to wait for its turn at the phone. Ask under `reply_routes.hold`, and only of what nobody has:
    a further attempt at a supplier of the other kind moves the way back of the earlier one. What is `fresh` has none.
    """
    asks, before = PURPOSES[sms.purpose].asks, None if fresh else reply_routes.extension_of(work.conn, sms.id)
    if before is not None and (not asks or bool(before) == binds):
        return sms
    if asks and not binds and (until := turns.taken_until(work, sms, token)):
        return until
    code = reply_routes.free_extension(work.conn, token, work.now) if asks and binds else ""
    sms = replace(sms, extension=code)
    reply_routes.put(work.conn, sms, token, work.now, asks)
    if asks and binds and not fresh:
        _holds_up_nobody(work, sms, had_the_phone=before == "")
    return sms


def _holds_up_nobody(work: Work, sms: Sms, had_the_phone: bool) -> None:
    """With an extension it needs no turn: neither its own, nor the place it had in the queue."""
    if prompt_queue.leave(work.conn, sms.id, work.now) or had_the_phone:
        work.send(PassTurn(tenant_id=sms.tenant_id, sms_id=sms.id))
