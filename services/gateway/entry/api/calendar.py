"""The working calendar over JSON: a year as it reaches a place, and importing a notice."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input, Line
from services.gateway.usecases.publish_calendar import YearPublished, preview_calendar, publish_calendar
from shared.domain.access.actions import CALENDAR_PUBLISH
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import YearStatus
from shared.domain.deadlines.importing import Preview
from shared.domain.deadlines.notice import Change
from shared.kernel.errors import not_found
from shared.kernel.i18n import text
from shared.store.idempotency import Idem

Year = Annotated[int, PathParameter(ge=2000, le=2100)]
Site = Annotated[str | None, QueryParameter(max_length=64, pattern=r"^[0-9]{4,12}(-[a-z0-9-]+)?$")]
Layer = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^(CN|[0-9]{2,12}(-[a-z0-9-]+)?)$")]


class NoticeInput(Input, frozen=True, kw_only=True):
    """A notice for a layer: `CN`, a region's two digits, or a site. `notice` is a year in holiday-cn's schema."""

    layer: Layer
    year: Annotated[int, msgspec.Meta(ge=2000, le=2100)]
    notice: dict[str, Any]
    source: Line = ""
    reason: Line = ""


class YearOut(msgspec.Struct, frozen=True, kw_only=True):
    """A year at a site: its status, the newest version it is made of, and the dates that are not worked."""

    year: int
    site: str
    status: YearStatus
    version: int
    off: tuple[date, ...]


class PreviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing changes. With `faults`, in words, nothing can be published; it has no `version` yet."""

    layer: str
    year: int
    status: YearStatus
    faults: tuple[str, ...]
    missing: tuple[str, ...]
    hours_change: bool
    changes: tuple[Change, ...]
    version: None = None


class CalendarApi(Controller):
    """/api/calendar."""

    path = "/api/calendar"
    tags = ("places",)
    dto = StrictJson

    @get("/{year:int}", opt={"access": SIGNED_IN}, responses=answers.QUERY, sync_to_thread=True)
    def year(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], year: Year, site: Site = None
    ) -> YearOut:
        """The year as it reaches a site, by default the own one."""
        with deps.work(actor) as work:
            at = work.reference.tree.site(site or actor.site_id)
            calendar = work.reference.calendar_at(at.id)
        if year not in calendar.years:
            raise not_found("calendar.unknown_year", year=year)
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = (date.fromordinal(n) for n in range(first, last + 1))
        off = tuple(day for day in days if not calendar.is_working(day))
        return YearOut(year=year, site=at.id, status=calendar.years[year], version=calendar.version, off=off)

    @post(
        "/preview",
        opt={"access": CALENDAR_PUBLISH},
        responses=answers.ACT,
        status_code=200,
        sync_to_thread=True,
    )
    def preview(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        data: JSONBody[NoticeInput],
    ) -> PreviewOut:
        """What a notice would change; nothing is changed."""
        return _out(preview_calendar(deps, actor, _raw(data), data.year, data.layer), language)

    @post(opt={"access": CALENDAR_PUBLISH}, responses=answers.MOVE, status_code=201, sync_to_thread=True)
    def publish(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        data: JSONBody[NoticeInput],
    ) -> YearPublished:
        """A new version, in force at once; every open deadline is computed anew. The same notice again is refused."""
        return publish_calendar(
            deps, actor, _raw(data), data.year, data.layer, source=data.source, reason=data.reason, idem=key
        )


def _raw(data: NoticeInput) -> bytes:
    return msgspec.json.encode(data.notice)


def _out(seen: Preview, language: str) -> PreviewOut:
    return PreviewOut(
        layer=seen.layer,
        year=seen.year,
        status=seen.status,
        faults=tuple(text(f"refusal.{no.code}", language, **no.params) for no in seen.faults),
        missing=seen.missing,
        hours_change=seen.hours_change,
        changes=seen.changes,
    )
