"""Handing a case from site to site: offered, signed for, refused, returned, withdrawn, expired; never ownerless."""

from collections.abc import Collection
from datetime import datetime

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts, Part
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case, Handover, HandoverKind
from shared.domain.cases.rules.agents import require_on_duty
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.kernel.errors import conflict, illegal_move, invalid

HANDOVER_REASONS = (
    "not_competent",
    "outside_area",
    "lacking_papers",
    "applicant_withdrew",
    "overloaded",
    "nobody_on_duty",
    "disputed",
    "other",
)
"""Why an offer is refused or a case returned; the codes feed the statistics. Our default list."""


REASSIGN_REASONS = ("overloaded", "disputed", "nobody_on_duty", "outside_area", "other")
"""Why a coordinator gives a case to another site (改派); the codes feed the statistics. Our default list."""


def offer(case: Case, command: c.Offer, facts: Facts) -> tuple[e.Event, ...]:
    """Offered; the receiver's clock starts now, in working minutes.

    Raises Refusal invalid `handover.same_site`, or illegal_move `handover.unable` when the target may not handle it,
    `handover.contested` when it is for a coordinator to say where it goes on to.
    """
    if not facts.target_known:
        raise invalid("handover.unknown_site", {"to_site": "handover.unknown_site"})
    if command.to_site == case.holder_site:
        raise invalid("handover.same_site", {"to_site": "handover.same_site"})
    if not facts.target_able:
        raise illegal_move("handover.unable", item=facts.item.name)
    if command.handover is HandoverKind.FORWARD and passed_on(case, facts.limits):
        raise illegal_move("handover.contested", count=case.moves)
    return (
        e.HandoverOffered(
            handover_id=command.handover_id,
            from_site=case.holder_site,
            to_site=command.to_site,
            handover=command.handover,
            due_at=after_minutes(facts.now, facts.limits.sign_minutes, facts.signing_calendar),
            minutes=facts.limits.sign_minutes,
            why=command.why,
            rule=command.rule,
            priority=command.priority,
            policy_version=command.policy_version,
            reason=command.reason if isinstance(command, c.Reassign) else "",
            words=command.words,
            versions=command.versions,
            skipped=command.skipped,
            asked=command.asked,
        ),
    )


def passed_on(case: Case, limits: Limits) -> bool:
    """Whether it moved so often that who holds it may not hand it on again without a coordinator (问题工单).

    Who got it by a decision may, once; and those whose dispute is before a leader may agree after all.
    """
    decided = case.kept or (bool(case.signed_for) and case.signed_for[-1].kind in _DECIDED)
    return case.moves >= limits.max_moves and not decided and not case.arbiter


_DECIDED = (HandoverKind.REASSIGN, HandoverKind.SETTLE)


def reassign(case: Case, command: c.Reassign, facts: Facts) -> tuple[e.Event, ...]:
    """A coordinator's offer, which must give its reason, in code and words, and takes the place of an open one.

    What lies on a board may be left with its holder, who goes on with it.

    Raises Refusal conflict `dispute.undecided` while a leader has to decide, `dispute.decided` while their decision
    waits for its signature.
    """
    require_reason(command.reason, command.words, REASSIGN_REASONS, "reassign.words", "reassign.words")
    offered = case.offered
    if case.arbiter:
        raise conflict("dispute.undecided")
    if offered and offered.kind is HandoverKind.SETTLE:
        raise conflict("dispute.decided")
    replaced = (e.HandoverWithdrawn(handover_id=offered.id, words=command.words),) if offered else ()
    if case.pool_site and command.to_site == case.holder_site:
        return (*replaced, *leave(command, facts, command.reason))
    return (*replaced, *offer(case, command, facts))


def leave(command: c.Offer, facts: Facts, reason: str = "") -> tuple[e.Event, ...]:
    """Decided: whoever holds it goes on. Raises Refusal illegal_move `handover.unable`, as of anybody else."""
    if not facts.target_able:
        raise illegal_move("handover.unable", item=facts.item.name)
    return (e.DisputeKept(site=command.to_site, words=command.words, reason=reason),)


def sign_for(case: Case, command: c.SignFor, facts: Facts) -> tuple[e.Event, ...]:
    """The receiver holds it from now on. Raises Refusal illegal_move `duty.…` for somebody who is not on duty."""
    require_on_duty(facts)
    offered = _open(case)
    return (
        e.HandoverSigned(
            handover_id=offered.id, minutes=minutes_between(offered.offered_at, facts.now, facts.signing_calendar)
        ),
    )


