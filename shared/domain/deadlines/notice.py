"""The yearly notice of holidays as a file (holiday-cn's schema), checked before anybody's date moves by it.

A national notice names days off and make-up days, sometimes of the December before its year. A local one may also name
office hours: `"hours": [{"since": "2026-05-01", "until": "2026-09-30", "spans": [["08:00", "12:00"], …]}]`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time, timedelta
from itertools import pairwise

import msgspec

from shared.domain.deadlines.calendar import OfficeHours, Season, WorkCalendar, YearStatus
from shared.domain.deadlines.layers import NATION, Day, Publication
from shared.kernel.errors import Refusal, invalid

LONGEST_GAP = 30
"""Days between one day of a holiday and the next of the same name; a day farther off is taken for a slip. Our default:
make-up days have lain up to two weeks from their holiday."""

HOLIDAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
"""Which holidays a national year has (全国年节及纪念日放假办法 2); one that is missing is worth a warning."""

_DAY = timedelta(days=1)


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True, rename={"is_off": "isOffDay"}):
    """A date that is not what its weekday says; still as it was written."""

    name: str
    date: str
    is_off: bool


class Hours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Office hours of a season; the times are still as written."""

    since: date
    until: date | None = None
    spans: tuple[tuple[str, str], ...]

    @property
    def times(self) -> tuple[tuple[time, time], ...]:
        """The spans, none where one of them is no time."""
        try:
            return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in self.spans)
        except ValueError:
            return ()


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The file. `papers` are the addresses of the official text; without one the year is provisional."""

    year: int
    papers: tuple[str, ...] = ()
    days: tuple[SpecialDay, ...] = ()
    hours: tuple[Hours, ...] = ()


def read(raw: bytes) -> Notice:
    """The notice. Raises Refusal invalid `notice.unreadable` for what is no such file."""
    try:
        return msgspec.json.decode(raw, type=Notice)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise invalid("notice.unreadable", {"file": "notice.unreadable"}, error=str(error)) from None


def faults(notice: Notice, wanted: int, layer: str, above: Callable[[date], bool]) -> tuple[Refusal, ...]:
    """Everything that is wrong with it for this year and layer; `above` says whether a date is worked without it."""
    return (
        *_year_faults(notice, wanted, layer),
        *_date_faults(notice, wanted),
        *_meaning_faults(notice, wanted, above),
        *_hours_faults(notice, wanted),
    )


def _year_faults(notice: Notice, wanted: int, layer: str) -> Iterator[Refusal]:
    if notice.year != wanted:
        yield invalid("notice.year", year=notice.year, wanted=wanted)
    if not notice.days and (layer == NATION or not notice.hours):
        yield invalid("notice.empty", year=notice.year)


def _date_faults(notice: Notice, wanted: int) -> Iterator[Refusal]:
    seen: set[date] = set()
    for entry in notice.days:
        day = _date(entry.date)
        if day is None:
            yield invalid("notice.no_date", date=entry.date)
        elif day in seen:
            yield invalid("notice.twice", date=entry.date)
        elif not date(wanted - 1, 12, 1) <= day <= date(wanted, 12, 31):
            yield invalid("notice.outside", date=entry.date, year=wanted)
        seen |= {day} if day else set()


def _meaning_faults(notice: Notice, wanted: int, above: Callable[[date], bool]) -> Iterator[Refusal]:
    for entry in notice.days:
        day = _date(entry.date)
        if day and day.year in (wanted, wanted - 1) and not entry.is_off and above(day):
            yield invalid("notice.no_make_up", date=entry.date)
    for name in sorted({entry.name for entry in notice.days}):
        days = sorted(d for d in (_date(entry.date) for entry in notice.days if entry.name == name) if d)
        for before, after in pairwise(days):
            if (after - before).days > LONGEST_GAP:
                yield invalid("notice.too_far", name=name, date=after.isoformat())


def _hours_faults(notice: Notice, wanted: int) -> Iterator[Refusal]:
    for hours in notice.hours:
        edges = [edge for span in hours.times for edge in span]
        if not edges or edges != sorted(set(edges)) or (hours.until and hours.until < hours.since):
            yield invalid("notice.hours", since=hours.since.isoformat())
        elif hours.since.year != wanted:
            yield invalid("notice.hours_year", since=hours.since.isoformat(), year=wanted)


def missing_holidays(notice: Notice, layer: str) -> tuple[str, ...]:
    """The holidays of a year that a national notice does not name: told, not refused."""
    named = " ".join(entry.name for entry in notice.days)
    return tuple(name for name in HOLIDAYS if name not in named) if layer == NATION else ()


def publication(notice: Notice, layer: str, version: int, source: str, reason: str) -> Publication:
    """What is published of a notice without faults: the nation has one entry for every date, others their own days."""
    special = {entry.day: entry for entry in _special(notice)}
    days = special | ({d.day: special.get(d.day, d) for d in _ordinary(notice.year)} if layer == NATION else {})
    official = bool(notice.papers) or layer != NATION
    return Publication(
        layer=layer,
        year=notice.year,
        version=version,
        status=YearStatus.OFFICIAL if official else YearStatus.PROVISIONAL,
        source=source or " ".join(notice.papers),
        reason=reason,
        days=tuple(days[day] for day in sorted(days)),
        seasons=tuple(Season(since=h.since, until=h.until, hours=OfficeHours(spans=h.times)) for h in notice.hours),
    )


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A date that will be another than it was; `was` None where its year was not known."""

    day: date
    was: bool | None
    working: bool
    name: str = ""


def changes(before: WorkCalendar, after: WorkCalendar, new: Publication) -> tuple[Change, ...]:
    """The dates the publication speaks of that would be worked otherwise than before, in order."""
    names = {entry.day: entry.name for entry in new.days}
    found = []
    for day in _dates(new):
        was = before.is_working(day) if day.year in before.years else None
        working = after.is_working(day) if day.year in after.years else None
        if working is not None and working != was:
            found.append(Change(day=day, was=was, working=working, name=names.get(day, "")))
    return tuple(found)


def _dates(new: Publication) -> Sequence[date]:
    first, last = date(new.year, 1, 1), date(new.year, 12, 31)
    early = sorted(entry.day for entry in new.days if entry.day < first)
    return [*early, *(first + _DAY * i for i in range((last - first).days + 1))]


def _special(notice: Notice) -> Iterator[Day]:
    for entry in notice.days:
        yield Day(day=date.fromisoformat(entry.date), working=not entry.is_off, name=entry.name)


def _ordinary(year: int) -> Iterator[Day]:
    day = date(year, 1, 1)
    while day.year == year:
        yield Day(day=day, working=day.weekday() < 5)
        day += _DAY


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
