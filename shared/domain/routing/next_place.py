"""What becomes of a case that looks for a place, told from the case itself: a doorbell only says that one may look.

So a doorbell that comes late, twice, or after another does no harm, and a no is answered by whichever is heard.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from shared.domain.cases import events as e
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case, HandoverState
from shared.domain.cases.table import find
from shared.domain.org.tree import OrgTree
from shared.domain.routing.coordinator import coordinator_of, is_contested, lies_before
from shared.domain.routing.deadlock import deadlock


class Next(StrEnum):
    """Who says where it goes."""

    NOBODY = "nobody"  # it stays with its holder
    POLICY = "policy"  # the rules
    COORDINATOR = "coordinator"  # the centre at which the holder and the other site meet
    LEADER = "leader"  # whoever is named for the tenant at which the deadlocked meet


class NextPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Who says where it goes, and why it is asked; `other` is the site that said no, `between` the deadlocked."""

    next: Next
    cause: str = ""
    other: str = ""
    between: tuple[str, ...] = ()


STAYS = NextPlace(next=Next.NOBODY)
_NOES = {HandoverState.REFUSED: "refused", HandoverState.RETURNED: "returned"}


def last_no(case: Case) -> str:
    """`refused` or `returned`, where that is the last that was done about handing it on, else ''."""
    return _NOES.get(case.handover.state, "") if case.handover else ""


def may_be_placed(case: Case) -> bool:
    """Whether it moves at all, and neither a receiver nor a leader has it before them."""
    return find(case.state, "case.offer") is not None and case.offered is None and not case.arbiter


def next_place(case: Case, rung: str, history: Sequence[e.Happened], tree: OrgTree, limits: Limits) -> NextPlace:
    """What a doorbell finds; `rung` is what it was rung for: submitted, refused or returned.

    A deadlock goes up to its leader; across tenants, and with a problem, the common coordinator decides at once, also
    where it was put on a lower board before. Within a tenant routing goes on without the site that said no. What lies
    before a coordinator is theirs to place, and what a decision in a dispute left with its holder stays there. The
    policies place a case that nobody has moved since it was handed in.
    """
    if not may_be_placed(case):
        return STAYS
    if last_no(case) and case.handover:
        return _after_no(case, case.handover.to_site, history, tree, limits)
    untouched = rung == "submitted" and not (case.moves or case.pool_site or case.kept)
    return NextPlace(next=Next.POLICY, cause=rung) if untouched else STAYS


def _after_no(case: Case, other: str, history: Sequence[e.Happened], tree: OrgTree, limits: Limits) -> NextPlace:
    if case.bound:
        return STAYS
    cause = last_no(case)
    deadlocked = deadlock(case, history, tree, limits)
    if deadlocked:
        return NextPlace(next=Next.LEADER, cause=cause, other=other, between=deadlocked)
    across = tree.site(other).tenant_id != tree.site(case.holder_site).tenant_id
    if across or case.problem or is_contested(case, limits):
        asked = lies_before(case, coordinator_of(case, other, tree), tree)
        return STAYS if asked else NextPlace(next=Next.COORDINATOR, cause=cause, other=other)
    by_policy = cause == "refused" and not case.pool_site
    return NextPlace(next=Next.POLICY, cause=cause, other=other) if by_policy else STAYS
