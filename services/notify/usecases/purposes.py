"""What we write to applicants about: whether it is still to be said, and what stands in it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import msgspec

from services.notify.deps import Deps
from shared.domain.cases.model import Case, CaseState
from shared.domain.deadlines.calendar import local_date
from shared.store import ratings, rectifications, second_ratings
from shared.store.ratings import Link
from shared.store.uow import Work

RATING, ACCEPTED, EXTENDED, EXCLUDED = "rating", "accepted", "extended", "excluded"
SECOND_RATING = "second_rating"


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """`asks`: an answer to it means something. `due`: it is true and wanted now. `values`: what fills its text."""

    asks: bool
    due: Callable[[Work, Case, int], bool]
    values: Callable[[Deps, Work, Case, int], Mapping[str, str]]


def link_days(work: Work, tenant_id: str) -> timedelta:
    """How long a prompt may be answered, by link or by SMS."""
    return timedelta(days=work.reference.number(tenant_id, "rating.link_days", 30))


def _unrated(work: Work, case: Case, round_: int) -> bool:
    done = case.state is CaseState.COMPLETED and case.round == round_
    return done and ratings.find(work.conn, case.id, round_, work.keys.vault) is None


def _mended(work: Work, case: Case, round_: int) -> bool:
    """Whether an order about that round is closed and nobody said anything since."""
    order = rectifications.find(work.conn, case.id, round_)
    if order is None or order.closed_at is None or order.excluded:
        return False
    return second_ratings.find(work.conn, case.id, round_, work.keys.vault) is None


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


def _stands(_work: Work, case: Case, round_: int) -> bool:
    return case.state is CaseState.PAUSED and len(case.stops) == round_


def _excluded(_deps: Deps, work: Work, case: Case, _round: int) -> Mapping[str, str]:
    return {**_named(work, case), "phone": work.reference.help_phone(case.tenant_id)}


def _named(work: Work, case: Case) -> Mapping[str, str]:
    item = work.reference.versions[case.item_code, case.item_version]
    return {"item": item.name, "number": case.number, "name": work.person(case).mask}


def _day(day: date, today: date) -> str:
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


PURPOSES: Mapping[str, Purpose] = {
    RATING: Purpose(asks=True, due=_unrated, values=_rating),
    SECOND_RATING: Purpose(asks=True, due=_mended, values=_excluded),
    EXTENDED: Purpose(asks=False, due=lambda _work, case, round_: case.extensions == round_, values=_accepted),
    EXCLUDED: Purpose(asks=False, due=_stands, values=_excluded),
    ACCEPTED: Purpose(asks=False, due=lambda _work, case, _round: bool(case.number), values=_accepted),
}
