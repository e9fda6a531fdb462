"""The one table: what kind of refusal becomes which status; and how a refusal is written down for its reader.

Answers are problem details (RFC 9457). Texts come from the catalogue under `refusal.<code>`; the code itself never
changes. A thing that is foreign and a thing that is missing are told alike.
"""

import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from services.gateway.deps import Deps
from services.gateway.entry.problem import MEDIA_TYPE, Change, FieldProblem, Problem, type_of
from services.gateway.entry.requests import locale, request_id, wants_page
from shared.kernel.errors import Kind, Refusal, busy, invalid, not_found
from shared.kernel.i18n import text
from shared.store.idempotency import Replayed

STATUS: Mapping[Kind, int] = {
    Kind.NOT_FOUND: 404,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.ILLEGAL_MOVE: 409,
    Kind.INVALID: 422,
    Kind.BUSY: 503,
}
BY_CODE: Mapping[str, int] = {
    "session.none": 401,
    "session.expired": 401,
    "login.wrong": 401,
    "key.wrong": 401,
    "login.throttled": 429,
    "rating.slow_down": 429,
    "intake.tenant": 429,
    "intake.key": 429,
    "idempotency.missing": 400,
    "idempotency.key": 400,
    "version.malformed": 400,
    "input.malformed": 400,
    "input.shape": 400,
    "method.not_allowed": 405,
    "input.too_large": 413,
    "input.media_type": 415,
    "internal": 500,
}
"""Refusals that HTTP has a status of its own for; all others follow their kind."""

RETRY = 5
"""Seconds after which to try again, where nobody said otherwise."""

Req = Request[Any, Any, Any]
ProblemPage = Callable[[Req, Problem], Response[Any]]
"""How a refusal looks to people; the pages bring it along."""


def refused(request: Req, no: Refusal) -> Response[Any]:
    """The answer to a refusal: a page for people, problem details for programs."""
    problem = problem_of(request, no)
    if no.kind is Kind.FORBIDDEN:
        structlog.get_logger().warning("refused", code=no.code, request=problem.request_id)
    page: ProblemPage | None = request.app.state.problem_page
    answer = page(request, problem) if page and wants_page(request) else _details(problem)
    return with_headers(answer, no)


def problem_of(request: Req, no: Refusal) -> Problem:
    """The refusal in words, in the reader's language."""
    deps: Deps = request.app.state.deps
    language = locale(request, deps.settings.locale)
    status = status_of(no)
    return Problem(
        type=type_of(no.code),
        title=text(f"status.{status}", language),
        status=status,
        detail=text(f"refusal.{no.code}", language, **no.params),
        code=no.code,
        request_id=request_id(request.scope),
        fields=tuple(
            FieldProblem(field=field, code=code, detail=text(f"refusal.{code}", language, **no.params))
            for field, code in no.fields.items()
        ),
        changes=tuple(_changes(no.params.get("changes"))),
    )


def status_of(no: Refusal) -> int:
    """The status of a refusal."""
    return BY_CODE.get(no.code, STATUS[no.kind])


def replayed(request: Req, again: Replayed) -> Response[Any]:
    """The first answer once more: same status, body, Location and ETag. On a page: where that answer led."""
    if wants_page(request):
        return Response(content="", status_code=303, headers={"Location": again.location.removeprefix("/api") or "/"})
    headers = {"ETag": again.etag} if again.etag else {}
    if again.status == 201 and again.location:
        headers["Location"] = again.location
    return Response(again.body.encode(), status_code=again.status, headers=headers, media_type=MediaType.JSON)


def of_http(request: Req, error: HTTPException) -> Response[Any]:
    """What the framework itself refuses, in the same words."""
    answer = refused(request, _AS_REFUSAL.get(error.status_code, _malformed)(error))
    if allow := (error.headers or {}).get("allow"):
        answer.headers["Allow"] = ", ".join(sorted({*allow.split(", "), "OPTIONS"}))
    return answer


def unexpected(request: Req, error: Exception) -> Response[Any]:
    """A fault of ours: told without detail, logged without the values it was about, for they may be personal."""
    deps: Deps = request.app.state.deps
    name = type(error).__name__
    trace = "".join(traceback.format_tb(error.__traceback__))
    structlog.get_logger().error("unexpected", error=name, trace=trace, request=request_id(request.scope))
    down = isinstance(error, deps.outages)
    return refused(request, busy("outage") if down else Refusal(Kind.BUSY, "internal"))


HANDLERS: ExceptionHandlersMap = {
    Refusal: refused,
    Replayed: replayed,
    HTTPException: of_http,
    Exception: unexpected,
}


def _details(problem: Problem) -> Response[Any]:
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE)


def with_headers(answer: Response[Any], no: Refusal) -> Response[Any]:
    """The answer with what HTTP wants said about such a refusal, besides its status."""
    status = status_of(no)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="bangban"'
    if status in (429, 503):
        answer.headers["Retry-After"] = str(no.params.get("retry_after", RETRY))
    return answer


def _changes(changes: object) -> Iterable[Change]:
    for change in changes if isinstance(changes, list) else ():
        yield Change(seq=change["seq"], kind=change["kind"], at=change["at"], by_site=change["by_site"])


def _malformed(error: HTTPException) -> Refusal:
    """Wrong parameters are named one by one; the framework's own words stay inside."""
    extra = error.extra if isinstance(error.extra, list) else []
    fields = {str(fault.get("key", "")): "input.value" for fault in extra if isinstance(fault, dict)}
    return invalid("input.shape", fields) if fields else invalid("input.malformed")


_AS_REFUSAL = {
    404: lambda error: not_found(),
    405: lambda error: invalid("method.not_allowed"),
    413: lambda error: invalid("input.too_large"),
    415: lambda error: invalid("input.media_type"),
    500: lambda error: Refusal(Kind.BUSY, "internal"),
}
