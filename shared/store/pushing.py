"""Sending a notice on to the addresses of those it is for, once for each address."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from shared.contracts.messages import PushNotice
from shared.domain.bell.wording import Said, body
from shared.kernel.ids import new_id
from shared.store import pushes, webhooks
from shared.store.pushes import Push
from shared.store.staff_notices import Notice
from shared.store.uow import Work
from shared.store.webhooks import Webhook


def push(
    work: Work, notice: Notice, users: Iterable[UUID], sites: Iterable[str], base_url: str, hold: timedelta
) -> None:
    """To the addresses of these users and those shared at these sites; held while the act can be taken back."""
    for one in webhooks.listening(work, users, sites, notice.topic):
        push_to(work, one, notice, base_url, hold)


def push_to(work: Work, one: Webhook, notice: Notice, base_url: str, hold: timedelta = timedelta(0)) -> Push | None:
    """To one address; None where it went there before."""
    push_id = new_id()
    made = Push(
        id=push_id,
        tenant_id=one.tenant_id,
        webhook_id=one.id,
        key=notice.key,
        kind=notice.kind,
        body=body(one.style, _said(work, push_id, notice, base_url)),
        created_at=work.now,
        case_id=notice.case_id,
        seq=notice.seq,
        next_at=work.now + hold,
    )
    if not pushes.put_new(work.conn, made):
        return None
    work.send(PushNotice(tenant_id=one.tenant_id, push_id=push_id), hold=hold)
    return made


def _said(work: Work, push_id: UUID, notice: Notice, base_url: str) -> Said:
    tree = work.reference.tree
    return Said(
        id=push_id,
        kind=notice.kind,
        topic=notice.topic.value,
        at=notice.at,
        case_id=notice.case_id,
        number=notice.number,
        item=notice.item_name,
        place=tree.site(notice.place).name if notice.place in tree else "",
        due_at=notice.due_at,
        numbers=notice.numbers,
        link=f"{base_url}/cases/{notice.case_id}" if notice.case_id else f"{base_url}/bell",
    )
