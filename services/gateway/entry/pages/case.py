"""The case file (办件): reading it, opening a panel, making a move, showing the applicant in clear."""

from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of, with_headers
from services.gateway.entry.pages import case_page
from services.gateway.entry.pages.carry import done_with, kept_form
from services.gateway.entry.pages.elsewhere import back_to, refused_elsewhere
from services.gateway.entry.pages.forms import Form, Posted, form_of
from services.gateway.entry.pages.moves import MOVES, Field, Move
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.usecases.ask_cohandlers import Asked
from services.gateway.usecases.unmask_person import unmask_person
from shared.domain.access.actions import CASE_READ, PERSON_UNMASK
from shared.kernel.errors import Kind, Refusal

_SHOWN_HERE = (Kind.INVALID, Kind.CONFLICT, Kind.ILLEGAL_MOVE, Kind.BUSY)
"""Refusals that the case's own page tells; the others end on a page of their own."""


@get("/cases/{case_id:uuid}", opt={"access": CASE_READ}, sync_to_thread=True)
def show(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """The file."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        return _at_home(case_page.show(request, work, work.cases.get(case_id)), case_id)


def ask(request: Req, case_id: UUID, move: Move) -> Response[str]:
    """The file with the panel of a move open, and in it what was typed and not submitted."""
    deps: Deps = request.app.state.deps
    kept = kept_form(deps, request.user, f"/cases/{case_id}/{move.slug}") or form_of(None)
    for field in (one.name for one in move.fields if one.kind == "hidden"):
        kept = kept.put(field, request.query_params.get(field, ""))
    with deps.work(request.user) as work:
        return case_page.show(request, work, work.cases.get(case_id), move=move, form=kept)


def act(request: Req, case_id: UUID, form: Form, move: Move) -> Response[str]:
    """Makes the move; a refusal shows the page again with every typed word in place."""
    deps: Deps = request.app.state.deps
    path = f"/cases/{case_id}/{move.slug}"
    try:
        made = move.call(deps, request.user, case_id, form, form.version(), form.idem(path))
    except Refusal as no:
        if no.kind not in _SHOWN_HERE:
            raise
        told = refused_elsewhere(request, case_id, form, no) or _refused(request, case_id, form, move, no)
        return with_headers(told, no)
    if isinstance(made, Asked) and made.left:
        return _partly(request, case_id, form, move, made)
    if not move.direct:
        done_with(deps, request.user, path)
    return redirect(back_to(form, case_id))


def _refused(request: Req, case_id: UUID, form: Form, move: Move, no: Refusal) -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        clashing = no.kind is not Kind.INVALID and not (no.kind is Kind.BUSY and not move.direct)
        return case_page.show(request, work, case, status_of(no), move, form, no, clashing)


def _partly(request: Req, case_id: UUID, form: Form, move: Move, made: Asked) -> Response[str]:
    """Who was asked and who was not, site by site; the latter stay ticked with every typed word."""
    deps: Deps = request.app.state.deps
    kept = Form({**form.fields, "to_site": tuple(site for site, _ in made.left)})
    with deps.work(request.user) as work:
        return case_page.show(request, work, work.cases.get(case_id), 409, move, kept, made=made)


_LOOK = Move(
    slug="person",
    kind=PERSON_UNMASK,
    icon="eye",
    fields=(Field(name="reason", label="why_look", kind="area"),),
    call=lambda *_: None,
)


@get("/cases/{case_id:uuid}/person", opt={"access": PERSON_UNMASK}, sync_to_thread=True)
def ask_why(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """The panel that asks why somebody wants to see the applicant."""
    return ask(request, case_id, _LOOK)


@post("/cases/{case_id:uuid}/person", opt={"access": PERSON_UNMASK}, status_code=200, sync_to_thread=True)
def unmask(request: Req, case_id: FromPath[UUID], data: Posted) -> Response[str]:
    """The applicant in clear, on this one answer only; the look is logged with its reason."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    try:
        person = unmask_person(deps, request.user, case_id, form.one("reason"))
    except Refusal as no:
        if no.kind not in _SHOWN_HERE:
            raise
        return _refused(request, case_id, form, _LOOK, no)
    with deps.work(request.user) as work:
        return _at_home(case_page.show(request, work, work.cases.get(case_id), person=person), case_id)


def _at_home(answer: Response[str], case_id: UUID) -> Response[str]:
    """Where a part is swapped in, the address of a panel that was there before goes: loading again opens no panel."""
    answer.headers["HX-Replace-Url"] = f"/cases/{case_id}"
    return answer


def _pages_of(move: Move) -> tuple[HTTPRouteHandler, ...]:
    """The two handlers of a move: its panel, and making it. Each asks for the permission of its own command."""

    def opened(request: Req, case_id: FromPath[UUID]) -> Response[str]:
        return ask(request, case_id, move)

    def made(request: Req, case_id: FromPath[UUID], data: Posted) -> Response[str]:
        return act(request, case_id, form_of(data), move)

    address, name = f"/cases/{{case_id:uuid}}/{move.slug}", move.slug.replace("-", "_")
    opt = {"access": move.kind}
    doing = post(address, name=f"page_do_{name}", opt=opt, sync_to_thread=True)(made)
    if move.direct:
        return (doing,)
    return get(address, name=f"page_ask_{name}", opt=opt, sync_to_thread=True)(opened), doing


HANDLERS = (show, ask_why, unmask, *(handler for move in MOVES for handler in _pages_of(move)))
"""Every page under /cases."""
