"""Ending a case before or after its time: terminate, withdraw, archive; and taking back the last act."""

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.replay import replay
from shared.domain.cases.rules.cohandling import closed_parts
from shared.kernel.errors import conflict, illegal_move, invalid

TERMINATION_REASONS = ("WITHDRAW", "NOT_QUALIFIED", "FRAUD", "NO_COOP", "EXPIRED")


def terminate(case: Case, command: c.Terminate, facts: Facts) -> tuple[e.Event, ...]:
    """Ended on one of the enumerated grounds, with the signed 终止单."""
    lacking: dict[str, str] = {}
    if command.reason not in TERMINATION_REASONS:
        lacking["reason"] = "terminate.reason"
    for field in ("words", "paper"):
        if not getattr(command, field).strip():
            lacking[field] = f"terminate.{field}"
    if lacking:
        raise invalid("terminate.incomplete", lacking)
    return (
        *closed_parts(case),
        e.Terminated(reason=command.reason, words=command.words, paper=command.paper),
    )


def withdraw(case: Case, command: c.Withdraw, facts: Facts) -> tuple[e.Event, ...]:
    """The applicant's own wish ends it; an unsigned offer and unanswered parts fall with it."""
    offered = case.offered
    fallen = (e.HandoverWithdrawn(handover_id=offered.id),) if offered else ()
    return (*fallen, *closed_parts(case), e.Withdrawn(words=command.words))


def archive(case: Case, command: c.Archive, facts: Facts) -> tuple[e.Event, ...]:
    """Closed for good. A completed case waits for its feedback. Raises Refusal conflict `archive.unsettled`."""
    if case.state is CaseState.COMPLETED and not facts.feedback_settled:
        raise conflict("archive.unsettled")
    return (e.Archived(),)


def undo(case: Case, command: c.Undo, facts: Facts) -> tuple[e.Event, ...]:
    """Takes the actor's own last act back as a whole.

    Raises Refusal conflict `undo.other_acted`, or illegal_move `undo.kind` or `undo.late`, so that nothing already
    known outside is unsaid.
    """
    # A history that does not end with the version read was moved on, or out of sight, by somebody meanwhile.
    if not facts.history or facts.history[-1].seq != case.version:
        raise conflict("undo.other_acted")
    last = facts.history[-1]
    batch = [h for h in facts.history if h.batch == last.batch]
    if last.by_staff is None or last.by_staff != facts.actor.staff_id:
        raise conflict("undo.other_acted")
    window = facts.limits.undo.get(e.kind_of(last.event))
    if window is None:
        raise illegal_move("undo.kind")
    if (facts.now - last.at).total_seconds() > window:
        raise illegal_move("undo.late", seconds=window)
    before = replay(facts.history[: -len(batch)])
    return (e.Undone(since=last.batch, state=before.state, restored=before),)
