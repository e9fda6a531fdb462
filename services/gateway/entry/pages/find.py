"""Finding cases. By POST, so that phones and names stand in no address, log or history."""

from litestar import Response, get, post

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Posted, form_of
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.search import search
from shared.domain.access.actions import PERSON_SEARCH


@post("/find", opt={"access": PERSON_SEARCH}, status_code=200, sync_to_thread=True)
def find(request: Req, data: Posted) -> Response[str]:
    """What was found for the words."""
    deps: Deps = request.app.state.deps
    words = form_of(data).one("q")[:60]
    with deps.work(request.user) as work:
        return staff_page(request, work, "found.html", "find", found=search(work, words), words=words)


@get("/find", opt={"access": PERSON_SEARCH}, sync_to_thread=False)
def find_anew(request: Req) -> Response[str]:
    """Whoever comes back here by the address bar has no words any more: to the page with the field."""
    return redirect("/")
