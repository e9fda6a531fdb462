"""Somebody answers that no more messages are wanted: nothing is sent to that phone until a person lets it."""

from uuid import UUID

from services.notify.deps import Deps
from shared.ports.sms import Reply
from shared.store import opt_outs, reply_routes
from shared.store.inbox import AlreadyHeard
from shared.store.raw_sms import State

REFUSALS = "notify.refusal"  # a refusal is heard once: posted again after a person's release it changes nothing


def refuse_messages(deps: Deps, tenant_id: str, reply: Reply, heard_as: UUID) -> State:
    """Taken down under the tenant whose message was answered, else under the topmost one."""
    try:
        with deps.hear(REFUSALS, tenant_id, heard_as) as work:
            token = reply_routes.phone_token(work.keys.token_key, reply.phone)
            reply_routes.hold(work.conn, token)
            if opt_outs.put(work.conn, tenant_id, token, "reply", work.now):
                work.note("sms.opted_out", about=tenant_id)
    except AlreadyHeard:
        return "duplicate"
    return "applied"
