"""Importing a notice into a layer: what would change, and whether it may be published."""

from collections.abc import Callable
from datetime import date

import msgspec

from shared.domain.deadlines.calendar import OfficeHours, WorkCalendar, YearStatus
from shared.domain.deadlines.layers import NATION, Layers, Publication, chain, merged, owner_of
from shared.domain.deadlines.notice import Change, Notice, changes, faults, missing_holidays, publication
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import Refusal, conflict, invalid


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What holds before: all layers, the hours where none says others, and the tree they hang on."""

    layers: Layers
    hours: OfficeHours
    tree: OrgTree

    def above(self, layer: str) -> tuple[str, ...]:
        """The layers over one, the most general first. Raises Refusal invalid `calendar.layer`."""
        owner_of(self.tree, layer)
        names = chain(self.tree, layer if layer in self.tree else self.tree.root.id)
        return names[: names.index(layer)]

    def calendar(self, names: tuple[str, ...], instead: Publication | None = None) -> WorkCalendar:
        """The calendar of these layers, with a publication in place of its layer's own of that year."""
        found = []
        for name in names:
            ours = [p for p in self.layers.get(name, ()) if not _same_year(p, instead)]
            found += sorted([*ours, *([instead] if instead and instead.layer == name else [])], key=lambda p: p.year)
        return merged(found, self.hours)

    def current(self, layer: str, year: int) -> Publication | None:
        """What the layer says of a year now."""
        return next((p for p in self.layers.get(layer, ()) if p.year == year), None)


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing would do. With `faults` nothing can be published; `missing` holidays are only told.

    `replaces` is the publication it takes the place of.
    """

    layer: str
    year: int
    status: YearStatus
    faults: tuple[Refusal, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[str, ...] = ()
    hours_change: bool = False
    replaces: Publication | None = None
    publication: Publication | None = None


def preview(notice: Notice, wanted: int, layer: str, standing: Standing, source: str = "", reason: str = "") -> Preview:
    """Looks at everything and changes nothing. Raises Refusal invalid `calendar.layer` or `calendar.year_missing`."""
    names = (*standing.above(layer), layer)
    over = standing.calendar(names[:-1])
    wrong = faults(notice, wanted, layer, _worked_above(layer, over))
    status = YearStatus.OFFICIAL if notice.papers or layer != NATION else YearStatus.PROVISIONAL
    if wrong:
        return Preview(layer=layer, year=wanted, status=status, faults=wrong)
    new = publication(notice, layer, 0, source, reason)
    before, after = standing.calendar(names), standing.calendar(names, new)
    return Preview(
        layer=layer,
        year=wanted,
        status=status,
        changes=changes(before, after, new),
        missing=missing_holidays(notice, layer),
        hours_change=before.seasons != after.seasons,
        replaces=standing.current(layer, wanted),
        publication=new,
    )


def require_publishable(seen: Preview, reason: str) -> Publication:
    """The publication. Raises its first fault, or `calendar.same`, `calendar.provisional`, `calendar.reason`."""
    if seen.faults or seen.publication is None:
        raise seen.faults[0]
    before = seen.replaces
    if before and before.status is YearStatus.OFFICIAL and seen.status is YearStatus.PROVISIONAL:
        raise conflict("calendar.provisional", year=seen.year)
    if before and not seen.changes and not seen.hours_change and before.status is seen.status:
        raise conflict("calendar.same", year=seen.year, version=before.version)
    if not reason.strip():
        raise invalid("calendar.reason", {"reason": "calendar.reason"})
    return seen.publication


def _worked_above(layer: str, over: WorkCalendar) -> Callable[[date], bool]:
    return (lambda day: day.weekday() < 5) if layer == NATION else over.is_working


def _same_year(one: Publication, other: Publication | None) -> bool:
    return other is not None and (one.layer, one.year) == (other.layer, other.year)
