"""协同沟通 on the case's page: speaking, and marking as read. Works by plain forms; htmx swaps the part alone."""

from datetime import date
from uuid import UUID

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages import case_page
from services.gateway.entry.pages.carry import done_with, kept_form
from services.gateway.entry.pages.forms import Form, Posted, form_of, uuid_in
from services.gateway.entry.pages.rendering import Req, html, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.entry.uploads import LARGEST, mark_of, uploads_in
from services.gateway.queries.debts import open_debts
from services.gateway.usecases.ask_other import ask_other
from services.gateway.usecases.keep_files import Upload
from services.gateway.usecases.mark_read import mark_read
from services.gateway.usecases.post_turn import post_turn
from services.gateway.usecases.settle_obligation import fulfil_obligation, withdraw_obligation
from shared.domain.access.actions import THREAD_POST, THREAD_READ
from shared.domain.cooperation.obligations import ObligationKind, Wanted
from shared.kernel.errors import Kind, Refusal, conflict, invalid

_SHOWN_HERE = (Kind.INVALID, Kind.CONFLICT, Kind.ILLEGAL_MOVE)


@get("/cases/{case_id:uuid}/thread", opt={"access": THREAD_POST}, sync_to_thread=True)
def write(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """The case with what was typed into its conversation and not sent."""
    return _shown(request, case_id, kept_form(request.app.state.deps, request.user, _path(case_id)))


@post("/cases/{case_id:uuid}/thread", opt={"access": THREAD_POST}, request_max_body_size=LARGEST)
async def say(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """Says it; a refusal shows the page again with every typed word in place."""
    sent = (await request.form()).dict()
    return await sync_to_thread(_say, request, case_id, form_of(sent), uploads_in(sent))


def _say(request: Req, case_id: UUID, form: Form, uploads: tuple[Upload, ...]) -> Response[str]:
    deps: Deps = request.app.state.deps
    path = _path(case_id)
    try:
        _post(deps, request, case_id, form, uploads)
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
    shown = tuple(filter(None, map(uuid_in, form.all("upto"))))
    mark_read(request.app.state.deps, request.user, case_id, shown)
    # The part that offers to mark goes; the conversation and what is being typed stay as they are.
    return html("") if request.headers.get("hx-request") else redirect(f"/cases/{case_id}#thread")


@post("/cases/{case_id:uuid}/fulfil", opt={"access": THREAD_POST}, request_max_body_size=LARGEST)
async def fulfil(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """Answers what was asked; a refusal keeps the answer in its field."""
    sent = (await request.form()).dict()
    return await sync_to_thread(_fulfil, request, case_id, form_of(sent), uploads_in(sent))


def _fulfil(request: Req, case_id: UUID, form: Form, uploads: tuple[Upload, ...]) -> Response[str]:
    deps: Deps = request.app.state.deps
    try:
        idem = form.idem(f"/cases/{case_id}/fulfil", more=mark_of(uploads))
        fulfil_obligation(deps, request.user, case_id, _id(form), form.one("words"), uploads=uploads, idem=idem)
    except Refusal as no:
        if no.kind not in _SHOWN_HERE:
            raise
        return _shown(request, case_id, form, no)
    return redirect(f"/cases/{case_id}#thread")


@post("/cases/{case_id:uuid}/release", opt={"access": THREAD_POST}, sync_to_thread=True)
def release(request: Req, case_id: FromPath[UUID], data: Posted) -> Response[str]:
    """Lets go of what the own site waits for."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    try:
        withdraw_obligation(deps, request.user, case_id, _id(form), idem=form.idem(f"/cases/{case_id}/release"))
    except Refusal as no:
        if no.kind not in _SHOWN_HERE:
            raise
        return _shown(request, case_id, form, no)
    return redirect(f"/cases/{case_id}#thread")


@get("/obligations", opt={"access": THREAD_READ}, sync_to_thread=True)
def debts(request: Req) -> Response[str]:
    """What the own site owes, waits for, and is told of as a centre."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        return staff_page(request, work, "obligations.html", "obligations", debts=open_debts(work))


def _post(deps: Deps, request: Req, case_id: UUID, form: Form, uploads: tuple[Upload, ...]) -> None:
    """A turn; or what is asked of another site, where the form asks for something."""
    idem, words, demand = form.idem(_path(case_id), more=mark_of(uploads)), form.one("words"), form.one("demand")
    if demand not in tuple(ObligationKind):
        post_turn(deps, request.user, case_id, words, form.one("to") == "own", uploads=uploads, idem=idem)
        return
    if uploads:
        raise invalid("obligation.files", {"file": "obligation.files"})
    kind = ObligationKind(demand)
    wanted = Wanted(
        other=form.one("other"), kind=kind, words=words, by=_day(form), promised=form.one("who_owes") == "us"
    )
    ask_other(deps, request.user, case_id, wanted, idem=idem)


def _day(form: Form) -> date | None:
    """The day that was chosen, if any. Raises Refusal invalid `obligation.by` for what is no day."""
    given = form.one("by")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise invalid("obligation.by", {"by": "obligation.by"}) from None


def _id(form: Form) -> UUID:
    """The obligation the form is about. Raises Refusal conflict `obligation.none` for what is no id."""
    found = uuid_in(form.one("obligation_id"))
    if found is None:
        raise conflict("obligation.none")
    return found


def _shown(request: Req, case_id: UUID, form: Form | None, no: Refusal | None = None) -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        status = status_of(no) if no else 200
        return case_page.show(request, work, case, status, talk=case_page.Talk(form=form or form_of(None), no=no))


def _path(case_id: UUID) -> str:
    return f"/cases/{case_id}/thread"


HANDLERS = (write, say, read, fulfil, release, debts)
"""Every page of the conversation."""
