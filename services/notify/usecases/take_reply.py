"""好差评 by SMS: what somebody answered to an open prompt is a rating, a refusal, or something for a person."""

from uuid import UUID

from services.notify.deps import CONSUMER, REPLIES, Deps
from services.notify.usecases.hear_out import hear_out
from services.notify.usecases.refuse_messages import refuse_messages
from shared.contracts.messages import TakeReply
from shared.domain.access.actor import platform
from shared.domain.texting.refusing import wants_no_more
from shared.ports.sms import Malformed, Reply
from shared.store import raw_sms, reply_routes
from shared.store.inbox import AlreadyHeard
from shared.store.raw_sms import Raw, State
from shared.store.reply_routes import ReplyRoute
from shared.store.tokens import digest
from shared.store.uow import Work

Routed = tuple[Reply, UUID, ReplyRoute | None]


def take_reply(deps: Deps, message: TakeReply, message_id: UUID) -> None:
    """Every reply of the body in a transaction of its tenant; the body's own state last.

    What leads to no open prompt is quarantined.
    """
    with deps.work(platform(message.tenant_id)) as work:
        raw = raw_sms.read(work.conn, work.keys, "replies", message.reply_id)
        routed = _routed(deps, work, raw, message.reference)
    states = [_apply(deps, message, *one) for one in routed]
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        for state in states or ["quarantined"]:
            raw_sms.settle(work.conn, "replies", message.reply_id, state)


def _routed(deps: Deps, work: Work, raw: Raw | None, said: str) -> list[Routed]:
    if raw is None or raw.supplier not in deps.suppliers:
        return []
    try:
        found = deps.suppliers[raw.supplier].replies(raw.body)
    except Malformed:
        return []
    return [_way(work, raw.supplier, reply, said) for reply in found]


def _way(work: Work, supplier: str, reply: Reply, said: str) -> Routed:
    key = work.keys.token_key
    heard_as = UUID(bytes=digest(key, "sms-reply", supplier, reply.supplier_id)[:16])
    token = reply_routes.phone_token(key, reply.phone)
    found = reply_routes.by_phone(work.conn, token, reply.extension)
    return reply, heard_as, found or (_assigned(work, token, said) if said else None)


def _assigned(work: Work, token: bytes, said: str) -> ReplyRoute | None:
    """The message that a person said it answers; one that went to another phone it does not answer."""
    found = reply_routes.by_reference(work.conn, said)
    return found if found and reply_routes.leads_to(work.conn, found.sms_id, token) else None


def _apply(deps: Deps, message: TakeReply, reply: Reply, heard_as: UUID, route: ReplyRoute | None) -> State:
    if wants_no_more(reply.text):
        state = refuse_messages(deps, route.tenant_id if route else message.tenant_id, reply, heard_as)
        with deps.work(platform(message.tenant_id)) as work:
            raw_sms.settle(work.conn, "replies", message.reply_id, state)
        if route is None:
            return state
    if route is None:
        return "quarantined"
    try:
        with deps.hear(REPLIES, route.tenant_id, heard_as) as work:
            hear_out(work, route, reply)
            raw_sms.settle(work.conn, "replies", message.reply_id, "applied")
    except AlreadyHeard:
        return "duplicate"
    return "applied"
