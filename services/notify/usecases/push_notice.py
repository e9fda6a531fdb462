"""推送: a notice goes to an address that somebody registered, until it is taken or there is no use in trying.

At least once, under the same id and with the same bytes: nothing is heard until what became of the try is written.
"""

from datetime import timedelta
from uuid import UUID

import msgspec

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import PushNotice
from shared.domain.access.actor import platform
from shared.domain.bell.told import standing
from shared.domain.bell.topics import Topic
from shared.domain.bell.webhooks import Style, Verdict, wait
from shared.ports.webhooks import Push as Outgoing
from shared.ports.webhooks import Pushed
from shared.store import pushes, staff_notices, webhooks
from shared.store.pushes import MINUTE, Push
from shared.store.staff_notices import Notice
from shared.store.uow import Work
from shared.store.webhooks import Webhook

FULL = Pushed(verdict=Verdict.BUSY, code="minute")


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A try that may be made; without `outgoing` the address has had its share of this minute."""

    push: Push
    webhook: Webhook
    outgoing: Outgoing | None


def push_notice(deps: Deps, message: PushNotice, message_id: UUID) -> None:
    """Claim, call, record. What is over, dropped or leads to an address that is off is heard and let go."""
    with deps.work(platform(message.tenant_id)) as work:
        claimed = _claim(work, message.push_id)
    told = FULL
    if claimed and claimed.outgoing and deps.pusher:
        told = deps.pusher.push(claimed.outgoing)
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        if claimed:
            _record(work, claimed, told)


def _claim(work: Work, push_id: UUID) -> Claimed | None:
    """The try is counted before it is made: a robot's share of a minute is never overdrawn, whoever dies."""
    push = pushes.take(work.conn, push_id)
    one = webhooks.take(work.conn, push.webhook_id) if push and push.state == pushes.WAITING else None
    if push is None or one is None:
        return None
    if one.off_at is not None:
        pushes.change(work.conn, push.id, state=pushes.FAILED, code="off", next_at=None)
        return None
    if not _stands(work, push):
        pushes.change(work.conn, push.id, state=pushes.DROPPED, code="undone", next_at=None)
        return None
    most = work.reference.whole(one.tenant_id, "webhook.robot_minute", 20)
    if one.style is not Style.STANDARD and pushes.tried_lately(work.conn, one.id, work.now) >= most:
        return Claimed(push=push, webhook=one, outgoing=None)
    pushes.change(work.conn, push.id, tried_at=work.now, attempts=push.attempts + 1)
    push = msgspec.structs.replace(push, attempts=push.attempts + 1)
    return Claimed(push=push, webhook=one, outgoing=_outgoing(work, push, one))


def _stands(work: Work, push: Push) -> bool:
    """Whether nobody took it back; the doorbell of the undo may be later than this one."""
    if push.case_id is None or not push.seq:
        return True
    return push.seq in {h.seq for h in standing(work.cases.history(push.case_id))}


def _outgoing(work: Work, push: Push, one: Webhook) -> Outgoing:
    known = webhooks.opened(work.conn, work.keys.vault, one)
    return Outgoing(
        id=push.id,
        style=one.style,
        url=known.url,
        secret=known.secret,
        body=push.body.encode(),
        private=bool(work.reference.whole(one.tenant_id, "webhook.private", 0)),
    )


def _record(work: Work, claimed: Claimed, told: Pushed) -> None:
    push, one = claimed.push, claimed.webhook
    if told.verdict is Verdict.DELIVERED:
        pushes.change(work.conn, push.id, state=pushes.DELIVERED, code=told.code, next_at=None)
        webhooks.succeeded(work.conn, one.id)
    elif told.verdict is Verdict.BUSY:
        _again(work, push, told.code, MINUTE)
    else:
        _failed(work, push, one, told)


def _failed(work: Work, push: Push, one: Webhook, told: Pushed) -> None:
    ref, tenant = work.reference, one.tenant_id
    if told.verdict is Verdict.LATER and push.attempts < ref.whole(tenant, "webhook.tries", 8):
        base, most = ref.whole(tenant, "webhook.wait_seconds", 30), ref.whole(tenant, "webhook.most_seconds", 3600)
        _again(work, push, told.code, wait(push.attempts, base, most))
    else:
        pushes.change(work.conn, push.id, state=pushes.FAILED, code=told.code, next_at=None)
    failures = webhooks.failed(work.conn, one)
    if told.verdict is Verdict.GONE or failures >= ref.whole(tenant, "webhook.off_after", 10):
        _off(work, one, told.code)


def _again(work: Work, push: Push, code: str, after: timedelta) -> None:
    pushes.change(work.conn, push.id, code=code, next_at=work.now + after)
    work.send(PushNotice(tenant_id=push.tenant_id, push_id=push.id), hold=after)


def _off(work: Work, one: Webhook, code: str) -> None:
    """Its owner reads of it in the application, once for every time."""
    if not webhooks.switch_off(work.conn, one.id, code, work.now):
        return
    work.note("webhook.off", str(one.id), code)
    key = f"webhook_off:{one.id}:{work.now.isoformat()}"
    off = Notice(key=key, kind="webhook_off", topic=Topic.WEBHOOK, at=work.now)
    staff_notices.put(work, [one.user_id], off)
