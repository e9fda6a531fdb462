"""A prompt that had its phone to itself is settled: the next in the queue goes out after a pause."""

from datetime import datetime, timedelta
from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import PassTurn, ResolveSms
from shared.domain.access.actor import platform
from shared.store import prompt_queue, reply_routes
from shared.store.prompt_queue import Queued


def pass_turn(deps: Deps, message: PassTurn, message_id: UUID) -> None:
    """Sets the timer of the next prompt, in its own tenant; heard twice, it is one timer."""
    with deps.work(platform(message.tenant_id)) as work:
        token = reply_routes.phone_of(work.conn, message.sms_id) or prompt_queue.phone_of(work.conn, message.sms_id)
        if token is not None:
            reply_routes.hold(work.conn, token)
            pause = timedelta(minutes=work.reference.turn_limits(message.tenant_id).pause_minutes)
            _call(deps, prompt_queue.first(work.conn, token), message, work.now + pause)
    with deps.hear(CONSUMER, message.tenant_id, message_id):
        pass


def _call(deps: Deps, queued: Queued | None, message: PassTurn, due_at: datetime) -> None:
    if queued is None:
        return
    look = ResolveSms(tenant_id=queued.tenant_id, sms_id=queued.sms_id)
    with deps.work(platform(queued.tenant_id)) as work:
        work.timer(look, key=f"{queued.sms_id}:after:{message.sms_id}", due_at=due_at)
