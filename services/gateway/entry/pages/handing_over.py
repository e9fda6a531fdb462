"""交平板: a device of ours in an applicant's hands. The log-in on it ends first, so nothing of ours is behind the page.

What was open before is not shown again by going back: a browser keeps no answer of ours, and each asks for a session.
"""

import re
from collections.abc import Mapping

from litestar import Response, post

from services.gateway.deps import Deps
from services.gateway.entry import cookies, csrf
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.pages.forms import Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import HEADERS, Req, html, render
from services.gateway.entry.pages.words import Words
from services.gateway.usecases.log_out import log_out
from shared.kernel.clock import real_now
from shared.kernel.errors import not_found

_SECRET = re.compile(r"[\w-]{16,64}")
_HEADERS: Mapping[str, str] = {**HEADERS, "Clear-Site-Data": '"cache"'}


@post("/hand-over", opt={"access": SIGNED_IN}, status_code=200, sync_to_thread=True)
def hand_over(request: Req, data: Posted) -> Response[str]:
    """The session ends, and the page is shown on which the applicant begins."""
    deps: Deps = request.app.state.deps
    secret = form_of(data).one("secret")
    if not _SECRET.fullmatch(secret):
        raise not_found("rating.link")
    log_out(deps, request.user, request.auth.token)
    link = f"{deps.settings.base_url}/r/{secret}"
    answer = html(render("handed_over.html", _words(request), link=link, big=False), 200, _HEADERS)
    for which in ("session", "visit"):
        answer.set_cookie(cookies.no_cookie(deps.settings, which))
    return answer


def still_logged_in(request: Req, secret: str, status: int) -> Response[str]:
    """In place of the rating page where somebody of ours is logged in: first the log-in ends."""
    deps: Deps = request.app.state.deps
    token = csrf.token(deps.settings, request.auth.token)
    return html(render("hand_over.html", _words(request), secret=secret, csrf=token, big=False), status)


def _words(request: Req) -> Words:
    return Words(locale(request), real_now())
