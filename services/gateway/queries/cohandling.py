"""The co-handlers of a case as its file shows them (会办进度): each with its own lamp and days left."""

import msgspec

from services.gateway.queries.places import SiteView, site_view
from shared.domain.cases.joint import CoHandler
from shared.domain.cases.model import Case, CaseState
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.domain.deadlines.workdays import days_between
from shared.store.uow import Work


class CoHandling(msgspec.Struct, frozen=True, kw_only=True):
    """A site's part. `days_left` counts working days to its own limit; None once it is over."""

    part: CoHandler
    site: SiteView
    lamp: Lamp
    days_left: int | None


def cohandling(work: Work, case: Case) -> tuple[CoHandling, ...]:
    """The parts in the order in which they were asked."""
    return tuple(_one(work, case, part) for part in case.cohandlers)


def _one(work: Work, case: Case, part: CoHandler) -> CoHandling:
    ref = work.reference
    paused = case.state is CaseState.PAUSED
    return CoHandling(
        part=part,
        site=site_view(ref.tree, part.site, work.actor.site_id),
        lamp=lamp(work.now, part.due_at, None, part.warn_at, paused) if part.is_open else Lamp.NONE,
        days_left=days_between(work.now, part.due_at, ref.calendar) if part.is_open else None,
    )
