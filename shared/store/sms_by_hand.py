"""What a person does about a message that goes no further: let it go again, close it, say what became of it."""

from typing import Literal
from uuid import UUID

from msgspec.structs import replace

from shared.contracts.messages import PassTurn, ResolveSms
from shared.kernel.errors import conflict, invalid, not_found
from shared.store import prompt_queue, reply_routes, sms_history, timers
from shared.store import sms as journal
from shared.store.sms import Sms, SmsState
from shared.store.uow import Work

Act = Literal["replay", "close", "sent", "not-sent"]
BY_HAND, REPLAYED = "by_hand", "replayed"
LONGEST = 200  # characters of a reason
NO_TEMPLATE = "no_template"  # no supplier may take the text: none that is in use has approved it
MOST = 500  # messages of a tenant that one approval lets go; more go with the next act

_FROM: dict[Act, frozenset[SmsState]] = {
    "replay": frozenset({SmsState.STUCK}),
    "close": frozenset({SmsState.STUCK, SmsState.WAITING}),
    "sent": frozenset({SmsState.UNKNOWN}),
    "not-sent": frozenset({SmsState.UNKNOWN}),
}
"""Where each act may be done: only what nobody has goes again, and only doubt is settled by what somebody found out."""


def may(act: Act, state: SmsState) -> bool:
    """Whether the act is open to a message in that state."""
    return state in _FROM[act]


def by_hand(work: Work, sms_id: UUID, act: Act, by: str, reason: str) -> None:
    """Does it, with who and why in the history and in the audit.

    A message of which somebody says that it was not sent is over: it is never sent again from here, for that proof is
    for machines. Raises Refusal not_found, invalid `sms.reason`, conflict `sms.not_in_doubt` or `sms.not_stuck`.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST:
        raise invalid("sms.reason", {"reason": "sms.reason"})
    sms = journal.find(work.conn, sms_id, lock=True)
    if sms is None:
        raise not_found()
    if not may(act, sms.state):
        raise conflict("sms.not_in_doubt" if act in ("sent", "not-sent") else "sms.not_stuck", state=sms.state.value)
    after = _after(work, sms, act)
    sms_history.moved(work.conn, after, "person", work.now, by=by, reason=f"{act}: {reason}")
    if after.state is SmsState.FAILED:
        work.note("sms.failed", about=str(sms.case_id), reason=BY_HAND)
    work.note(f"sms.settled:{act}", about=str(sms.case_id), reason=f"{by}: {reason}")


def _after(work: Work, sms: Sms, act: Act) -> Sms:
    if act == "sent":
        return replace(sms, state=SmsState.ACCEPTED, code=BY_HAND)
    timers.drop(work.conn, ResolveSms.kind, f"{sms.id}:{sms.checks}")
    if act == "replay":
        return let_go(work, sms)
    waited = prompt_queue.leave(work.conn, sms.id, work.now)
    if reply_routes.close(work.conn, sms.id, work.now) or waited:
        work.send(PassTurn(tenant_id=sms.tenant_id, sms_id=sms.id))
    return replace(sms, state=SmsState.FAILED, code=BY_HAND, resolved_at=work.now, held_until=None)


def let_go(work: Work, sms: Sms) -> Sms:
    """The message as it waits to be tried anew, with all its patience; it is looked at as soon as this is committed."""
    work.send(ResolveSms(tenant_id=sms.tenant_id, sms_id=sms.id))
    return replace(sms, state=SmsState.WAITING, code=REPLAYED, losses=0, waiting_since=work.now, held_until=None)


def let_go_stuck(work: Work, purpose: str, by: str = "") -> None:
    """What was stuck for want of an approval is tried again, in the tenant of `work`; `by` names who brought it."""
    for sms_id in journal.stuck_for(work.conn, NO_TEMPLATE, purpose, MOST):
        sms = journal.find(work.conn, sms_id, lock=True)
        if sms is not None and sms.code == NO_TEMPLATE:
            sms_history.moved(work.conn, let_go(work, sms), "person", work.now, by=by)
