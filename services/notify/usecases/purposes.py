"""What we write to applicants about: whether it is still to be said, and what stands in it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import msgspec

from services.notify.deps import Deps
from shared.domain.cases.events import HandoverSigned
from shared.domain.cases.model import OPEN_STATES, Case, CaseState
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.notices import OFF
from shared.store import evaluations, gaming, ratings, second_ratings
from shared.store.ratings import Link
from shared.store.uow import Work

RATING, ACCEPTED, HANDED_ON, GAPS, PAUSED = "rating", "accepted", "handed_on", "gaps", "paused"
EXTENDED, EXCLUDED, COMPLETED, TERMINATED = "extended", "excluded", "completed", "terminated"
SECOND_RATING = "second_rating"
RATING_REMINDER = "rating_reminder"

_FILED = CaseState.ARCHIVED


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """`asks`: an answer to it means something. `due`: it is true and wanted now. `values`: what fills its text."""

    asks: bool
    due: Callable[[Work, Case, int], bool]
    values: Callable[[Deps, Work, Case, int], Mapping[str, str]]


def link_days(work: Work, tenant_id: str) -> timedelta:
    """How long a prompt may be answered, by link or by SMS."""
    return timedelta(days=work.reference.number(tenant_id, "rating.link_days", 30))


def _unrated(work: Work, case: Case, round_: int) -> bool:
    """Done, and nobody said how it went, nor that they would rather not be asked; no phone of staff."""
    if case.state is not CaseState.COMPLETED or case.round != round_:
        return False
    asked = evaluations.take(work.conn, case.id, round_)
    refused = asked is not None and asked.state is EvaluationState.REFUSED
    if refused or gaming.is_staff(work, gaming.phone_of(work, case)):
        return False
    return ratings.find(work.conn, case.id, round_, work.keys.vault) is None


def _rating(deps: Deps, work: Work, case: Case, round_: int) -> Mapping[str, str]:
    """Each attempt has a link of its own: only digests are kept, so an earlier one cannot be written again."""
    expires = work.now + link_days(work, case.tenant_id)
    link = Link(tenant_id=case.tenant_id, case_id=case.id, round=round_, expires_at=expires)
    secret = ratings.make_link(work.conn, work.keys.token_key, link, work.now)
    return {**_named(work, case), "link": f"{deps.base_url}/r/{secret}"}


def _accepted(_deps: Deps, work: Work, case: Case, _round: int) -> Mapping[str, str]:
    due = case.told_due or case.statutory_due or work.now
    day = _day(local_date(due), local_date(work.now))
    return {**_named(work, case), "due": day, "phone": work.reference.help_phone(case.tenant_id)}


def _is_accepted(work: Work, case: Case, _round: int) -> bool:
    """And what is promised still to come; or kept on this very day, when the text may come a moment after the act."""
    today = case.completed_at is not None and local_date(case.completed_at) == local_date(work.now)
    return bool(case.number) and (case.state in OPEN_STATES or (case.state is CaseState.COMPLETED and today))


def _extended(_work: Work, case: Case, round_: int) -> bool:
    """Whether that extension is the last one, and what it promises still to come."""
    return case.extensions == round_ and case.state in OPEN_STATES


def _completed(_work: Work, case: Case, round_: int) -> bool:
    return case.completed_at is not None and case.round == round_ and case.state in (CaseState.COMPLETED, _FILED)


def _terminated(_work: Work, case: Case, _round: int) -> bool:
    return case.closed_at is not None and case.completed_at is None and case.state in (CaseState.TERMINATED, _FILED)


def _stands(_work: Work, case: Case, round_: int) -> bool:
    return case.state is CaseState.PAUSED and len(case.stops) == round_


def _held_still(work: Work, case: Case, seq: int) -> bool:
    """Whether the hand-over that event tells of still is the last one, and the case at work."""
    signed = next((h.event for h in work.cases.history(case.id) if h.seq == seq), None)
    last = case.signed_for[-1].id if case.signed_for else None
    return isinstance(signed, HandoverSigned) and signed.handover_id == last and case.state in OPEN_STATES


def _handed_on(deps: Deps, work: Work, case: Case, round_: int) -> Mapping[str, str]:
    return {**_accepted(deps, work, case, round_), "place": work.reference.tree.site(case.holder_site).short_name}


def _with_phone(_deps: Deps, work: Work, case: Case, _round: int) -> Mapping[str, str]:
    return {**_named(work, case), "phone": work.reference.help_phone(case.tenant_id)}


def _named(work: Work, case: Case) -> Mapping[str, str]:
    item = work.reference.versions[case.item_code, case.item_version]
    return {"item": item.name, "number": case.number, "name": work.person(case).mask}


def _day(day: date, today: date) -> str:
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


PURPOSES: Mapping[str, Purpose] = {
    RATING: Purpose(asks=True, due=_unrated, values=_rating),
    SECOND_RATING: Purpose(asks=True, due=second_ratings.awaited, values=_with_phone),
    RATING_REMINDER: Purpose(asks=True, due=_unrated, values=_rating),
    EXTENDED: Purpose(asks=False, due=_extended, values=_accepted),
    HANDED_ON: Purpose(asks=False, due=_held_still, values=_handed_on),
    GAPS: Purpose(asks=False, due=_stands, values=_with_phone),
    PAUSED: Purpose(asks=False, due=_stands, values=_with_phone),
    EXCLUDED: Purpose(asks=False, due=_stands, values=_with_phone),
    COMPLETED: Purpose(asks=False, due=_completed, values=_with_phone),
    TERMINATED: Purpose(asks=False, due=_terminated, values=_with_phone),
    ACCEPTED: Purpose(asks=False, due=_is_accepted, values=_accepted),
}


def wanted(work: Work, case: Case, purpose: str, round_: int) -> bool:
    """Whether it is still to be said: it is true, and the locality has not switched it off (`notice.<purpose>`).

    Raises KeyError for a purpose nobody knows.
    """
    on = work.reference.whole(case.tenant_id, f"notice.{purpose}", int(purpose not in OFF))
    return PURPOSES[purpose].due(work, case, round_) and bool(on)
