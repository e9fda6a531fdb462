"""The co-handlers of a case as its file shows them (会办进度): each with its own lamp and days left."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.timeline import staff_names
from shared.domain.cases.joint import CoHandler, Filing
from shared.domain.cases.model import Case, CaseState
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.domain.deadlines.workdays import days_between
from shared.store.uow import Work


class CoHandling(msgspec.Struct, frozen=True, kw_only=True):
    """A site's part. `days_left` counts the case's working days to its own limit; None once it is over."""

    part: CoHandler
    site: SiteView
    lamp: Lamp
    days_left: int | None
    body: SiteView | None = None


def cohandling(work: Work, case: Case) -> tuple[CoHandling, ...]:
    """The parts in the order in which they were asked."""
    return tuple(_one(work, case, part) for part in case.cohandlers)


def _one(work: Work, case: Case, part: CoHandler) -> CoHandling:
    ref, calendar = work.reference, work.reference.calendar_at(case.tenant_id)
    paused = case.state is CaseState.PAUSED
    return CoHandling(
        part=part,
        site=site_view(ref.tree, part.site, work.actor.site_id),
        body=site_view(ref.tree, part.body_site, work.actor.site_id) if part.body_site else None,
        lamp=lamp(work.now, part.due_at, None, part.warn_at, paused) if part.is_open else Lamp.NONE,
        days_left=days_between(work.now, part.due_at, calendar) if part.is_open else None,
    )


class FilingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A filing with a body outside, as the file shows it. `lamp` is None once it is back."""

    filing: Filing
    body: SiteView
    site: SiteView
    person: str
    lamp: Lamp | None
    days_left: int | None


def filing_lines(work: Work, case: Case) -> tuple[FilingLine, ...]:
    """The filings in the order in which they were made."""
    names = staff_names(work, {one.staff for one in case.filings})
    return tuple(_filing(work, case, one, names) for one in case.filings)


def _filing(work: Work, case: Case, one: Filing, names: Mapping[UUID, str]) -> FilingLine:
    ref, here, calendar = work.reference, work.actor.site_id, work.reference.calendar_at(case.tenant_id)
    is_open = one.ended_at is None
    return FilingLine(
        filing=one,
        body=site_view(ref.tree, one.body_site, here),
        site=site_view(ref.tree, one.site, here),
        person=names.get(one.staff, "") if one.staff else "",
        lamp=lamp(work.now, one.due_at, None, None, case.state is CaseState.PAUSED) if is_open else None,
        days_left=days_between(work.now, one.due_at, calendar) if is_open else None,
    )
