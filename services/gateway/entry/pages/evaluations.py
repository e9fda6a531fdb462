"""评价: a month's figures, occasions and what was said, and the replies that wait for a person."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.forms import Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.evaluations import Wanted, evaluation_rows, figures
from services.gateway.queries.replies import waiting
from services.gateway.usecases.settle_reply import settle_reply
from shared.domain.access.actions import RATING_ANSWER, RATING_EXPORT, RATING_READ
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.grades import Grade
from shared.kernel.errors import Kind, Refusal
from shared.kernel.i18n import text
from shared.store import exports
from shared.store.uow import Work

OUTCOMES = ("rated", "answered", "nothing")


@get("/evaluations", opt={"access": RATING_READ}, sync_to_thread=True)
def show(
    request: Req,
    month: FromQuery[str] = "",
    how: FromQuery[str] = "",
    grade: FromQuery[str] = "",
    flagged: FromQuery[str] = "",
) -> Response[str]:
    """The month asked for, else this one; a filter nobody knows filters nothing."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        wanted = Wanted(
            month=_month(month, local_date(work.now)),
            state=how if how in {*EvaluationState} else "",
            grade=grade if grade in {*Grade} else "",
            flagged=flagged == "1",
        )
        return _page(request, work, wanted)


@post("/evaluations/replies/{reply_id:uuid}", opt={"access": RATING_ANSWER}, sync_to_thread=True)
def settle(request: Req, reply_id: FromPath[UUID], data: Posted) -> Response[str]:
    """A reply is settled; a refusal is told above the list."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    grade = next((grade for grade in Grade if grade.value == form.one("grade")), None)
    outcome = next((known for known in OUTCOMES if known == form.one("outcome")), "rated" if grade else "nothing")
    try:
        settle_reply(deps, request.user, reply_id, outcome, grade)  # type: ignore[arg-type]
    except Refusal as no:
        if no.kind is Kind.NOT_FOUND:
            raise
        fault = text(f"refusal.{no.code}", locale(request), **no.params)
        with deps.work(request.user) as work:
            wanted = Wanted(month=local_date(work.now).replace(day=1))
            return _page(request, work, wanted, status_of(no), fault=fault)
    return redirect("/evaluations#replies")


def _page(request: Req, work: Work, wanted: Wanted, status: int = 200, **more: Any) -> Response[str]:
    deps: Deps = request.app.state.deps
    answers, reports = (deps.may(request.user, action) for action in (RATING_ANSWER, RATING_EXPORT))
    batches = exports.batches(work.conn, work.actor.tenant_id) if reports else ()
    context = {
        "wanted": wanted,
        "figures": figures(work, wanted.month),
        "rows": evaluation_rows(work, wanted, answers),
        "replies": waiting(work) if answers else (),
        "answers": answers,
        "batches": batches,
        "comparisons": exports.comparisons(work.conn, work.actor.tenant_id) if reports else (),
        "reports": reports,
        "states": [state.value for state in EvaluationState],
        "grades": [grade.value for grade in Grade],
        "outcomes": OUTCOMES,
        "fault": "",
        **more,
    }
    return staff_page(request, work, "evaluations.html", "evaluations", status, **context)


def _month(asked: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)


HANDLERS: tuple[HTTPRouteHandler, ...] = (show, settle)
"""Every page under /evaluations."""
