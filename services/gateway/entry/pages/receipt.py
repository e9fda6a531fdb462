"""交接回执 on paper: what an applicant takes home when their case is handed on."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from services.gateway.deps import Deps
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.handover_receipt import handover_receipt
from shared.domain.access.actions import CASE_READ


@get("/cases/{case_id:uuid}/receipt", opt={"access": CASE_READ}, sync_to_thread=True)
def show(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """The receipt as things stand now; made for printing, and without what only offices say to each other."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        return staff_page(request, work, "receipt.html", "case", receipt=handover_receipt(work, case), case_id=case_id)
