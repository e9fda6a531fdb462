"""差评整改: the order a bad rating opens. The applicant is called; somebody else than the handler closes it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.ratings import Rating
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import conflict, forbidden, invalid
from shared.kernel.free_text import require_free_text


class Finding(StrEnum):
    """What was found: it was so and is mended, or it was explained to the applicant (国办发〔2019〕51号)."""

    FIXED = "fixed"  # 属实，已整改
    EXPLAINED = "explained"  # 已核实并说明


class RectificationState(StrEnum):
    """How far the order has come."""

    OPEN = "open"  # 待联系
    CONTACTED = "contacted"  # 已联系，整改中
    CLOSED = "closed"  # 已整改


class Rectification(msgspec.Struct, frozen=True, kw_only=True):
    """One order for one round of a case. `site` answers for it; `handled_by` completed the case and may not close it.

    `contact_due` and `due_at` end whole working days.
    """

    id: UUID
    tenant_id: str
    case_id: UUID
    round: int
    site: str
    opened_at: datetime
    contact_due: datetime
    due_at: datetime
    handled_by: UUID | None = None
    contacted_at: datetime | None = None
    contacted_by: UUID | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    finding: Finding | None = None
    words: str = ""

    @property
    def state(self) -> RectificationState:
        """How far it has come."""
        if self.closed_at:
            return RectificationState.CLOSED
        return RectificationState.CONTACTED if self.contacted_at else RectificationState.OPEN

    @property
    def next_due(self) -> datetime:
        """The limit that counts next."""
        return self.due_at if self.contacted_at else self.contact_due


class RectificationLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Working days to the first call and to the end. Our defaults, as 德州 has them; 四川 allows 15 to the end."""

    contact_days: int = 1
    fix_days: int = 5


def order(
    order_id: UUID,
    tenant_id: str,
    rating: Rating,
    site: str,
    handled_by: UUID | None,
    now: datetime,
    calendar: WorkCalendar,
    limits: RectificationLimits,
) -> Rectification:
    """The order that a bad rating opens at once."""
    return Rectification(
        id=order_id,
        tenant_id=tenant_id,
        case_id=rating.case_id,
        round=rating.round,
        site=site,
        opened_at=now,
        contact_due=due_after(now, limits.contact_days, calendar),
        due_at=due_after(now, limits.fix_days, calendar),
        handled_by=handled_by,
    )


def contact(before: Rectification, actor: Actor, tree: OrgTree, now: datetime) -> Rectification:
    """The applicant was called. Raises Refusal forbidden, or conflict `rectification.contacted`."""
    _require_part(before, actor, tree)
    if before.contacted_at:
        raise conflict("rectification.contacted")
    return replace(before, contacted_at=now, contacted_by=actor.staff_id)


def close(
    before: Rectification, actor: Actor, tree: OrgTree, finding: Finding, words: str, now: datetime
) -> Rectification:
    """Closed with what was found and done.

    Raises Refusal forbidden for strangers and (`rectification.own`) whoever handled the case, conflict when it is
    closed or nobody called the applicant before, invalid `rectification.words`.
    """
    _require_part(before, actor, tree)
    if before.closed_at:
        raise conflict("rectification.closed")
    if before.contacted_at is None:
        raise conflict("rectification.not_contacted")
    if before.handled_by is not None and before.handled_by == actor.staff_id:
        raise forbidden("rectification.own")
    if not words.strip():
        raise invalid("rectification.words", {"words": "rectification.words"})
    require_free_text({"words": words}, explanations=("words",))
    return replace(before, closed_at=now, closed_by=actor.staff_id, finding=finding, words=words.strip())


def may_act(order: Rectification, actor: Actor, tree: OrgTree) -> bool:
    """The site that answers for it, or the coordinator of its tenant or of the case's."""
    if actor.site_id == order.site:
        return True
    return Role.COORDINATOR in actor.roles and actor.site_id in (order.tenant_id, tree.site(order.site).tenant_id)


def _require_part(order: Rectification, actor: Actor, tree: OrgTree) -> None:
    if not may_act(order, actor, tree):
        raise forbidden("rectification.part")
