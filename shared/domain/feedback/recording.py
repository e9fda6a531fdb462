"""Who may write down a rating for an applicant, and which occasion an evaluation at a counter belongs to."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases.model import Case, CaseState
from shared.domain.feedback.evaluations import visit
from shared.domain.feedback.ratings import Channel, Rating
from shared.kernel.errors import conflict, forbidden, invalid

RECORDERS: Mapping[Channel, frozenset[Role]] = {
    Channel.PHONE: frozenset({Role.CALLER, Role.OPERATOR, Role.COORDINATOR}),
    Channel.PAPER: frozenset({Role.CLERK, Role.AGENT, Role.LEADER, Role.CALLER, Role.OPERATOR, Role.COORDINATOR}),
}
"""Ratings that come through somebody of ours; by all other ways the applicant's own tap, digit or key is the rating."""

AT_COUNTER = (Channel.QR, Channel.TABLET)
RATED = (CaseState.COMPLETED, CaseState.ARCHIVED)


def require_recorder(channel: Channel, actor: Actor, handlers: Collection[UUID], scan: UUID | None) -> None:
    """Raises Refusal forbidden `rating.channel`, `rating.recorder`, or `rating.own` for whoever had a hand in the case;
    invalid `rating.scan` for paper that nobody can look at.
    """
    if channel not in RECORDERS:
        raise forbidden("rating.channel")
    if not RECORDERS[channel] & actor.roles:
        raise forbidden("rating.recorder")
    if actor.staff_id is None or actor.staff_id in handlers:
        raise forbidden("rating.own")
    if channel is Channel.PAPER and scan is None:
        raise invalid("rating.scan", {"scan": "rating.scan"})


def is_used_up(before: Rating | None, new: Rating) -> bool:
    """Whether a link from a counter has done its work: one tap, and once why, where the grade was bad."""
    if before is None or new.channel not in AT_COUNTER:
        return False
    return not (before.grade is new.grade and not before.reasons and not before.words)


def require_done(case: Case) -> None:
    """Raises Refusal conflict `rating.too_early` while there is nothing to rate yet."""
    if case.state not in RATED:
        raise conflict("rating.too_early")


def occasion_at_counter(case: Case, site: str, day: date, rated: bool) -> str:
    """What somebody at a counter evaluates: the case where it is done and not rated yet, else today's visit there.

    Raises Refusal conflict `rating.too_early` for a draft.
    """
    if case.state is CaseState.DRAFT:
        raise conflict("rating.too_early")
    return "" if case.state is CaseState.COMPLETED and not rated else visit(site, day)
