"""差评整改: the open orders of the own site, or of the district for its centre."""

from litestar import Response, get

from services.gateway.deps import Deps
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.rectifications import open_orders
from shared.domain.access.actions import RECTIFICATION_READ


@get("/rectifications", opt={"access": RECTIFICATION_READ}, sync_to_thread=True)
def show(request: Req) -> Response[str]:
    """The list, the next due first."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        return staff_page(request, work, "rectifications.html", "rectifications", orders=open_orders(work))
