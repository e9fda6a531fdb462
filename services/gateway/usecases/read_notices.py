"""消息已读: somebody read what they were told; nobody marks what others were told."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.errors import not_found
from shared.store import staff_notices
from shared.store.idempotency import Idem
from shared.store.receipt import Answer


class NoticesRead(Answer, frozen=True, kw_only=True):
    """How many were marked just now."""

    marked: int


class OpenedNotice(msgspec.Struct, frozen=True, kw_only=True):
    """Where a notice leads."""

    case_id: UUID | None
    kind: str


def read_notices(deps: Deps, actor: Actor, upto: datetime | None = None, *, idem: Idem | None = None) -> NoticesRead:
    """All of the actor's own up to that instant are read; without one, all there are now. Raises Replayed."""
    with deps.work(actor, idem) as work:
        told = NoticesRead(marked=staff_notices.mark(work, upto or work.now))
        work.answer = told
        return told


def open_notice(deps: Deps, actor: Actor, notice_id: UUID) -> OpenedNotice:
    """Read, and where it leads. Raises Refusal not_found `notice.unknown` for one that is not the actor's own."""
    with deps.work(actor) as work:
        found = staff_notices.mark_one(work, notice_id)
        if found is None:
            raise not_found("notice.unknown")
        return OpenedNotice(case_id=found.case_id, kind=found.kind)
