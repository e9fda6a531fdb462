"""`bangban calendar`: look at the working calendar, import a notice, and say what is provisional or missing."""

import re
from datetime import date
from pathlib import Path

from deploy import operators, surroundings
from deploy.commands.services import KEYS, opened
from deploy.problems import Problem
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.deadlines.calendar import WorkCalendar, YearStatus, local_date
from shared.domain.deadlines.importing import Preview
from shared.domain.deadlines.layers import NATION, chain, owner_of
from shared.domain.deadlines.notice import read
from shared.kernel.errors import Refusal
from shared.kernel.i18n import text
from shared.store import publish_calendar as store
from shared.store.engine import Store
from shared.store.uow import Work


def bring_in(file: Path, layer: str, year: int, source: str, reason: str, publish: bool) -> None:
    """Prints what would change; with `publish` it does. Raises Problem for a file with faults, telling all of them."""
    with opened("app", *KEYS) as (_, opened_store):
        try:
            notice = read(file.read_bytes())
            wanted = year or _year_in(file.name) or notice.year
            with opened_store.work(_owner(opened_store, layer)) as work:
                seen = store.look(work, notice, wanted, layer, source, reason)
                _tell(seen)
                if publish:
                    version = store.publish(work, seen, operators.a_reason(reason), operators.me())
                    print(f"published as version {version}; open deadlines are being computed anew")
        except Refusal as no:
            raise Problem(_words(no)) from None
    if not publish:
        print("nothing was changed: add --publish and --reason")


def show(year: int, site: str) -> None:
    """Prints a year as it reaches a site: what is special, month by month, and where it comes from."""
    with opened("app", *KEYS) as (_, opened_store), opened_store.work(_root(opened_store)) as work:
        ref = work.reference
        year = year or local_date(work.now).year
        at = site or ref.root_tenant
        if at not in ref.tree:
            raise Problem(f"there is no site {at!r}", "`bangban calendar show --site 150271` shows the zone's")
        calendar = ref.calendar_at(at)
        if year not in calendar.years:
            raise Problem(f"{year} is not in the calendar", "`bangban calendar import FILE` brings a notice in")
        for layer in chain(ref.tree, at):
            for one in ref.layers.get(layer, ()):
                if one.year == year:
                    print(f"{layer:<12} version {one.version:<4} {one.status:<12} {one.source}")
        _print_year(work, calendar, at, year)


def check() -> int:
    """Prints what is provisional or missing of this year and the next; 1 where this year is."""
    found = standing()
    for year, status in found.items():
        print(f"{year}: {status or 'missing'}")
    return 0 if found[min(found)] is YearStatus.OFFICIAL else 1


def standing() -> dict[int, YearStatus | None]:
    """How this year and the next stand in the calendar of the nation; None for one that is missing."""
    with opened("app", *KEYS) as (_, opened_store), opened_store.work(_root(opened_store)) as work:
        known, today = work.reference.calendar.years, local_date(work.now)
        return {year: known.get(year) for year in (today.year, today.year + 1)}


def _print_year(work: Work, calendar: WorkCalendar, at: str, year: int) -> None:
    names = {
        d.day: d.name for n in chain(work.reference.tree, at) for p in work.reference.layers.get(n, ()) for d in p.days
    }
    special = [day for day in _dates(year) if names.get(day) or calendar.is_working(day) != (day.weekday() < 5)]
    for day in special:
        print(f"  {day} {day:%a}  {'worked' if calendar.is_working(day) else 'off':<7} {names.get(day, '')}")
    worked = sum(calendar.is_working(day) for day in _dates(year))
    spans = " ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in calendar.hours_on(date(year, 1, 1)).spans)
    print(f"{worked} working days, open {spans}, version {calendar.version}, {calendar.years[year]}")


def _dates(year: int) -> list[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(first + i) for i in range(date(year, 12, 31).toordinal() - first + 1)]


def _tell(seen: Preview) -> None:
    if seen.faults:
        raise Problem(f"the notice has {len(seen.faults)} fault(s)", "\n".join(f"  {_words(no)}" for no in seen.faults))
    before = f", in place of version {seen.replaces.version}" if seen.replaces else ""
    print(f"{seen.layer} {seen.year} {seen.status}{before}: {len(seen.changes)} date(s) change")
    for change in seen.changes:
        was = {True: "worked", False: "off", None: "unknown"}[change.was]
        if change.was is not None or change.name:
            print(f"  {change.day} {was} -> {'worked' if change.working else 'off'} {change.name}")
    for name in seen.missing:
        print(f"  warning: {name} is not in the notice")


def _owner(opened_store: Store, layer: str) -> Actor:
    root = _root(opened_store)
    if layer == NATION:
        return root
    with opened_store.work(root) as work:
        return _operator(owner_of(work.reference.tree, layer))


def _root(opened_store: Store) -> Actor:
    with opened_store.work(_operator("")) as work:
        return _operator(work.reference.root_tenant)


def _operator(tenant: str) -> Actor:
    return Actor(tenant_id=tenant, site_id=tenant, roles=frozenset({Role.SYSTEM}), name=operators.me())


def _words(no: Refusal) -> str:
    return text(f"refusal.{no.code}", surroundings.settings().locale, **no.params)


def _year_in(name: str) -> int:
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
    return int(found[1]) if found else 0
