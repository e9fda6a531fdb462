"""At a counter: a code to scan or a device to hand over; and a paper form, entered later with its scan."""

from typing import Any
from uuid import UUID

import segno
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.forms import Form, Posted, form_of, uuid_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rate import BAD_REASONS
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.usecases.ask_at_counter import CounterLink, ask_at_counter
from services.gateway.usecases.record_rating import Told, record_rating
from shared.domain.access.actions import RATING_ASK, RATING_RECORD
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel
from shared.kernel.errors import Kind, Refusal, invalid
from shared.kernel.i18n import text
from shared.store import attachments


@post("/cases/{case_id:uuid}/counter-rating", opt={"access": RATING_ASK}, status_code=200, sync_to_thread=True)
def ask_here(request: Req, case_id: FromPath[UUID], data: Posted) -> Response[str]:
    """The code, or the button that opens the page on the device that is handed over."""
    deps: Deps = request.app.state.deps
    channel = Channel.TABLET if form_of(data).one("channel") == Channel.TABLET else Channel.QR
    try:
        made = ask_at_counter(deps, request.user, case_id, channel)
    except Refusal as no:
        if no.kind is Kind.NOT_FOUND:
            raise
        return _counter(request, case_id, status=status_of(no), fault=_told(request, no))
    return _counter(request, case_id, made, code=_code(made.link))


@get("/cases/{case_id:uuid}/paper-rating", opt={"access": RATING_RECORD}, sync_to_thread=True)
def paper(request: Req, case_id: FromPath[UUID]) -> Response[str]:
    """The form."""
    return _paper(request, case_id, Form({}))


@post("/cases/{case_id:uuid}/paper-rating", opt={"access": RATING_RECORD}, sync_to_thread=True)
def enter(request: Req, case_id: FromPath[UUID], data: Posted) -> Response[str]:
    """Entered; a refusal shows the form again with everything in place."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    path = f"/cases/{case_id}/paper-rating"
    try:
        record_rating(deps, request.user, case_id, _written(form), idem=form.idem(path))
    except Refusal as no:
        if no.kind not in (Kind.INVALID, Kind.CONFLICT):
            raise
        return _paper(request, case_id, form, status_of(no), fault=_told(request, no))
    return redirect(f"/cases/{case_id}")


def _written(form: Form) -> Told:
    """Raises Refusal invalid `reply.grade` without a grade."""
    grade = next((grade for grade in Grade if grade.value == form.one("grade")), None)
    if grade is None:
        raise invalid("reply.grade", {"grade": "reply.grade"})
    reasons = tuple(code for code in form.all("reasons") if code in BAD_REASONS)
    anonymous = bool(form.one("anonymous"))
    return Told(
        grade=grade,
        channel=Channel.PAPER,
        reasons=reasons,
        words=form.one("words"),
        anonymous=anonymous,
        scan=uuid_in(form.one("scan")),
    )


def _counter(
    request: Req, case_id: UUID, made: CounterLink | None = None, status: int = 200, code: str = "", fault: str = ""
) -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        item = work.reference.versions[case.item_code, case.item_version]
        known: dict[str, Any] = {"case": case, "item": item, "made": made, "code": code, "fault": fault}
        return staff_page(request, work, "counter_rating.html", "desk", status, **known)


def _paper(request: Req, case_id: UUID, form: Form, status: int = 200, fault: str = "") -> Response[str]:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        case = work.cases.get(case_id)
        scans = [one for some in attachments.of_case(work.conn, case_id).values() for one in some]
        item = work.reference.versions[case.item_code, case.item_version]
        known: dict[str, Any] = {"case": case, "item": item, "scans": scans, "typed": form, "fault": fault}
        known |= {"grades_in_words": _grades(request), "bad_reasons": BAD_REASONS}
        return staff_page(request, work, "paper_rating.html", "desk", status, **known)


def _grades(request: Req) -> list[tuple[str, str]]:
    return [(grade.value, text(f"grade.{grade}", locale(request))) for grade in Grade]


def _code(link: str) -> str:
    """The QR code inside the page: no picture is fetched, so no address of it is logged anywhere."""
    return str(segno.make(link, micro=False, error="m").svg_data_uri(scale=6, border=3, dark="#17212b", light="#fff"))


def _told(request: Req, no: Refusal) -> str:
    return text(f"refusal.{no.code}", locale(request), **no.params)


HANDLERS: tuple[HTTPRouteHandler, ...] = (ask_here, paper, enter)
"""What a counter does about ratings."""
