"""Sites of the actor's tenant that have cases to handle and nobody to do it, now or in the coming days."""

from collections.abc import Collection, Mapping

import msgspec

from services.gateway.queries.loads import Load, loads
from services.gateway.queries.places import SiteView, site_view
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.alarms import Alarm, alarm_of
from shared.domain.roster.model import Roster
from shared.store import rosters
from shared.store.reference import Reference
from shared.store.uow import Work


class AlarmRow(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm, with the site's name and the open cases that lie there."""

    alarm: Alarm
    site: SiteView
    cases: int


def alarms(work: Work, numbers: Mapping[str, Load] | None = None, only: str = "") -> tuple[AlarmRow, ...]:
    """Departments that handle items, and every other site on which cases lie; most cases first. `only` one site."""
    lying = loads(work) if numbers is None else numbers
    wanted = (
        {only} if only else handling(work.reference, work.actor.tenant_id) | {s for s, n in lying.items() if n.total}
    )
    found = _found(work, wanted)
    rows = (
        AlarmRow(
            alarm=one,
            site=site_view(work.reference.tree, one.site_id, work.actor.site_id),
            cases=lying[one.site_id].total if one.site_id in lying else 0,
        )
        for one in found
    )
    return tuple(sorted(rows, key=lambda row: (-row.cases, row.alarm.day, row.site.id)))


def handling(ref: Reference, tenant_id: str) -> set[str]:
    """The departments of a tenant that some open item names."""
    names = {name for item in ref.items.values() if item.open for name in item.handlers if name.startswith("dept:")}
    found = (ref.tree.department(tenant_id, name.removeprefix("dept:")) for name in names)
    return {site.id for site in found if site is not None}


def _found(work: Work, sites: Collection[str]) -> list[Alarm]:
    today, ahead = local_date(work.now), work.reference.whole(work.actor.tenant_id, "roster.ahead_days", 7)
    known = rosters.of_sites(work, sites)
    every = (known.get(site) or Roster(site_id=site) for site in sorted(sites))
    found = (alarm_of(roster, today, work.reference.calendar_at(roster.site_id), ahead) for roster in every)
    return [alarm for alarm in found if alarm]
