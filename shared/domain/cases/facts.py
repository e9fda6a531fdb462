"""What a rule is told about the world: answers, never the means to get them."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases.events import Happened
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.org.model import SiteKind
from shared.domain.org.tree import OrgTree


class Part(StrEnum):
    """What the actor is to the case."""

    ORIGIN = "origin"  # 发起地
    HOLDER = "holder"  # holds it now
    RECEIVER = "receiver"  # was offered it
    COORDINATOR = "coordinator"  # its pool holds it, or the centre above a participating site
    PLATFORM = "platform"  # dispatch, timers, feedback
    NONE = "none"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `decide` may ask. `target_able` says whether the site named in an offer may handle the item."""

    now: datetime
    actor: Actor
    item: Item
    calendar: WorkCalendar
    limits: Limits = Limits()
    parts: frozenset[Part] = frozenset({Part.NONE})
    target_able: bool = False
    target_known: bool = True
    staff_at_holder: bool = False
    feedback_settled: bool = False
    history: tuple[Happened, ...] = ()


def parts_of(case: Case, actor: Actor, tree: OrgTree) -> frozenset[Part]:
    """What the actor is to the case, from their site alone."""
    if Role.SYSTEM in actor.roles:
        return frozenset({Part.PLATFORM})
    offered = case.offered
    found = {
        Part.ORIGIN: actor.site_id == case.origin_site,
        Part.HOLDER: actor.site_id == case.holder_site,
        Part.RECEIVER: offered is not None and actor.site_id == offered.to_site,
        Part.COORDINATOR: Role.COORDINATOR in actor.roles and coordinates(case, actor.site_id, tree),
    }
    return frozenset(part for part, is_it in found.items() if is_it) or frozenset({Part.NONE})


def coordinates(case: Case, site_id: str, tree: OrgTree) -> bool:
    """Whether the site is the centre whose pool holds the case, or the centre above the site that holds it."""
    if site_id not in tree or tree.site(site_id).kind is not SiteKind.CENTRE:
        return False
    return site_id == case.pool_site or site_id == tree.site(case.holder_site).tenant_id
