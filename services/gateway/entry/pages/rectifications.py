"""差评整改: the orders of the own site, or of the district for its centre, by lamp and stage; and the file of each."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import uuid_in
from services.gateway.entry.pages.moves import MOVES
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.shell import allowed, staff_page
from services.gateway.queries.order_file import order_file
from services.gateway.queries.rectifications import Wanted, closed_orders, open_orders, order_figures
from shared.domain.access.actions import RECTIFICATION_READ

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
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        found, may = order_file(work, case, uuid_in(order)), allowed(deps, request.user)
        moves = tuple(move for move in MOVES if move.kind in found.allowed and move.kind in may)
        item = work.reference.versions[case.item_code, case.item_version].name
        known = {"file": found, "case": case, "moves": moves, "item": item}
        return staff_page(request, work, "rectification.html", "rectifications", **known)


HANDLERS = (show, file)
"""The pages about bad ratings."""
