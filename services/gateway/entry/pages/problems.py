"""A refusal as a page: the log-in where a session is missing, else what is wrong and where to go on."""

from litestar import Response

from services.gateway.deps import Deps
from services.gateway.entry import csrf
from services.gateway.entry.pages.carry import carried
from services.gateway.entry.pages.door import door_page, lost_session
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rate import gone_page
from services.gateway.entry.pages.rendering import HEADERS, Req, html, redirect, render
from services.gateway.entry.pages.words import Words
from services.gateway.entry.problem import Problem
from services.gateway.entry.sessions import recognise
from shared.kernel.clock import real_now


def problem_page(request: Req, problem: Problem) -> Response[str]:
    """The page for a refusal that no form of ours shows itself."""
    words = Words(locale(request), real_now())
    if problem.status == 401:
        return lost_session(request, problem.status, problem.code)
    if request.scope["path"].startswith("/r/"):
        return gone_page(request, problem.status, problem.detail)
    if problem.code == "csrf.token":
        return _too_long(request, problem, words)
    if request.headers.get("hx-request"):
        return _aside(problem)
    return _page(problem, words)


def _page(problem: Problem, words: Words, **more: str) -> Response[str]:
    context = {"title": problem.title, "words": problem.detail, "request_id": problem.request_id}
    known = {"carried": "", "csrf": "", **context, **more}
    body = render("problem.html", words, faults=[field.detail for field in problem.fields], **known)
    return html(body, problem.status)


def _too_long(request: Req, problem: Problem, words: Words) -> Response[str]:
    """The page was made for an earlier session. What was typed is offered back, and nothing is done with it."""
    deps: Deps = request.app.state.deps
    visitor = recognise(request, deps)
    if request.scope["path"] == "/login":
        if visitor.known:
            return redirect("/")
        return door_page(request, problem.status, fault=words.t("page.login.csrf"))
    answer = _page(problem, words, carried=carried(request), csrf=csrf.token(deps.settings, visitor.token))
    if request.headers.get("hx-request"):
        answer.headers |= {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}
    return answer


def _aside(problem: Problem) -> Response[str]:
    """For htmx: the words alone, for the bar above the page, which stays as it is."""
    headers = {**HEADERS, "HX-Retarget": "#trouble-words", "HX-Reswap": "textContent"}
    return Response(problem.detail, status_code=problem.status, media_type="text/plain", headers=headers)
