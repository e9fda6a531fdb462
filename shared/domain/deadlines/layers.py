"""Layers of the working calendar: nation, region, city, district, and any site with all below it; the nearest wins.

A layer is named by the nation's code, by the two digits of its region, or by the id of a site: a centre speaks for its
whole tenant, a town for its villages, a hall for itself. A layer says only what differs from the layers above it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from shared.domain.deadlines.calendar import OfficeHours, Season, WorkCalendar, YearStatus
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import forbidden, invalid

NATION = "CN"
_REGION = 2  # digits of a region's code (GB/T 2260)


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What a layer says of a date; `name` tells why it is special, '' for an ordinary one."""

    day: date
    working: bool
    name: str = ""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one year of one layer, as it was published. Earlier versions stay and count no more.

    `days` may reach into the December before, which a notice sometimes speaks of.
    """

    layer: str
    year: int
    version: int
    status: YearStatus
    source: str
    reason: str = ""
    days: tuple[Day, ...] = ()
    seasons: tuple[Season, ...] = ()
    published_at: datetime | None = None
    published_by: str = ""


Layers = Mapping[str, tuple[Publication, ...]]
"""The publications in force of every layer, one a year, in the order of their years."""


def chain(tree: OrgTree, site_id: str) -> tuple[str, ...]:
    """The layers a site stands under, the most general first and its own last."""
    sites = [site.id for site in tree.up(site_id)][::-1]
    return (NATION, sites[0][:_REGION], *sites)


def merged(publications: Iterable[Publication], hours: OfficeHours) -> WorkCalendar:
    """One calendar from publications ordered from the most general to the nearest; `hours` where none says others.

    Which years are known is the nation's to say; a nearer layer can only make a year provisional.
    """
    years: dict[int, YearStatus] = {}
    exceptions: dict[date, bool] = {}
    seasons: list[Season] = []
    version = 1
    for one in publications:
        if one.layer == NATION or one.year in years:
            known = years.get(one.year, YearStatus.OFFICIAL)
            years[one.year] = max(known, one.status)  # "provisional" sorts after "official"
        exceptions |= {entry.day: entry.working for entry in one.days}
        seasons = [*sorted(one.seasons, key=lambda season: season.since, reverse=True), *seasons]
        version = max(version, one.version)
    return WorkCalendar(years=years, exceptions=exceptions, hours=hours, version=version, seasons=tuple(seasons))


def owner_of(tree: OrgTree, layer: str) -> str:
    """The tenant whose layer it is: the topmost for nation and region. Raises Refusal invalid `calendar.layer`."""
    root = next((site for site in tree if site.parent_id is None), None)
    if root is not None and layer in (NATION, root.id[:_REGION]):
        return root.tenant_id
    if layer not in tree:
        raise invalid("calendar.layer", {"layer": "calendar.layer"}, layer=layer)
    return tree.site(layer).tenant_id


def require_owner(tree: OrgTree, layer: str, tenant_id: str) -> None:
    """Raises Refusal forbidden `calendar.foreign` where the layer is another tenant's."""
    if owner_of(tree, layer) != tenant_id:
        raise forbidden("calendar.foreign", layer=layer)
