"""The applicant's rating page on a phone: one tap is a rating. Looking never records; the address is the secret."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from services.gateway.deps import ANONYMOUS, Deps
from services.gateway.entry.access import NOBODY
from services.gateway.entry.devices import traces
from services.gateway.entry.pages.forms import Form, Posted, form_of
from services.gateway.entry.pages.handing_over import still_logged_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import HEADERS, Req, html, query, redirect, render
from services.gateway.entry.pages.words import Words
from services.gateway.entry.requests import address
from services.gateway.queries.rating_page import RatingPage, rating_page
from services.gateway.usecases.open_link import find_link, rated_case
from services.gateway.usecases.rate_by_link import LONGEST_WORDS, rate_by_link
from shared.domain.access.actor import platform
from shared.domain.feedback.grades import Grade, System, code_of
from shared.kernel.clock import real_now
from shared.kernel.errors import Kind, Refusal, not_found

BAD_REASONS = ("slow", "many_trips", "unclear", "rude", "charged")
BAD_GRADES = tuple(grade.value for grade in Grade if grade.is_bad)
FACES = (
    (Grade.VERY_GOOD, "M12 24c2.5 6.5 13.5 6.5 16 0z"),
    (Grade.GOOD, "M12.5 25c3 4.6 12 4.6 15 0"),
    (Grade.FAIR, "M13 26.5c4 1.8 10 1.8 14 0"),
    (Grade.BAD, "M13 29c3-4 11-4 14 0"),
    (Grade.VERY_BAD, "M12 30.5c2.5-6.5 13.5-6.5 16 0M12 13.5l5 2M28 13.5l-5 2"),
)
"""The five grades, the best first, each with the drawing of its mouth."""
CHOICES = tuple((grade.value, mouth, code_of(grade, System.SMS)) for grade, mouth in FACES)
"""The same with the digit that the SMS gives each."""

_PRIVATE = {**HEADERS, "X-Robots-Tag": "noindex, nofollow"}


@get("/r/{secret:str}", opt={"access": NOBODY}, sync_to_thread=True)
def look(request: Req, secret: FromPath[str], step: FromQuery[str] = "") -> Response[str]:
    """The question; or, once rated, the thanks. A link that is used up is as good as none."""
    page, now = _page(request, secret)
    if page.used:
        raise not_found("rating.link")
    if page.on_device and request.auth.token:
        return still_logged_in(request, secret, 200)
    chosen = step if page.rating and step in ("ask", "why", "thanks") else "thanks" if page.rating else "ask"
    if chosen == "ask" and not page.may_change:
        chosen = "thanks"
    return _shown(request, secret, page, now, chosen)


@get("/rated", opt={"access": NOBODY}, sync_to_thread=True)
def rated(request: Req) -> Response[str]:
    """Thanks, the same for everybody: nobody at a counter reads here what was tapped."""
    deps: Deps = request.app.state.deps
    with deps.work(ANONYMOUS) as work:
        hotline = work.reference.help_phone()
    return html(render("rated.html", _words(request), hotline=hotline, big=_big(request)), 200, _PRIVATE)


@post("/r/{secret:str}", opt={"access": NOBODY, "csrf": "secret"}, sync_to_thread=True)
def rate(request: Req, secret: FromPath[str], data: Posted) -> Response[str]:
    """Records the tapped grade, or what was added to a bad one."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    grade = next((grade for grade in Grade if grade.value == form.one("grade")), None)
    if grade is None:
        return redirect(_here(request, secret))
    if request.auth.token and _page(request, secret)[0].on_device:
        return still_logged_in(request, secret, 409)
    why = form.one("step") == "why"
    reasons = tuple(code for code in form.all("reasons") if code in BAD_REASONS)
    anonymous = why and not form.one("call")
    device, ours = traces(request, deps.settings), request.user.staff_id is not None
    try:
        rate_by_link(deps, secret, grade, reasons, form.one("words"), address(request), anonymous, device, ours)
    except Refusal as no:
        if no.kind in (Kind.NOT_FOUND, Kind.BUSY):
            raise
        return _again(request, secret, form, no)
    return _after(request, secret, asks=grade.is_bad and not why)


def _after(request: Req, secret: str, asks: bool) -> Response[str]:
    """Where to go on. At a counter the page with the grade cannot be opened again, so it is shown at once and once."""
    page, now = _page(request, secret)
    if asks and page.at_counter:
        return _shown(request, secret, page, now, "why")
    if page.used:
        return redirect("/rated" + _chosen(request))
    return redirect(_here(request, secret, step="why" if asks else "thanks"))


def gone_page(request: Req, status: int, words: str = "") -> Response[str]:
    """The same page for a wrong, a used-up and an expired link: it knows of no district."""
    deps: Deps = request.app.state.deps
    with deps.work(ANONYMOUS) as work:
        hotline = work.reference.help_phone()
    body = render(
        "rate_gone.html", _words(request), hotline=hotline, big=_big(request), detail=words if status == 429 else ""
    )
    return html(body, status, _PRIVATE)


def _page(request: Req, secret: str) -> tuple[RatingPage, datetime]:
    deps: Deps = request.app.state.deps
    link = find_link(deps, secret, address(request))
    with deps.work(platform(link.tenant_id)) as work:
        return rating_page(work, rated_case(work, link), link), work.now


def _again(request: Req, secret: str, form: Form, no: Refusal) -> Response[str]:
    """What was typed stays; the fault says what to mend."""
    page, now = _page(request, secret)
    step = "why" if form.one("step") == "why" and page.rating else "thanks" if page.rating else "ask"
    fault = Words(locale(request), now).t(f"refusal.{no.code}", **no.params)
    return _shown(request, secret, page, now, step, 422, fault=fault, typed=form.one("words"))


def _shown(
    request: Req, secret: str, page: RatingPage, now: datetime, step: str, status: int = 200, **more: str
) -> Response[str]:
    def here(**changed: Any) -> str:
        return _here(request, secret, **changed)

    known: dict[str, Any] = {"page": page, "step": step, "here": here, "big": _big(request), "hotline": page.help_phone}
    known |= {"choices": CHOICES, "bad_reasons": BAD_REASONS, "bad_grades": BAD_GRADES}
    known |= {"longest": LONGEST_WORDS, "fault": "", "typed": ""}
    return html(render("rate.html", Words(locale(request), now), **{**known, **more}), status, _PRIVATE)


def _here(request: Req, secret: str, **changed: Any) -> str:
    """This page, with the version and language chosen kept."""
    if "big" in changed:
        changed["big"] = "1" if changed["big"] else ""
    return f"/r/{secret}" + _chosen(request, **changed)


def _chosen(request: Req, **changed: Any) -> str:
    kept = {"lang": request.query_params.get("lang", ""), "big": "1" if _big(request) else ""}
    asked = query(**{**kept, **changed})
    return f"?{asked}" if asked else ""


def _words(request: Req) -> Words:
    return Words(locale(request), real_now())


def _big(request: Req) -> bool:
    return request.query_params.get("big") == "1"
