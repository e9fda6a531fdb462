"""名册与请假: who is on the roster of a site, the coming days of each, and the forms that keep it."""

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.case_page import faults_of
from services.gateway.entry.pages.forms import Form, Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.roster_calls import ACTS
from services.gateway.entry.pages.shell import staff_page
from services.gateway.entry.pages.words import Words
from services.gateway.queries.alarms import alarms
from services.gateway.queries.roster import keepable, roster_view
from shared.domain.access.actions import ROSTER_KEEP, ROSTER_READ
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.keeping import may_keep, require_reader
from shared.domain.roster.model import AbsenceKind, Rank
from shared.kernel.errors import Kind, Refusal
from shared.kernel.i18n import text
from shared.store.uow import Work

_TOLD = frozenset({"enrolled", "released", "day_set", "absence_recorded", "absence_ended", "handed_on"})


@get("/roster", opt={"access": ROSTER_READ}, sync_to_thread=True)
def show(
    request: Req, site: FromQuery[str] = "", told: FromQuery[str] = "", count: FromQuery[str] = ""
) -> Response[str]:
    """The roster of the own site or one in reach; `told` is what was just written down."""
    deps: Deps = request.app.state.deps
    words = text(f"page.roster.{told}", locale(request), count=count) if told in _TOLD else ""
    with deps.work(request.user) as work:
        return page(request, work, site or request.user.site_id, told=words)


def page(request: Req, work: Work, site_id: str, status: int = 200, **more: Any) -> Response[str]:
    """The page, with the form that was refused as it was typed."""
    actor, tree = request.user, work.reference.tree
    require_reader(actor, site_id, tree)
    deps: Deps = request.app.state.deps
    context = {
        "roster": roster_view(work, site_id),
        "alarms": alarms(work, only=site_id),
        "keeps": deps.may(actor, ROSTER_KEEP) and may_keep(actor, site_id, tree),
        "others": keepable(work) if actor.sees_tenant else (),
        "day_one": local_date(work.now),
        "ranks": [(rank.value, text(f"rank.{rank}", locale(request))) for rank in Rank],
        "kinds": [(kind.value, text(f"absence_kind.{kind}", locale(request))) for kind in AbsenceKind],
        "told": "",
        "failed": None,
        "unmoved": (),
        **more,
    }
    return staff_page(request, work, "roster.html", "roster", status, **context)


def _handler(slug: str) -> HTTPRouteHandler:
    """The handler of one form; a refusal shows the page again with every typed word in place."""
    act = ACTS[slug]

    def made(request: Req, data: Posted) -> Response[str]:
        return _make(request, form_of(data), slug, act.call)

    name = f"page_roster_{slug.replace('-', '_')}"
    return post(f"/roster/{slug}", name=name, opt={"access": act.kind}, sync_to_thread=True)(made)


def _make(request: Req, form: Form, slug: str, call: Callable[..., Any]) -> Response[str]:
    deps: Deps = request.app.state.deps
    try:
        outcome = call(deps, request.user, form)
    except Refusal as no:
        if no.kind is not Kind.INVALID:
            raise
        return _again(request, form, slug, no)
    if outcome is not None and outcome.left:
        return _left(request, form, outcome)
    counted = str(len(outcome.done)) if outcome is not None else ""
    return redirect("/roster?" + query(site=form.one("site_id"), told=ACTS[slug].told, count=counted))


def _again(request: Req, form: Form, slug: str, no: Refusal) -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        faults, general = faults_of(no, Words(locale(request), work.now), ACTS[slug].fields)
        failed = {"slug": slug, "typed": {n: form.one(n) for n in form.fields}, "faults": faults, "general": general}
        return page(request, work, form.one("site_id"), status_of(no), failed=failed)


def _left(request: Req, form: Form, outcome: Any) -> Response[str]:
    """What could not be handed on, case by case, beside how many could."""
    deps: Deps = request.app.state.deps
    said = [(case_id, text(f"refusal.{no.code}", locale(request), **no.params)) for case_id, no in outcome.left]
    words = text("page.roster.handed_on", locale(request), count=len(outcome.done))
    with deps.work(request.user) as work:
        return page(request, work, form.one("site_id"), 409, unmoved=said, told=words)


HANDLERS: tuple[HTTPRouteHandler, ...] = (show, *(_handler(slug) for slug in ACTS))
"""Every page under /roster."""
