"""The desk (待办): what waits at this site, and signing for several cases at once."""

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
from services.gateway.queries.desk import DeskFilter, desk
from services.gateway.queries.desk_counts import LAMPS, TABS
from services.gateway.usecases.sign_for import sign_for
from shared.domain.access.actions import DESK_READ
from shared.domain.cases.commands import SignFor
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
    after: FromQuery[str] = "",
    did: FromQuery[str] = "",
    told: FromQuery[str] = "",
) -> Response[str]:
    """One page of the desk. `did` is a case just acted on, `told` the outcome of a bulk signature."""
    deps: Deps = request.app.state.deps
    wanted = filter_of(tab, lamp, whose, after)
    with deps.work(request.user) as work:
        return desk_page(request, work, wanted, did=did, told=_told(request, told))


def filter_of(tab: str, lamp: str, whose: str, after: str = "") -> DeskFilter:
    """The part of the desk an address asks for; what it does not know is left out."""
    return DeskFilter(
        tab=tab if tab in TABS else "todo", lamp=lamp if lamp in LAMPS else "", mine=whose == "mine", after=after
    )


def desk_page(
    request: Req, work: Work, wanted: DeskFilter, status: int = 200, *, did: str = "", told: str = ""
) -> Response[str]:
    """The page, with what was just done on it or what did not work."""
    at = query(tab=wanted.tab, lamp=wanted.lamp, whose="mine" if wanted.mine else "site")
    seen = {"desk": desk(work, wanted), "lamps": LAMPS, "tabs": tuple(TABS), "at": at}
    return staff_page(request, work, "desk.html", _active(wanted), status, did=done(work, did), told=told, **seen)


@post("/desk/sign-for", opt={"access": SignFor.kind}, sync_to_thread=True)
def sign_several(request: Req, data: Posted) -> Response[str]:
    """Signs for each of the picked cases on its own; what cannot be signed for stays and is counted."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    outcomes = [_sign(deps, request, form, picked) for picked in form.all("case")[:MOST]]
    return redirect("/desk?" + query(told=f"{sum(outcomes)}.{len(outcomes) - sum(outcomes)}"))


def _sign(deps: Deps, request: Req, form: Form, picked: str) -> bool:
    case_id, _, shown = picked.partition("~")
    version = version_in(shown)
    if version is None:
        return False
    try:
        idem = form.idem(f"/cases/{case_id}/sign-for", f":{case_id}")
        sign_for(deps, request.user, UUID(case_id), version=version, idem=idem)
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
    done, _, failed = told.partition(".")
    if not (done.isdecimal() and failed.isdecimal()):
        return ""
    key = "signed_some" if failed != "0" else "signed_many" if done != "0" else "signed_none"
    return text(f"page.desk.{key}", locale(request), count=done, failed=failed)


def _active(wanted: DeskFilter) -> str:
    return wanted.tab if wanted.tab in ("sign", "co", "sent", "closed") else "desk"
