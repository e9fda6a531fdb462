"""What hand-overs, the coordinator's pool and disputes do to a case; part of `evolve`. Somebody holds it throughout."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from shared.domain.cases import events as e
from shared.domain.cases.model import Case, Handover, HandoverState


def _offered(case: Case, event: e.HandoverOffered, h: e.Happened) -> Case:
    handover = Handover(
        id=event.handover_id,
        from_site=event.from_site,
        to_site=event.to_site,
        kind=event.handover,
        state=HandoverState.OFFERED,
        offered_at=h.at,
        due_at=event.due_at,
        minutes=event.minutes,
    )
    return replace(joined(case, event.to_site), handover=handover, pool_site="", arbiter="", arbiter_role="")


def _signed(case: Case, event: e.HandoverSigned, h: e.Happened) -> Case:
    signed = replace(_handover(case), state=HandoverState.SIGNED)
    return replace(
        case,
        handover=signed,
        holder_site=signed.to_site,
        handling_site=signed.to_site,
        agent=None,
        instead_of=None,
        signed_for=(*case.signed_for, signed),
        kept=False,
        refused_by=(),
        moves=case.moves + 1,
    )


def _refused(case: Case, event: e.HandoverRefused, h: e.Happened) -> Case:
    return replace(_end(case, HandoverState.REFUSED), refused_by=(*case.refused_by, event.site), moves=case.moves + 1)


def _returned(case: Case, event: e.HandoverReturned, h: e.Happened) -> Case:
    # Not always the latest: the holder may have offered the case on in vain since.
    return replace(
        case,
        handover=replace(case.signed_for[-1], state=HandoverState.RETURNED),
        holder_site=event.to_site,
        handling_site=event.to_site,
        agent=None,
        instead_of=None,
        signed_for=case.signed_for[:-1],
        kept=False,
        returns=case.returns + 1,
        returned_at=h.at,
    )


def _offer_withdrawn(case: Case, event: e.HandoverWithdrawn, h: e.Happened) -> Case:
    return _end(case, HandoverState.WITHDRAWN)


def _reminded(case: Case, event: e.HandoverReminded, h: e.Happened) -> Case:
    return replace(case, handover=replace(_handover(case), reminded_at=h.at))


def _expired(case: Case, event: e.HandoverExpired, h: e.Happened) -> Case:
    return _end(case, HandoverState.EXPIRED)


def _pooled(case: Case, event: e.Pooled, h: e.Happened) -> Case:
    return replace(joined(case, event.site), pool_site=event.site, arbiter="", arbiter_role="")


def _placing_deferred(case: Case, event: e.PlacingDeferred, h: e.Happened) -> Case:
    return replace(case, awaits_place=event.cause)


def _problem_marked(case: Case, event: e.ProblemMarked, h: e.Happened) -> Case:
    return replace(case, problem=True)


def _dispute_raised(case: Case, event: e.DisputeRaised, h: e.Happened) -> Case:
    return replace(joined(case, event.site), pool_site=event.site, arbiter=event.site, arbiter_role=event.role)


def _dispute_kept(case: Case, event: e.DisputeKept, h: e.Happened) -> Case:
    return replace(case, pool_site="", arbiter="", arbiter_role="", kept=True)


def joined(case: Case, site: str) -> Case:
    """The case with one more site that may see it."""
    return case if site in case.participants else replace(case, participants=(*case.participants, site))


def _end(case: Case, state: HandoverState) -> Case:
    return replace(case, handover=replace(_handover(case), state=state))


def _handover(case: Case) -> Handover:
    if case.handover is None:
        raise ValueError("a hand-over event needs an offered hand-over")
    return case.handover


CHANGES: dict[type, Callable[[Case, Any, e.Happened], Case]] = {
    e.HandoverOffered: _offered,
    e.HandoverSigned: _signed,
    e.HandoverRefused: _refused,
    e.HandoverReturned: _returned,
    e.HandoverWithdrawn: _offer_withdrawn,
    e.HandoverReminded: _reminded,
    e.HandoverExpired: _expired,
    e.Pooled: _pooled,
    e.PlacingDeferred: _placing_deferred,
    e.ProblemMarked: _problem_marked,
    e.DisputeRaised: _dispute_raised,
    e.DisputeKept: _dispute_kept,
}
