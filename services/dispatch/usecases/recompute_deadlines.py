"""重算期限: one tenant's open deadlines by the calendar in force, batch by batch until none is left.

Every case is a transaction of its own and is computed from where its clock began, so that a batch heard again changes
nothing twice, and a case that cannot be computed is left as it was and told, while the rest goes on. A second pass,
some time later, finds the cases of those who were at work by the older calendar while the first one passed.
"""

from datetime import timedelta
from uuid import UUID

import msgspec
import structlog

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases.recompute_case import recompute_case
from shared.contracts.messages import RecomputeDeadlines
from shared.domain.access.actor import platform
from shared.kernel.errors import Kind, Refusal
from shared.store import deadline_sweeps, rectifications
from shared.store.uow import Work

SECOND_LOOK = timedelta(seconds=30)
"""Longer than any transaction lasts: whoever began by the older calendar has ended."""

_TRIES = 3  # of a case on which somebody else acts at the same moment
_BAD = (Refusal, msgspec.MsgspecError, LookupError, ValueError, TypeError)
"""What a case with bad data raises; an outage is none of these and stops the batch, which is heard again."""


def recompute_deadlines(deps: Deps, message: RecomputeDeadlines, message_id: UUID) -> None:
    """A batch, and the message for the next one with it."""
    tenant = message.tenant_id
    with deps.work(platform(tenant)) as work:
        batch = work.reference.whole(tenant, "calendar.sweep_batch", 50)
        ids = deadline_sweeps.next_cases(work.conn, tenant, message.after, batch)
    done = [_one(deps, tenant, case_id) for case_id in ids]
    with deps.hear(CONSUMER, tenant, message_id) as work:
        errors = [error for _, error in done if error]
        for error in errors:
            work.note("deadlines.failed", error.partition(" ")[0], error)
        deadline_sweeps.advance(work.conn, tenant, message.version, len(ids), sum(m for m, _ in done), errors)
        _go_on(work, message, ids[-1] if ids else None)


def _one(deps: Deps, tenant: str, case_id: UUID) -> tuple[bool, str]:
    """Whether dates moved, and what went wrong, with the case's id in front."""
    for left in reversed(range(_TRIES)):
        try:
            with deps.work(platform(tenant)) as work:
                return recompute_case(work, case_id), ""
        except _BAD as error:
            if isinstance(error, Refusal) and error.kind is Kind.CONFLICT and left:
                continue
            structlog.get_logger("dispatch").warning("deadlines.failed", case=str(case_id), error=repr(error))
            return False, f"{case_id} {error!r}"[:200]
    raise AssertionError("unreachable")


def _go_on(work: Work, message: RecomputeDeadlines, last: UUID | None) -> None:
    tenant, version = message.tenant_id, message.version
    if last is not None:
        work.send(msgspec.structs.replace(message, after=last))
    elif message.round == 1:
        rectifications.recompute(work.conn, tenant, work.reference)
        deadline_sweeps.look_again(work.conn, tenant, version)
        again = RecomputeDeadlines(tenant_id=tenant, version=version, round=2)
        work.timer(again, key=f"{version}:2", due_at=work.now + SECOND_LOOK)
    else:
        deadline_sweeps.end(work.conn, tenant, version, work.now)
