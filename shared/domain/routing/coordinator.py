"""Whose board a case comes before when its sites cannot settle where it belongs."""

from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree


def coordinator_of(case: Case, other_site: str, tree: OrgTree) -> Site:
    """The centre at the lowest common ancestor of the site that holds the case and the other one it concerns."""
    return tree.common_coordinator(case.holder_site, other_site)


def lies_before(case: Case, centre: Site, tree: OrgTree) -> bool:
    """Whether it is on the board of that centre, or of one above it."""
    return tree.under(centre.id, case.pool_site)


def is_contested(case: Case, limits: Limits) -> bool:
    """Whether it was moved or returned so often that a coordinator decides (巴彦淖尔 practice: 问题工单)."""
    return case.returns >= limits.max_returns or case.moves >= limits.max_moves