def refuse(case: Case, command: c.Refuse, facts: Facts) -> tuple[e.Event, ...]:
    """Refused with a reason in code and words: whoever is asked first never gives a bare no (首问负责).

    Raises Refusal illegal_move `dispute.binding` for what was placed there by a decision in a dispute.
    """
    require_reason(command.reason, command.words)
    offered = _open(case)
    if offered.kind is HandoverKind.SETTLE:
        raise illegal_move("dispute.binding")
    return (
        e.HandoverRefused(
            handover_id=offered.id,
            site=offered.to_site,
            reason=command.reason,
            words=command.words,
            evidence=command.evidence,
            attached=command.attached,
        ),
    )


def return_case(case: Case, command: c.Return, facts: Facts) -> tuple[e.Event, ...]:
    """Back to the site before, which holds it at once.

    Raises Refusal illegal_move `return.nowhere` at the origin, `dispute.binding` where a decision placed it, conflict
    `dispute.undecided` before a leader, who decides about the holder that was heard.
    """
    require_reason(command.reason, command.words)
    if not case.signed_for:
        raise illegal_move("return.nowhere")
    if case.bound:
        raise illegal_move("dispute.binding")
    if case.arbiter:
        raise conflict("dispute.undecided")
    returned = case.signed_for[-1]
    return (
        e.HandoverReturned(
            handover_id=returned.id,
            to_site=returned.from_site,
            reason=command.reason,
            words=command.words,
            evidence=command.evidence,
            attached=command.attached,
        ),
    )


def withdraw_offer(case: Case, command: c.WithdrawOffer, facts: Facts) -> tuple[e.Event, ...]:
    """Taken back by the sender while nobody has signed.

    Raises Refusal illegal_move `handover.not_yours`: what a coordinator or a leader placed, the holder did not send.
    """
    offered = _open(case)
    if offered.kind in (HandoverKind.REASSIGN, HandoverKind.SETTLE):
        raise illegal_move("handover.not_yours")
    return (e.HandoverWithdrawn(handover_id=offered.id, words=command.words),)


def reminder_of(offered: Handover, limits: Limits, calendar: WorkCalendar) -> datetime | None:
    """When the receiver is to be reminded, or None where that would not be before the limit itself."""
    at = after_minutes(offered.offered_at, limits.remind_minutes, calendar)
    return at if limits.remind_minutes and at < offered.due_at else None


def expire(case: Case, command: c.Expire, facts: Facts) -> tuple[e.Event, ...]:
    """Nobody signed. Raises Refusal conflict `handover.stale` when the timer means an older offer or rings early."""
    offered = _open(case)
    if offered.id != command.handover_id or facts.now < offered.due_at:
        raise conflict("handover.stale")
    return (e.HandoverExpired(handover_id=offered.id),)


def pool(case: Case, command: c.Pool, facts: Facts) -> tuple[e.Event, ...]:
    """Before a coordinator. Raises Refusal conflict `pool.already`, or `dispute.undecided` before a leader.

    From one board to another only the platform moves it: the holder would take it from where both sides meet.
    What moved as often as the threshold has is a problem from then on, also where nobody said no.
    """
    by_platform = Part.PLATFORM in facts.parts
    if case.pool_site == command.site or (case.pool_site and not case.arbiter and not by_platform):
        raise conflict("pool.already")
    if case.arbiter:
        raise conflict("dispute.undecided")
    marked = (e.ProblemMarked(returns=case.returns, moves=case.moves),) if _is_problem(case, facts.limits) else ()
    return (
        *marked,
        e.Pooled(
            site=command.site,
            why=command.why,
            rule=command.rule,
            priority=command.priority,
            policy_version=command.policy_version,
            words=command.words,
            versions=command.versions,
            skipped=command.skipped,
            asked=command.asked,
        ),
    )


def _is_problem(case: Case, limits: Limits) -> bool:
    return not case.problem and case.moves >= limits.max_moves


def defer_placing(case: Case, command: c.DeferPlacing, facts: Facts) -> tuple[e.Event, ...]:
    """Kept in mind until the clock runs again. Raises Refusal conflict `placing.deferred` when it already is."""
    if case.awaits_place:
        raise conflict("placing.deferred")
    return (e.PlacingDeferred(cause=command.cause),)


def _open(case: Case) -> Handover:
    offered = case.offered
    if offered is None:
        raise conflict("handover.none_open")
    return offered


def require_reason(
    reason: str,
    words: str,
    known: Collection[str] = HANDOVER_REASONS,
    no_words: str = "reason.words",
    whole: str = "reason.incomplete",
) -> None:
    """Raises Refusal invalid where the code is not one of `known` or words are missing."""
    lacking: dict[str, str] = {}
    if reason not in known:
        lacking["reason"] = "reason.reason"
    if not words.strip():
        lacking["words"] = no_words
    if lacking:
        raise invalid(whole, lacking)
