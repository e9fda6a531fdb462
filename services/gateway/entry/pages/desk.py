"""The desk (待办): what waits at this site, and acts on several cases at once: signing, urging, handing on."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Form, Posted, form_of, version_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.case_file import case_file
from services.gateway.queries.desk import VIEWS, DeskFilter, desk, views
from services.gateway.queries.desk_counts import LAMPS, TABS
from services.gateway.queries.desk_targets import desk_targets
from services.gateway.usecases.forward_case import forward_case
from services.gateway.usecases.sign_for import sign_for
from services.gateway.usecases.urge_case import urge_case
from shared.domain.access.actions import DESK_READ
from shared.domain.cases.commands import Offer, SignFor, Urge
from shared.kernel.errors import Refusal
from shared.kernel.i18n import text
from shared.store.idempotency import Replayed
from shared.store.uow import Work

MOST = 50
"""Cases of one bulk signature: one page of the desk."""


@get("/desk", opt={"access": DESK_READ}, sync_to_thread=True)
def show(
    request: Req,
    tab: FromQuery[str] = "todo",
    lamp: FromQuery[str] = "",
    whose: FromQuery[str] = "site",
    view: FromQuery[str] = "",
    after: FromQuery[str] = "",
    did: FromQuery[str] = "",
    told: FromQuery[str] = "",
) -> Response[str]:
    """One page of the desk. `did` is a case just acted on, `told` the outcome of a bulk signature."""
    deps: Deps = request.app.state.deps
    wanted = filter_of(tab, lamp, whose, after, view)
    with deps.work(request.user) as work:
        return desk_page(request, work, wanted, did=did, told=_told(request, told))


def filter_of(tab: str, lamp: str, whose: str, after: str = "", view: str = "") -> DeskFilter:
    """The part of the desk an address asks for; what it does not know is left out."""
    return DeskFilter(
        tab=tab if tab in TABS else "todo",
        lamp=lamp if lamp in LAMPS else "",
        mine=whose == "mine",
        view=view if view in VIEWS else "",
        after=after,
    )


def desk_page(
    request: Req, work: Work, wanted: DeskFilter, status: int = 200, *, did: str = "", told: str = ""
) -> Response[str]:
    """The page, with what was just done on it or what did not work."""
    at = query(tab=wanted.tab, lamp=wanted.lamp, whose="mine" if wanted.mine else "site", view=wanted.view)
    seen = {
        "desk": desk(work, wanted),
        "lamps": LAMPS,
        "tabs": tuple(TABS),
        "views": views(work),
        "targets": desk_targets(work),
        "at": at,
    }
    return staff_page(request, work, "desk.html", _active(wanted), status, did=done(work, did), told=told, **seen)


@post("/desk/sign-for", opt={"access": SignFor.kind}, sync_to_thread=True)
def sign_several(request: Req, data: Posted) -> Response[str]:
    """Signs for each of the picked cases on its own; what cannot be signed for stays and is counted."""
    return _each(request, data, "sign-for", sign_for)


@post("/desk/urge", opt={"access": Urge.kind}, sync_to_thread=True)
def urge_several(request: Req, data: Posted) -> Response[str]:
    """Urges whoever has to act in each of the picked cases."""
    return _each(request, data, "urge", urge_case)


@post("/desk/forward", opt={"access": Offer.kind}, sync_to_thread=True)
def forward_several(request: Req, data: Posted) -> Response[str]:
    """Hands each of the picked cases on to the chosen site, where it may handle it."""
    return _each(request, data, "forward", partial(forward_case, to_site=form_of(data).one("to_site")))


Act = Callable[..., object]
"""A use case of one case, which takes `version` and `idem`."""


def _each(request: Req, data: Posted, slug: str, act: Act) -> Response[str]:
    deps: Deps = request.app.state.deps
    form = form_of(data)
    outcomes = [_one(deps, request, form, slug, act, picked) for picked in form.all("case")[:MOST]]
    told = f"{sum(outcomes)}.{len(outcomes) - sum(outcomes)}.{slug}"
    return redirect("/desk?" + query(told=told))


def _one(deps: Deps, request: Req, form: Form, slug: str, act: Act, picked: str) -> bool:
    case_id, _, shown = picked.partition("~")
    version = version_in(shown)
    if version is None:
        return False
    try:
        idem = form.idem(f"/cases/{case_id}/{slug}", f":{case_id}")
        act(deps, request.user, UUID(case_id), version=version, idem=idem)
    except Replayed:
        return True
    except (Refusal, ValueError):
        return False
    return True


def done(work: Work, did: str) -> Any:
    """The file of the case that was just acted on, so that the act can be taken back."""
    try:
        return case_file(work, work.cases.get(UUID(did))) if did else None
    except (Refusal, ValueError):
        return None


def _told(request: Req, told: str) -> str:
    done, failed, slug = (*told.split("."), "", "")[:3]
    if not (done.isdecimal() and failed.isdecimal()):
        return ""
    verb = _VERBS.get(slug, "signed")
    key = f"{verb}_some" if failed != "0" else f"{verb}_many" if done != "0" else "signed_none"
    return text(f"page.desk.{key}", locale(request), count=done, failed=failed)


_VERBS = {"sign-for": "signed", "urge": "urged", "forward": "forwarded"}


def _active(wanted: DeskFilter) -> str:
    return wanted.tab if wanted.tab in ("sign", "co", "sent", "closed") else "desk"
