"""工作日历: a year as it reaches a place, and importing a notice: looked at first, then published."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.pages.forms import Form, Posted, form_of, version_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.entry.uploads import LARGEST, uploads_in
from services.gateway.queries.calendar_year import calendar_year
from services.gateway.usecases.keep_files import Upload
from services.gateway.usecases.publish_calendar import YearPublished, notice_in, preview_calendar, publish_calendar
from shared.domain.access.actions import CALENDAR_PUBLISH
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.importing import Preview
from shared.kernel.errors import Kind, Refusal
from shared.kernel.i18n import text
from shared.store.idempotency import Replayed

YEARS = range(2004, 2101)


@get("/calendar", opt={"access": SIGNED_IN}, sync_to_thread=True)
def show(
    request: Req, year: FromQuery[str] = "", site: FromQuery[str] = "", told: FromQuery[str] = ""
) -> Response[str]:
    """The year; `told` is the version that was just published."""
    return _page(request, version_in(year), site, told=version_in(told))


@post("/calendar/preview", opt={"access": CALENDAR_PUBLISH}, request_max_body_size=LARGEST)
async def look(request: Req) -> Response[str]:
    """What the notice would change, chosen as a file or pasted; nothing is changed."""
    sent = (await request.form()).dict()
    return await sync_to_thread(_look, request, form_of(sent), uploads_in(sent))


def _look(request: Req, form: Form, uploads: tuple[Upload, ...]) -> Response[str]:
    deps = _deps(request)
    try:
        if uploads:
            form = form.put("notice", notice_in(deps, request.user, uploads[0]))
        seen = preview_calendar(deps, request.user, _notice(form), version_in(form.one("year")) or 0, form.one("layer"))
    except Refusal as no:
        return _page(request, version_in(form.one("year")), "", form=form, no=no)
    return _page(request, seen.year, "", form=form, seen=seen)


@post("/calendar/publish", opt={"access": CALENDAR_PUBLISH}, sync_to_thread=True)
def publish(request: Req, data: Posted) -> Response[str]:
    """Published; open deadlines follow."""
    form, deps = form_of(data), _deps(request)
    year, layer, said = version_in(form.one("year")) or 0, form.one("layer"), (form.one("source"), form.one("reason"))
    try:
        key = form.idem("/calendar/publish")
        version = publish_calendar(deps, request.user, _notice(form), year, layer, *said, idem=key).version
    except Replayed as again:
        version = msgspec.json.decode(again.body, type=YearPublished).version
    except Refusal as no:
        return _page(request, year, "", form=form, no=no)
    return redirect("/calendar?" + query(year=str(year), told=str(version)))


def _page(
    request: Req,
    year: int | None,
    site: str,
    *,
    told: int | None = None,
    form: Form | None = None,
    seen: Preview | None = None,
    no: Refusal | None = None,
) -> Response[str]:
    with _deps(request).work(request.user) as work:
        tree = work.reference.tree
        at = site if site in tree else request.user.site_id
        shown = year if year is not None and year in YEARS else local_date(work.now).year
        view = calendar_year(work, shown, at)
        faults = [_words(request, one) for one in (no, *(seen.faults if seen else ())) if one]
        status = {None: 200, Kind.FORBIDDEN: 403, Kind.CONFLICT: 409}.get(no.kind if no else None, 422)
        context: dict[str, Any] = {"view": view, "told": told, "seen": seen, "faults": faults}
        typed = {name: form.one(name) if form else "" for name in ("notice", "layer", "source", "reason")}
        return staff_page(request, work, "calendar.html", "calendar", status, **context, typed=typed)


def _notice(form: Form) -> bytes:
    return form.one("notice").encode()


def _words(request: Req, no: Refusal) -> str:
    return text(f"refusal.{no.code}", locale(request), **no.params)


def _deps(request: Req) -> Deps:
    found: Deps = request.app.state.deps
    return found
