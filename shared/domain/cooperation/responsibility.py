"""责任时间: whose hands a case was in, minute by minute of open office time, and who made it late.

At every moment since it was handed in, one site answers for the case; our rules, in this order:

* its clock stands still: the time is nobody's lateness; it stands with the site that holds the case, as stopped;
* an offer waits for a signature: the receiver's, from the moment of the offer (a clock that began with the signature
  would reward not signing);
* it lies before a coordinator or a leader: theirs, unless it lies there for nothing but a co-handler's part;
* else: the holder's, and there its named agent's, or whoever acted there last.

What was undone counts as if it had not been. Co-handlers work beside the holder, who answers for the whole. A return
changes who has it from then on and nothing before. All is measured on one calendar, so that it adds up.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.domain.cases.events import Happened
from shared.domain.cases.evolve import evolve
from shared.domain.cases.model import OPEN_STATES, Case, CaseState
from shared.domain.cases.replay import standing
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.minutes import open_time


class Hold(StrEnum):
    """In what way a site had the case."""

    HANDLING = "handling"  # 在办
    SIGNING = "signing"  # 待签收
    PLACING = "placing"  # 待派单、待裁定
    STOPPED = "stopped"  # 停表


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which one site, and there one person where one is known, had the case in one way.

    `minutes` are working minutes; `late` those of them after the promised date, `over` those after the limit for
    signing. Neither counts while the clock stands still.
    """

    since: datetime
    until: datetime
    hold: Hold
    site: str
    person: UUID | None
    minutes: int = 0
    late: int = 0
    over: int = 0


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """The whole time of a case in working minutes, and its stretches, whose minutes add up to it.

    `at_due` had it when the promised date passed, `made_late` had it longest until then, the first of equals: the one
    may have got it the day before. Both are '' for what is not late.
    """

    whole: int = 0
    stretches: tuple[Stretch, ...] = ()
    at_due: str = ""
    made_late: str = ""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What one site, or one person there, had of the whole, in working minutes."""

    site: str
    person: UUID | None
    minutes: int
    handling: int
    signing: int
    placing: int
    stopped: int
    late: int
    over: int


def split(history: Sequence[Happened], now: datetime, calendar: WorkCalendar) -> Split:
    """Who had the case when, from its being handed in to its end, or to now. A draft's time is nobody's.

    Raises Refusal invalid `calendar.year_missing` where the calendar does not reach so far back.
    """
    stretches = tuple(_measured(tuple(_joined(_stretches(history, now))), calendar))
    late = next((s for s in stretches if s.late), None)
    return Split(
        whole=sum(s.minutes for s in stretches),
        stretches=stretches,
        at_due=late.site if late else "",
        made_late=_longest(stretches) if late else "",
    )


def by_site(whole: Split) -> tuple[Share, ...]:
    """What each site had, the longest first."""
    sites = dict.fromkeys(s.site for s in whole.stretches)
    shares = [_share(site, None, [s for s in whole.stretches if s.site == site]) for site in sites]
    return tuple(sorted(shares, key=lambda share: -share.minutes))


def by_person(whole: Split, site: str) -> tuple[Share, ...]:
    """What each person known had at a site, the longest first; None is the site as such."""
    there = [s for s in whole.stretches if s.site == site]
    people = dict.fromkeys(s.person for s in there)
    shares = [_share(site, person, [s for s in there if s.person == person]) for person in people]
    return tuple(sorted(shares, key=lambda share: -share.minutes))


def _share(site: str, person: UUID | None, had: Sequence[Stretch]) -> Share:
    of = {hold: sum(s.minutes for s in had if s.hold is hold) for hold in Hold}
    return Share(
        site=site,
        person=person,
        minutes=sum(of.values()),
        handling=of[Hold.HANDLING],
        signing=of[Hold.SIGNING],
        placing=of[Hold.PLACING],
        stopped=of[Hold.STOPPED],
        late=sum(s.late for s in had),
        over=sum(s.over for s in had),
    )


class _Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch not measured yet, with the two limits that were in force."""

    stretch: Stretch
    due: datetime | None
    sign_by: datetime | None


def _stretches(history: Sequence[Happened], now: datetime) -> Iterator[_Piece]:
    """One piece from each event that stands to the next."""
    stands = standing(history)
    ends = [h.at for h in stands[1:]] + [max(now, stands[-1].at)] if stands else []
    case: Case | None = None
    hands: dict[str, UUID] = {}
    for h, until in zip(stands, ends, strict=True):
        case = evolve(case, h)
        if h.by_staff is not None:
            hands[h.by_site] = h.by_staff
        if case.state in OPEN_STATES and case.state is not CaseState.DRAFT and h.at < until:
            yield _piece(case, hands, h.at, until)


def _piece(case: Case, hands: dict[str, UUID], since: datetime, until: datetime) -> _Piece:
    hold, site = _who(case)
    person = None
    if site == case.holder_site and hold is not Hold.SIGNING:
        person = case.agent or hands.get(site)
    stretch = Stretch(since=since, until=until, hold=hold, site=site, person=person)
    stopped, offered = hold is Hold.STOPPED, case.offered
    return _Piece(
        stretch=stretch,
        due=None if stopped else case.promised_due,
        sign_by=offered.due_at if offered and not stopped else None,
    )


def _who(case: Case) -> tuple[Hold, str]:
    if case.state is CaseState.PAUSED or (case.stops and case.stops[-1].until is None):
        return Hold.STOPPED, case.holder_site
    if case.offered:
        return Hold.SIGNING, case.offered.to_site
    if case.pool_site and not case.watched:
        return Hold.PLACING, case.pool_site
    return Hold.HANDLING, case.holder_site


def _joined(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Pieces that follow one another in the same hands and under the same limits are one."""
    last: _Piece | None = None
    for piece in pieces:
        if last is not None and _same(last, piece):
            last = replace(last, stretch=replace(last.stretch, until=piece.stretch.until))
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _same(one: _Piece, other: _Piece) -> bool:
    a, b = one.stretch, other.stretch
    hands = (a.hold, a.site, a.person) == (b.hold, b.site, b.person)
    return hands and a.until == b.since and (one.due, one.sign_by) == (other.due, other.sign_by)


def _measured(pieces: Sequence[_Piece], calendar: WorkCalendar) -> Iterator[Stretch]:
    """Whole minutes, cut where the running total passes them: however often it is cut, nothing is lost or gained."""
    passed = timedelta()
    for piece in pieces:
        s = piece.stretch
        end = passed + open_time(s.since, s.until, calendar)
        late, over = (_beyond(limit, s, passed, end, calendar) for limit in (piece.due, piece.sign_by))
        yield replace(s, minutes=_whole(end) - _whole(passed), late=late, over=over)
        passed = end


def _beyond(limit: datetime | None, stretch: Stretch, passed: timedelta, end: timedelta, calendar: WorkCalendar) -> int:
    """The minutes of the stretch after the limit; `passed` and `end` are the running total before and after it."""
    if limit is None or limit >= stretch.until:
        return 0
    return _whole(end) - _whole(passed + open_time(stretch.since, max(limit, stretch.since), calendar))


def _whole(time: timedelta) -> int:
    return int(time.total_seconds() // 60)


def _longest(stretches: Sequence[Stretch]) -> str:
    """The site that had it longest before it was late; what stood still counts for nobody."""
    had: dict[str, int] = {}
    for s in stretches:
        if s.hold is not Hold.STOPPED:
            had[s.site] = had.get(s.site, 0) + s.minutes - s.late
    return max(had, key=lambda site: had[site])
