"""协同沟通 on the case's page: speaking, and marking as read. Works by plain forms; htmx swaps the part alone."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages import case_page
from services.gateway.entry.pages.carry import done_with, kept_form
from services.gateway.entry.pages.forms import Form, Posted, form_of
from services.gateway.entry.pages.rendering import Req, html, redirect
from services.gateway.usecases.mark_read import mark_read
from services.gateway.usecases.post_turn import post_turn
from shared.domain.access.actions import THREAD_POST, THREAD_READ
from shared.kernel.errors import Kind, Refusal

_SHOWN_HERE = (Kind.INVALID, Kind.CONFLICT, Kind.ILLEGAL_MOVE)


@get("/cases/{case_id:uuid}/thread", opt={"access": THREAD_POST}, sync_to_thread=True)
def write(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """The case with what was typed into its conversation and not sent."""
    return _shown(request, case_id, kept_form(request.app.state.deps, request.user, _path(case_id)))


@post("/cases/{case_id:uuid}/thread", opt={"access": THREAD_POST}, sync_to_thread=True)
def say(request: Req, case_id: FromPath[UUID], data: Posted) -> Response[str]:
    """Says it; a refusal shows the page again with every typed word in place."""
    deps: Deps = request.app.state.deps
    form, path = form_of(data), _path(case_id)
    internal = form.one("to") == "own"
    try:
        post_turn(deps, request.user, case_id, form.one("words"), internal, idem=form.idem(path))
    except Refusal as no:
        if no.kind not in _SHOWN_HERE:
            raise
        return _shown(request, case_id, form, no)
    done_with(deps, request.user, path)
    return redirect(f"/cases/{case_id}#thread")


@post("/cases/{case_id:uuid}/read", opt={"access": THREAD_READ}, sync_to_thread=True)
def read(request: Req, case_id: FromPath[UUID], data: Posted) -> Response[str]:
    """Everything that the page showed is read."""
    form = form_of(data)
    mark_read(request.app.state.deps, request.user, case_id, _number(form, "upto"), _number(form, "notes"))
    # The part that offers to mark goes; the conversation and what is being typed stay as they are.
    return html("") if request.headers.get("hx-request") else redirect(f"/cases/{case_id}#thread")


def _shown(request: Req, case_id: UUID, form: Form | None, no: Refusal | None = None) -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        status = status_of(no) if no else 200
        return case_page.show(request, work, case, status, talk=case_page.Talk(form=form or form_of(None), no=no))


def _path(case_id: UUID) -> str:
    return f"/cases/{case_id}/thread"


def _number(form: Form, name: str) -> int:
    given = form.one(name)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


HANDLERS = (write, say, read)
"""Every page of the conversation."""
