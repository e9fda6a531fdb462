"""差评复核: a rating that is not true or malicious. Who found it so never decides it, nor does who handled the case."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.rectification import (
    Finding,
    Rectification,
    RectificationLimits,
    RectificationState,
    require_open,
    require_part,
    require_words,
)
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import conflict, forbidden, invalid


def doubt(
    before: Rectification, actor: Actor, tree: OrgTree, finding: Finding, words: str, now: datetime
) -> Rectification:
    """Found not to be true, or malicious; it waits for a review. Found once: what a review refused is mended.

    Raises Refusal forbidden, conflict (`rectification.closed`, `rectification.not_contacted`,
    `rectification.doubted`), invalid `rectification.doubt` or `rectification.why`.
    """
    require_part(before, actor, tree)
    require_open(before)
    if before.contacted_at is None:
        raise conflict("rectification.not_contacted")
    if before.doubt:
        raise conflict("rectification.doubted")
    if not finding.excludes:
        raise invalid("rectification.doubt", {"finding": "rectification.doubt"})
    require_words(words, "rectification.why")
    return replace(before, doubt=finding, doubted_by=actor.staff_id, doubted_at=now)


def review(
    before: Rectification, actor: Actor, tree: OrgTree, agrees: bool, words: str, now: datetime
) -> Rectification:
    """Confirmed, which closes the order and leaves the rating out of the figures; or sent back to be mended.

    Raises Refusal forbidden `rectification.part` or `rectification.own_review`, conflict `rectification.no_review`,
    invalid `rectification.why`.
    """
    require_part(before, actor, tree)
    if before.state is not RectificationState.REVIEW:
        raise conflict("rectification.no_review")
    _require_apart(before, actor, before.handled_by, before.doubted_by)
    require_words(words, "rectification.why")
    if agrees:
        return _excluded(before, actor, words, now)
    return replace(before, refused_at=now, refused_by=actor.staff_id)


def appeal(
    before: Rectification, actor: Actor, words: str, now: datetime, calendar: WorkCalendar, limits: RectificationLimits
) -> Rectification:
    """申诉: the site does not accept the review. Once, within some working days.

    Raises Refusal forbidden `rectification.appeal_part`, conflict (`rectification.closed`, `rectification.no_appeal`,
    `rectification.appealed`, `rectification.appeal_late`), invalid `rectification.why`.
    """
    if actor.site_id != before.site:
        raise forbidden("rectification.appeal_part")
    require_open(before)
    if before.refused_at is None:
        raise conflict("rectification.no_appeal")
    if before.appealed_at:
        raise conflict("rectification.appealed")
    if now > due_after(before.refused_at, limits.appeal_days, calendar):
        raise conflict("rectification.appeal_late", days=limits.appeal_days)
    require_words(words, "rectification.why")
    return replace(before, appealed_at=now)


def decide(before: Rectification, actor: Actor, agrees: bool, words: str, now: datetime) -> Rectification:
    """The appeal, decided elsewhere, by nobody who had a say in it before. A refusal is final: it is mended.

    Raises Refusal forbidden `rectification.elsewhere` or `rectification.own_review`, conflict
    `rectification.not_appealed`, invalid `rectification.why`.
    """
    if actor.site_id == before.site:
        raise forbidden("rectification.elsewhere")
    if before.state is not RectificationState.APPEALED:
        raise conflict("rectification.not_appealed")
    _require_apart(before, actor, before.handled_by, before.doubted_by, before.refused_by)
    require_words(words, "rectification.why")
    return _excluded(before, actor, words, now) if agrees else replace(before, upheld_at=now)


def _excluded(before: Rectification, actor: Actor, words: str, now: datetime) -> Rectification:
    done = replace(before, closed_at=now, closed_by=actor.staff_id, finding=before.doubt)
    return replace(done, words=words.strip())


def _require_apart(order: Rectification, actor: Actor, *others: UUID | None) -> None:
    if actor.staff_id is None or actor.staff_id in others:
        raise forbidden("rectification.own_review")
