"""差评整改: the orders of the own site, or of the district for its centre, by lamp and stage; and the file of each."""

from uuid import UUID

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.forms import Form, form_of, uuid_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.moves import MOVES
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.pages.shell import allowed, staff_page
from services.gateway.entry.uploads import LARGEST, mark_of, uploads_in
from services.gateway.queries.order_file import order_file
from services.gateway.queries.rectifications import Wanted, closed_orders, open_orders, order_figures
from services.gateway.usecases.keep_files import Upload
from services.gateway.usecases.show_evidence import show_evidence
from shared.domain.access.actions import RECTIFICATION_CLOSE, RECTIFICATION_READ
from shared.kernel.errors import Kind, Refusal
from shared.kernel.i18n import text

LAMPS = ("red", "yellow", "blue", "green")
STATES = ("open", "contacted", "review", "appealed")


@get("/rectifications", opt={"access": RECTIFICATION_READ}, sync_to_thread=True)
def show(
    request: Req, lamp: FromQuery[str] = "", stage: FromQuery[str] = "", closed: FromQuery[str] = ""
) -> Response[str]:
    """The list, the next due first; closed ones the last first."""
    deps: Deps = request.app.state.deps
    wanted = Wanted(lamp=lamp if lamp in LAMPS else "", state=stage if stage in STATES else "")
    with deps.work(request.user) as work:
        every = open_orders(work)
        known = {
            "orders": closed_orders(work) if closed else open_orders(work, wanted),
            "counts": {code: sum(one.lamp == code for one in every) for code in LAMPS},
            "stages": {code: sum(one.state == code for one in every) for code in STATES},
            "figures": order_figures(work),
            "wanted": wanted,
            "closed": bool(closed),
        }
        return staff_page(request, work, "rectifications.html", "rectifications", **known)


@get("/cases/{case_id:uuid}/rectification", opt={"access": RECTIFICATION_READ}, sync_to_thread=True)
def file(request: Req, case_id: FromPath[UUID], order: FromQuery[str] = "") -> Response[str]:
    """One order with its history, and what may be done now."""
    return _file(request, case_id, uuid_in(order))


@post("/cases/{case_id:uuid}/rectification", opt={"access": RECTIFICATION_CLOSE}, request_max_body_size=LARGEST)
async def show_files(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """Files about it are kept; a refusal is told above them, and the words stay."""
    sent = (await request.form()).dict()
    return await sync_to_thread(_show_files, request, case_id, form_of(sent), uploads_in(sent))


def _show_files(request: Req, case_id: UUID, form: Form, uploads: tuple[Upload, ...]) -> Response[str]:
    deps: Deps = request.app.state.deps
    path, named = f"/cases/{case_id}/rectification", uuid_in(form.one("order"))
    idem = form.idem(path, more=mark_of(uploads))
    try:
        show_evidence(deps, request.user, case_id, form.one("words"), uploads=uploads, idem=idem, named=named)
    except Refusal as no:
        if no.kind not in (Kind.INVALID, Kind.CONFLICT) or no.code == "rectification.none":
            raise  # without an order there is no page of one to tell it on
        fault = text(f"refusal.{no.code}", locale(request), **no.params)
        return _file(request, case_id, named, status_of(no), fault, form.one("words"))
    return redirect(path + (f"?order={named}" if named else ""))


def _file(
    request: Req, case_id: UUID, named: UUID | None, status: int = 200, fault: str = "", typed: str = ""
) -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        found, may = order_file(work, case, named), allowed(deps, request.user)
        moves = tuple(move for move in MOVES if move.kind in found.allowed and move.kind in may)
        item = work.reference.versions[case.item_code, case.item_version].name
        known = {"file": found, "case": case, "moves": moves, "item": item, "fault": fault, "typed": typed}
        known["shows"] = found.shows and RECTIFICATION_CLOSE in may
        return staff_page(request, work, "rectification.html", "rectifications", status, **known)


HANDLERS = (show, file, show_files)
"""The pages about bad ratings."""
