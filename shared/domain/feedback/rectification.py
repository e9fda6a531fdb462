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
from shared.domain.feedback.evaluations import visited
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import conflict, forbidden, invalid
from shared.kernel.free_text import require_free_text


class Finding(StrEnum):
    """What was found. It was so and is mended, or it was explained; the last two leave the rating out of the figures.

    国办发〔2019〕51号: a rating that is not true or malicious is left out only after a review.
    """

    FIXED = "fixed"  # 属实，已整改
    EXPLAINED = "explained"  # 已核实并说明
    UNTRUE = "untrue"  # 不属实
    MALICIOUS = "malicious"  # 恶意差评

    @property
    def excludes(self) -> bool:
        """Whether the rating is left out of the figures; it stays where it is."""
        return self in (Finding.UNTRUE, Finding.MALICIOUS)


class Complexity(StrEnum):
    """How much there is to mend; it says how long that may take."""

    SIMPLE = "simple"  # 简单
    COMPLEX = "complex"  # 复杂


class About(StrEnum):
    """Where an order comes from, for its name."""

    CASE = "case"  # 办件评价
    VISIT = "visit"  # 窗口评价
    CALL = "call"  # 回访发现的问题，在前一单了结之后


class RectificationState(StrEnum):
    """How far the order has come. Each comment says what leads out."""

    OPEN = "open"  # 待联系: the call
    CONTACTED = "contacted"  # 已联系，整改中: closing it, or the finding that the rating is not true
    REVIEW = "review"  # 待复核: somebody else confirms that it is not true, or sends it back
    APPEALED = "appealed"  # 申诉中: somebody elsewhere decides
    CLOSED = "closed"  # 已整改
    EXCLUDED = "excluded"  # 已排除


class Rectification(msgspec.Struct, frozen=True, kw_only=True):
    """One order for one bad rating: of a round of a case, or of a visit in it (`occasion`, as in evaluations).

    A return visit that finds something wrong after the order was closed opens another one, about that call.

    `site` answers for it; `handled_by` completed the case, or served that visit, and may not close it.

    `contact_due` and `due_at` end whole working days. `contacted_at` is also when it was known that the applicant wants
    no call. `doubt` is what the site found against the rating; it stands with
    who found it, also after a review refused it.
    """

    id: UUID
    tenant_id: str
    case_id: UUID
    round: int
    occasion: str = ""
    site: str
    opened_at: datetime
    contact_due: datetime
    due_at: datetime
    handled_by: UUID | None = None
    complexity: Complexity = Complexity.SIMPLE
    contacted_at: datetime | None = None
    contacted_by: UUID | None = None
    doubt: Finding | None = None
    doubted_by: UUID | None = None
    doubted_at: datetime | None = None
    refused_at: datetime | None = None
    refused_by: UUID | None = None
    appealed_at: datetime | None = None
    upheld_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    finding: Finding | None = None
    words: str = ""
    evidence: str = ""

    @property
    def state(self) -> RectificationState:
        """How far it has come."""
        if self.closed_at:
            return RectificationState.EXCLUDED if self.excluded else RectificationState.CLOSED
        if self.appealed_at and self.upheld_at is None:
            return RectificationState.APPEALED
        if self.doubt and self.refused_at is None:
            return RectificationState.REVIEW
        return RectificationState.CONTACTED if self.contacted_at else RectificationState.OPEN

    @property
    def excluded(self) -> bool:
        """Whether a review left the rating out of the figures."""
        return self.finding is not None and self.finding.excludes

    @property
    def about(self) -> About:
        """Where it comes from."""
        if visited(self.occasion):
            return About.VISIT
        return About.CALL if self.occasion else About.CASE

    @property
    def next_due(self) -> datetime:
        """The limit that counts next."""
        return self.due_at if self.contacted_at else self.contact_due


class RectificationLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Working days to the first call, to the end, and to appeal after a review. 5 as 德州 has it, 15 as 四川.

    A review stops the end for at most `review_pause_days`; 0, our default: it runs on.
    """

    contact_days: int = 1
    fix_days: int = 5
    complex_days: int = 15
    appeal_days: int = 5
    review_pause_days: int = 0

    def days(self, complexity: Complexity) -> int:
        """How long mending may take."""
        return self.complex_days if complexity is Complexity.COMPLEX else self.fix_days


def order(
    order_id: UUID,
    tenant_id: str,
    case_id: UUID,
    round_: int,
    site: str,
    handled_by: UUID | None,
    now: datetime,
    calendar: WorkCalendar,
    limits: RectificationLimits,
    occasion: str = "",
) -> Rectification:
    """The order that a bad rating opens at once, or a problem that was found on a return visit.

    It counts as simple until somebody says otherwise.
    """
    return Rectification(
        id=order_id,
        tenant_id=tenant_id,
        case_id=case_id,
        round=round_,
        occasion=occasion,
        site=site,
        opened_at=now,
        contact_due=due_after(now, limits.contact_days, calendar),
        due_at=due_after(now, limits.fix_days, calendar),
        handled_by=handled_by,
    )


def contact(before: Rectification, actor: Actor, tree: OrgTree, now: datetime) -> Rectification:
    """The applicant was called. Raises Refusal forbidden, or conflict `rectification.contacted`."""
    require_part(before, actor, tree)
    if before.contacted_at:
        raise conflict("rectification.contacted")
    return replace(before, contacted_at=now, contacted_by=actor.staff_id)


def called_back(before: Rectification, actor: Actor, now: datetime) -> Rectification:
    """The call of a return visit is the first call, where nobody of the site made it before."""
    return before if before.contacted_at else replace(before, contacted_at=now, contacted_by=actor.staff_id)


def spared(before: Rectification, now: datetime) -> Rectification:
    """The applicant wants no call: from now on none is due, and nobody made one."""
    return before if before.contacted_at or before.closed_at else replace(before, contacted_at=now)


def classify(
    before: Rectification,
    actor: Actor,
    tree: OrgTree,
    complexity: Complexity,
    words: str,
    calendar: WorkCalendar,
    limits: RectificationLimits,
) -> Rectification:
    """Called simple or complex, with the reason; the end moves with it.

    Raises Refusal forbidden (`rectification.own_class` for whoever handled the case), conflict
    `rectification.closed` or `rectification.same_class`, invalid `rectification.why`.
    """
    require_part(before, actor, tree)
    require_open(before)
    if _is(before.handled_by, actor):
        raise forbidden("rectification.own_class")
    if complexity is before.complexity:
        raise conflict("rectification.same_class")
    require_words(words, "rectification.why")
    due = due_after(before.opened_at, limits.days(complexity), calendar)
    return replace(before, complexity=complexity, due_at=due)


def close(
    before: Rectification,
    actor: Actor,
    tree: OrgTree,
    finding: Finding,
    words: str,
    now: datetime,
    evidence: str = "",
    attached: bool = False,
) -> Rectification:
    """Closed with what was found and done. What was so and is mended is shown: in words or by an attachment.

    Raises Refusal forbidden for strangers and (`rectification.own`) whoever handled the case, conflict when it is
    closed, waits for a review, or nobody called the applicant before, invalid `rectification.words`,
    `rectification.evidence`, and `rectification.reviewed` for a finding that only a review makes.
    """
    require_part(before, actor, tree)
    require_open(before)
    if before.contacted_at is None:
        raise conflict("rectification.not_contacted")
    if before.state is not RectificationState.CONTACTED:
        raise conflict("rectification.in_review")
    if _is(before.handled_by, actor):
        raise forbidden("rectification.own")
    if finding.excludes:
        raise invalid("rectification.reviewed", {"finding": "rectification.reviewed"})
    require_words(words, "rectification.words")
    if finding is Finding.FIXED and not evidence.strip() and not attached:
        raise invalid("rectification.evidence", {"evidence": "rectification.evidence"})
    require_free_text({"evidence": evidence}, explanations=("evidence",))
    done = replace(before, closed_at=now, closed_by=actor.staff_id, finding=finding)
    return replace(done, words=words.strip(), evidence=evidence.strip())


def may_act(order: Rectification, actor: Actor, tree: OrgTree) -> bool:
    """The site that answers for it, or the coordinator of its tenant or of the case's."""
    if actor.site_id == order.site:
        return True
    return Role.COORDINATOR in actor.roles and actor.site_id in (order.tenant_id, tree.site(order.site).tenant_id)


def require_part(order: Rectification, actor: Actor, tree: OrgTree) -> None:
    """Raises Refusal forbidden `rectification.part`."""
    if not may_act(order, actor, tree):
        raise forbidden("rectification.part")


def require_open(order: Rectification) -> None:
    """Raises Refusal conflict `rectification.closed`."""
    if order.closed_at:
        raise conflict("rectification.closed")


def require_words(words: str, code: str) -> None:
    """Raises Refusal invalid with that code, or for words that may not be kept for ever."""
    if not words.strip():
        raise invalid(code, {"words": code})
    require_free_text({"words": words}, explanations=("words",))


def _is(staff_id: UUID | None, actor: Actor) -> bool:
    return staff_id is not None and staff_id == actor.staff_id
