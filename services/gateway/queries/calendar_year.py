"""A year of the working calendar as a page shows it: months of days, where they come from, how far its effects are."""

from calendar import Calendar
from collections.abc import Iterator
from datetime import date

import msgspec

from services.gateway.queries.places import SiteView, site_view
from shared.domain.deadlines.calendar import OfficeHours, WorkCalendar, YearStatus, local_date
from shared.domain.deadlines.layers import NATION, Day, Publication, chain, owner_of
from shared.store import calendars, deadline_sweeps
from shared.store.deadline_sweeps import Sweep
from shared.store.uow import Work


class DayCell(msgspec.Struct, frozen=True, kw_only=True):
    """A date: `work`, `off`, `rest` (a day off in the week) or `makeup` (a worked weekend); why, and by which layer."""

    day: date
    kind: str
    name: str = ""
    layer: str = ""


class LayerView(msgspec.Struct, frozen=True, kw_only=True):
    """What a layer says of the year, and whether the actor's tenant publishes it. None: nothing of its own."""

    id: str
    name: str
    ours: bool
    publication: Publication | None
    versions: tuple[Publication, ...]


class YearView(msgspec.Struct, frozen=True, kw_only=True):
    """The year as it reaches a site. `status` None: it is not known. `months` are weeks of days, None outside."""

    year: int
    site: SiteView
    status: YearStatus | None
    version: int
    worked: int
    months: tuple[tuple[tuple[DayCell | None, ...], ...], ...]
    layers: tuple[LayerView, ...]
    hours: OfficeHours
    sweeps: tuple[Sweep, ...]
    unsettled: tuple[int, ...]


def calendar_year(work: Work, year: int, site_id: str) -> YearView:
    """Raises Refusal not_found `site.unknown`."""
    ref, today = work.reference, local_date(work.now)
    site = ref.tree.site(site_id)
    calendar, names = ref.calendar_at(site.id), chain(ref.tree, site.id)
    known = year in calendar.years
    days = {day.day: (day.name, layer) for layer in names for day in _days(ref.layers.get(layer, ()), year)}
    months = tuple(_month(year, n, calendar, days) for n in range(1, 13)) if known else ()
    return YearView(
        year=year,
        site=site_view(ref.tree, site.id, work.actor.site_id),
        status=calendar.years.get(year),
        version=calendar.version,
        worked=sum(cell.kind in ("work", "makeup") for month in months for week in month for cell in week if cell),
        months=months,
        layers=tuple(_layers(work, names, year)),
        hours=calendar.hours_on(today if today.year == year else date(year, 1, 1)),
        sweeps=deadline_sweeps.latest(work.conn),
        unsettled=tuple(y for y in (today.year, today.year + 1) if calendar.years.get(y) is not YearStatus.OFFICIAL),
    )


def _days(publications: tuple[Publication, ...], year: int) -> Iterator[Day]:
    for one in publications:
        yield from (day for day in one.days if day.day.year == year and (day.name or one.layer != NATION))


def _month(
    year: int, month: int, calendar: WorkCalendar, days: dict[date, tuple[str, str]]
) -> tuple[tuple[DayCell | None, ...], ...]:
    weeks = Calendar().monthdatescalendar(year, month)
    return tuple(tuple(_cell(day, calendar, days) if day.month == month else None for day in week) for week in weeks)


def _cell(day: date, calendar: WorkCalendar, days: dict[date, tuple[str, str]]) -> DayCell:
    name, layer = days.get(day, ("", ""))
    weekend = day.weekday() >= 5
    if calendar.is_working(day):
        return DayCell(day=day, kind="makeup" if weekend else "work", name=name, layer=layer)
    return DayCell(day=day, kind="rest" if name or not weekend else "off", name=name, layer=layer)


def _layers(work: Work, names: tuple[str, ...], year: int) -> Iterator[LayerView]:
    ref = work.reference
    every = calendars.versions(work.conn, names, year)
    for name in names:
        current = next((one for one in ref.layers.get(name, ()) if one.year == year), None)
        yield LayerView(
            id=name,
            name=ref.tree.site(name).name if name in ref.tree else "",
            ours=owner_of(ref.tree, name) == work.actor.tenant_id,
            publication=current,
            versions=tuple(one for one in every if one.layer == name),
        )
