"""主办与协办: the holder asks other sites for their part, each with its own limit, and they answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.joint import CoHandler, CoHandlerState, Opinion
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.rules.agents import require_on_duty
from shared.domain.cases.rules.cosigning import moved_signing, sign_until
from shared.domain.cases.rules.external import closed_filings, moved_filings, require_all_back
from shared.domain.deadlines.lamps import warn_instant
from shared.domain.deadlines.minutes import minutes_between
from shared.domain.deadlines.workdays import Stop, due_after
from shared.domain.org.model import Site, SiteKind
from shared.kernel.errors import conflict, illegal_move, invalid


def ask(case: Case, command: c.AskCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """Asked; its limit starts now, in working days: the locality's, or a chosen one within the locality's cap.

    Until when it has to sign is told as for a hand-over to the same site.

    Raises Refusal invalid `cohandler.incomplete`, `cohandler.same_site` or `handover.unknown_site`, conflict
    `cohandler.already`, or illegal_move `cohandler.unable` for a site that has nobody to do it.
    """
    days = command.days or facts.limits.cohandle_days
    _require_complete(command, days, facts)
    if command.to_site == case.holder_site:
        raise invalid("cohandler.same_site", {"to_site": "cohandler.same_site"})
    if case.open_part(command.to_site):
        raise conflict("cohandler.already")
    if not facts.target_joins:
        raise illegal_move("cohandler.unable")
    due_at, warn_at = limit(facts.now, days, facts)
    minutes = facts.limits.sign_minutes
    return (
        e.CoHandlerAsked(
            cohandler_id=command.cohandler_id,
            site=command.to_site,
            days=days,
            due_at=due_at,
            warn_at=warn_at,
            words=command.words,
            body_site=command.body_site,
            why=command.why,
            rule=command.rule,
            priority=command.priority,
            policy_version=command.policy_version,
            sign_by=sign_until(facts.now, minutes, due_at, facts.signing_calendar),
            sign_minutes=minutes,
        ),
    )


def _require_complete(command: c.AskCoHandler, days: int, facts: Facts) -> None:
    lacking: dict[str, str] = {}
    most = facts.limits.cohandle_max_days
    if not facts.target_known:
        lacking["to_site"] = "handover.unknown_site"
    if not command.words.strip():
        lacking["words"] = "cohandler.question"
    if not 1 <= days <= most:
        lacking["days"] = "cohandler.days"
    if lacking:
        raise invalid("cohandler.incomplete", lacking, days=most)


def limit(start: datetime, days: int, facts: Facts, stops: Sequence[Stop] = ()) -> tuple[datetime, datetime]:
    """When a part of so many working days is due, stopped days left out, and from when on that is near."""
    due_at = due_after(start, days, facts.calendar, stops)
    return due_at, warn_instant(start, due_at, days, facts.limits.near, facts.calendar)


def may_cohandle(site: Site) -> bool:
    """Whether there is somebody at the site who could do a part: an office decides and handles nothing,
    and a body outside has no desk: its supervising department is asked in its place.
    """
    return site.kind not in (SiteKind.OFFICE, SiteKind.EXTERNAL)


def sign(case: Case, command: c.SignCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """The actor's site takes its part on, by the hand of somebody on duty.

    Raises Refusal conflict `cohandler.none` or `cohandler.signed`, illegal_move `duty.…`.
    """
    require_on_duty(facts)
    part = _mine(case, facts)
    if part.state is CoHandlerState.SIGNED:
        raise conflict("cohandler.signed")
    return (e.CoHandlerSigned(cohandler_id=part.id, site=part.site, minutes=_minutes(part, facts)),)


def answer(case: Case, command: c.AnswerCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """The opinion of the actor's site, which must have signed for its part.

    Raises Refusal invalid `cohandler.opinion`, conflict `cohandler.none` or `cohandler.unsigned`.
    """
    part = _mine(case, facts)
    if part.state is not CoHandlerState.SIGNED:
        raise conflict("cohandler.unsigned")
    require_all_back(tuple(filing for filing in case.open_filings if filing.site == part.site))
    lacking: dict[str, str] = {}
    if command.opinion not in list(Opinion):
        lacking["opinion"] = "cohandler.opinion"
    if not command.words.strip():
        lacking["words"] = "cohandler.words"
    if lacking:
        raise invalid("cohandler.opinion", lacking)
    return (
        e.CoHandlerAnswered(
            cohandler_id=part.id,
            site=part.site,
            opinion=Opinion(command.opinion),
            words=command.words,
            due_at=part.due_at,
            minutes=_minutes(part, facts),
            late=_late(case, part, facts.now),
            evidence=command.evidence,
        ),
    )


def release(case: Case, command: c.ReleaseCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """No longer needed. Raises Refusal invalid `cohandler.release`, or conflict `cohandler.over` when it has ended."""
    part = part_of(case, command.cohandler_id)
    if not part.is_open:
        raise conflict("cohandler.over")
    if not command.words.strip():
        raise invalid("cohandler.release", {"words": "cohandler.release"})
    return (e.CoHandlerReleased(cohandler_id=part.id, site=part.site, words=command.words),)


def remind(case: Case, command: c.RemindCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """Reminded, once per limit. Raises Refusal conflict `cohandler.stale` otherwise."""
    part = part_of(case, command.cohandler_id)
    if not part.is_open or part.reminded_at or facts.now < part.warn_at:
        raise conflict("cohandler.stale")
    return (e.CoHandlerReminded(cohandler_id=part.id, site=part.site, due_at=part.due_at),)


def overdue(case: Case, command: c.OverdueCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """Late: a coordinator gets it in view; the part stays open. Raises Refusal conflict `cohandler.stale`.

    Where the case lies on a board for other parts alone, this one joins them there, and holds it until it ends itself.
    While the case is offered it comes before nobody: who has signed first says who its coordinator is.
    """
    part = part_of(case, command.cohandler_id)
    if not part.is_open or part.overdue_at or facts.now < part.due_at:
        raise conflict("cohandler.stale")
    put = "" if case.pool_site else command.board
    board = case.pool_site if case.watched else put
    late = e.CoHandlerOverdue(cohandler_id=part.id, site=part.site, due_at=part.due_at, board=board)
    return late, *pooled(put, "pool.cohandler_overdue")


def reminder_of(part: CoHandler) -> datetime | None:
    """When it is to be reminded, or None where that would not be between its beginning and its limit."""
    return part.warn_at if part.asked_at < part.warn_at < part.due_at else None


def moved_limits(case: Case, facts: Facts, stops: Sequence[Stop]) -> tuple[e.Event, ...]:
    """The limits of open parts and filings after the clocks of the case stood still; none ever moves earlier."""
    return (*_moved_limits(case, facts, stops), *moved_filings(case, facts, stops))


def _moved_limits(case: Case, facts: Facts, stops: Sequence[Stop]) -> Iterable[e.Event]:
    for part in case.open_cohandlers:
        due_at, warn_at = limit(part.asked_at, part.days, facts, stops)
        due_at, warn_at = max(due_at, part.due_at), max(warn_at, part.warn_at)
        sign_by = moved_signing(part, due_at, facts, stops)
        if (due_at, sign_by) != (part.due_at, part.sign_by):
            yield e.CoHandlerLimitMoved(
                cohandler_id=part.id, site=part.site, due_at=due_at, warn_at=warn_at, sign_by=sign_by
            )


def closed_parts(case: Case) -> tuple[e.Event, ...]:
    """What ends unanswered with the case: parts, and filings with bodies outside."""
    ended = (e.CoHandlerClosed(cohandler_id=part.id, site=part.site) for part in case.open_cohandlers)
    return *ended, *closed_filings(case)


def _mine(case: Case, facts: Facts) -> CoHandler:
    part = case.open_part(facts.actor.site_id)
    if part is None:
        raise conflict("cohandler.none")
    return part


def part_of(case: Case, part_id: UUID) -> CoHandler:
    """The part with that id. Raises Refusal invalid `cohandler.unknown`."""
    found = next((part for part in case.cohandlers if part.id == part_id), None)
    if found is None:
        raise invalid("cohandler.unknown", {"cohandler_id": "cohandler.unknown"})
    return found


def pooled(board: str, why: str, words: str = "") -> tuple[e.Event, ...]:
    """Before the coordinator at `board`; nothing where it is ''."""
    return (e.Pooled(site=board, why=why, words=words),) if board else ()


def _minutes(part: CoHandler, facts: Facts) -> int:
    return minutes_between(part.asked_at, facts.now, facts.calendar)


def _late(case: Case, part: CoHandler, now: datetime) -> bool:
    """Past its limit; while the clocks stand still nothing becomes late."""
    return part.overdue_at is not None or (case.state is not CaseState.PAUSED and now > part.due_at)
