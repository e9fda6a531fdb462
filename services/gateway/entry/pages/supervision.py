"""督办: what waits for an answer in words, and what was answered."""

from litestar import Response, get
from litestar.params import FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import page_in
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.supervision import supervisions
from shared.domain.access.actions import DESK_READ


@get("/supervision", opt={"access": DESK_READ}, sync_to_thread=True)
def show(request: Req, page: FromQuery[str] = "") -> Response[str]:
    """A page of the list, the next due first."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        seen = supervisions(work, page_in(page))
        return staff_page(request, work, "supervision.html", "supervision", seen=seen)
