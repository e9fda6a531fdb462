"""回访: the queue, the desk of one call, and the plans of the samples. A number is shown after dialling only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.case_page import faults_of
from services.gateway.entry.pages.forms import Form, Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.entry.pages.words import Words
from services.gateway.queries.visit_plans import plan_rows, plan_view
from services.gateway.queries.visits import desk, queue
from services.gateway.usecases.calling import next_visit, release_visit, take_visit
from services.gateway.usecases.dial_visit import dial_visit
from services.gateway.usecases.record_call import Said, record_call
from shared.domain.access.actions import VISIT_CALL, VISIT_READ
from shared.domain.deadlines.calendar import SHANGHAI
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.outcomes import Outcome
from shared.kernel.errors import Kind, Refusal

_HERE = (Kind.INVALID, Kind.CONFLICT, Kind.FORBIDDEN)
_FIELDS = ("outcome", "grade", "answers", "words", "later_at", "problem")
OUTCOME_KEYS = tuple(zip("arlbnow", Outcome, strict=True))
"""The letter that chooses each outcome."""
GRADE_KEYS = tuple(zip("12345", Grade, strict=True))


@get("/visits", opt={"access": VISIT_READ}, sync_to_thread=True)
def show(request: Req) -> Response[str]:
    """The queue."""
    return _queue(request)


@post("/visits/next", opt={"access": VISIT_CALL}, sync_to_thread=True)
def following(request: Req, data: Posted) -> Response[str]:
    """下一通: straight to its desk."""
    try:
        found = next_visit(request.app.state.deps, request.user)
    except Refusal as no:
        if no.kind not in _HERE:
            raise
        return _queue(request, no)
    return redirect(f"/visits/{found}")


@get("/visits/{visit_id:uuid}", opt={"access": VISIT_READ}, sync_to_thread=True)
def look(request: Req, visit_id: FromPath[UUID]) -> Response[str]:
    """The desk of one visit, its number hidden."""
    return _desk(request, visit_id)


@post("/visits/{visit_id:uuid}/take", opt={"access": VISIT_CALL}, sync_to_thread=True)
def take(request: Req, visit_id: FromPath[UUID], data: Posted) -> Response[str]:
    """This one is the caller's own for some minutes."""
    try:
        take_visit(request.app.state.deps, request.user, visit_id)
    except Refusal as no:
        return _told(request, visit_id, no)
    return redirect(f"/visits/{visit_id}")


@post("/visits/{visit_id:uuid}/release", opt={"access": VISIT_CALL}, sync_to_thread=True)
def release(request: Req, visit_id: FromPath[UUID], data: Posted) -> Response[str]:
    """Back to the queue."""
    try:
        release_visit(request.app.state.deps, request.user, visit_id)
    except Refusal as no:
        return _told(request, visit_id, no)
    return redirect("/visits")


@post("/visits/{visit_id:uuid}/dial", opt={"access": VISIT_CALL}, status_code=200, sync_to_thread=True)
def dial(request: Req, visit_id: FromPath[UUID], data: Posted) -> Response[str]:
    """The number, on this one answer only."""
    try:
        phone = dial_visit(request.app.state.deps, request.user, visit_id)
    except Refusal as no:
        return _told(request, visit_id, no)
    return _desk(request, visit_id, phone=phone)


@post("/visits/{visit_id:uuid}/record", opt={"access": VISIT_CALL}, status_code=200, sync_to_thread=True)
def record(request: Req, visit_id: FromPath[UUID], data: Posted) -> Response[str]:
    """What the call came to; a refusal keeps what was typed."""
    form = form_of(data)
    try:
        record_call(request.app.state.deps, request.user, visit_id, _said(form))
    except Refusal as no:
        return _told(request, visit_id, no, form)
    return redirect("/visits")


@get("/visit-plans", opt={"access": VISIT_READ}, sync_to_thread=True)
def plans(request: Req, plan: FromQuery[UUID | None] = None) -> Response[str]:
    """The draws that were made; one of them drawn again."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        known = {"plans": plan_rows(work), "plan": plan_view(work, plan) if plan else None}
        return staff_page(request, work, "visit_plans.html", "visits", **known)


def _queue(request: Req, no: Refusal | None = None) -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        fault = Words(locale(request), work.now).t(f"refusal.{no.code}", **no.params) if no else ""
        status = status_of(no) if no else 200
        return staff_page(request, work, "visits.html", "visits", status, queue=queue(work), fault=fault)


def _told(request: Req, visit_id: UUID, no: Refusal, form: Form | None = None) -> Response[str]:
    if no.kind not in _HERE:
        raise no
    return _desk(request, visit_id, status_of(no), form=form or form_of(None), no=no)


def _desk(
    request: Req,
    visit_id: UUID,
    status: int = 200,
    *,
    phone: str = "",
    form: Form | None = None,
    no: Refusal | None = None,
) -> Response[str]:
    deps: Deps = request.app.state.deps
    typed = form or form_of(None)
    with deps.work(request.user) as work:
        faults, general = faults_of(no, Words(locale(request), work.now), _FIELDS) if no else ((), "")
        known: dict[str, Any] = {"desk": desk(work, visit_id), "phone": phone, "typed": typed}
        known |= {"faults": faults, "general": general, "outcomes": OUTCOME_KEYS, "grades": GRADE_KEYS}
        return staff_page(request, work, "visit.html", "visits", status, **known)


def _said(form: Form) -> Said:
    return Said(
        outcome=form.one("outcome"),
        grade=form.one("grade"),
        answers=tuple(one for name in sorted(form.fields) if name.startswith("ask_") for one in form.all(name)),
        words=form.one("words"),
        later_at=_moment(form.one("later_at")),
        problem=form.one("problem") == "1",
    )


def _moment(typed: str) -> datetime | None:
    """A local time as a browser writes it; what is none is no time, which the rules refuse where one is needed."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


HANDLERS = (show, following, look, take, release, dial, record, plans)
"""The pages of return visits."""
