"""The life cycle's front door: `decide(case, command, facts) -> events`, pure."""

from collections.abc import Callable
from typing import Any

from shared.domain.cases import commands as c
from shared.domain.cases.events import Event
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case
from shared.domain.cases.permit import require
from shared.domain.cases.rules import (
    agents,
    agreed_pause,
    cohandling,
    cosigning,
    dispute,
    ending,
    extending,
    external,
    handling,
    handover,
    intake,
    measures,
    opinions,
    recomputing,
)


def decide(case: Case, command: c.Command, facts: Facts) -> tuple[Event, ...]:
    """The events this command causes, or a Refusal: first the table, then the command's own rule."""
    require(case, command, facts)
    return RULES[command.kind](case, command, facts)


RULES: dict[str, Callable[[Case, Any, Facts], tuple[Event, ...]]] = {
    c.Submit.kind: intake.submit,
    c.Accept.kind: intake.accept,
    c.DeemAccepted.kind: intake.deem_accepted,
    c.Decline.kind: intake.decline,
    c.RecordMandate.kind: handling.record_mandate,
    c.RevokeMandate.kind: handling.revoke_mandate,
    c.Offer.kind: handover.offer,
    c.Reassign.kind: handover.reassign,
    c.DeferPlacing.kind: handover.defer_placing,
    c.MarkProblem.kind: dispute.mark_problem,
    c.RaiseDispute.kind: dispute.raise_dispute,
    c.Settle.kind: dispute.settle,
    c.SignFor.kind: handover.sign_for,
    c.Refuse.kind: handover.refuse,
    c.Return.kind: handover.return_case,
    c.WithdrawOffer.kind: handover.withdraw_offer,
    c.Expire.kind: handover.expire,
    c.Pool.kind: handover.pool,
    c.NameAgent.kind: agents.name_agent,
    c.Claim.kind: agents.claim,
    c.HandOn.kind: agents.hand_on,
    c.TakeMeasure.kind: measures.take_measure,
    c.Urge.kind: measures.urge,
    c.AnswerSupervision.kind: measures.answer_supervision,
    c.Start.kind: handling.start,
    c.AskCoHandler.kind: cohandling.ask,
    c.SignCoHandler.kind: cohandling.sign,
    c.AnswerCoHandler.kind: cohandling.answer,
    c.ReleaseCoHandler.kind: cohandling.release,
    c.RemindCoHandler.kind: cohandling.remind,
    c.OverdueCoHandler.kind: cohandling.overdue,
    c.UnsignedCoHandler.kind: cosigning.unsigned,
    c.DisputeCoHandler.kind: opinions.dispute,
    c.SettleCoHandler.kind: opinions.settle,
    c.Pause.kind: handling.pause,
    c.FileExternal.kind: external.file,
    c.RecordReply.kind: external.record_reply,
    c.ProposePause.kind: agreed_pause.propose,
    c.AcceptPause.kind: agreed_pause.accept,
    c.DeclinePause.kind: agreed_pause.decline,
    c.WithdrawPause.kind: agreed_pause.withdraw,
    c.LapsePause.kind: agreed_pause.lapse,
    c.Resume.kind: handling.resume,
    c.Recompute.kind: recomputing.recompute,
    c.AskExtension.kind: extending.ask,
    c.GrantExtension.kind: extending.grant,
    c.RefuseExtension.kind: extending.refuse,
    c.Complete.kind: handling.complete,
    c.Terminate.kind: ending.terminate,
    c.Withdraw.kind: ending.withdraw,
    c.Archive.kind: ending.archive,
    c.Undo.kind: ending.undo,
}
"""One rule per command of the table."""
