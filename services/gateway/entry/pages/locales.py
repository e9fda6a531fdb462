"""In which language a reader wants the pages: chosen by hand, else as for every other answer."""

from litestar import Response, post
from litestar.datastructures import Cookie

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.pages.forms import Posted
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.requests import locale as asked_for

LOCALES = ("zh-CN", "en")
COOKIE = "bangban-lang"
_YEAR = 365 * 24 * 3600


def locale(request: Req) -> str:
    """The language in the address, of the last choice, or the one the browser asks for first."""
    deps: Deps = request.app.state.deps
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LOCALES:
            return chosen
    return asked_for(request, deps.settings.locale)


@post("/language", opt={"access": SIGNED_IN}, sync_to_thread=False)
def choose(request: Req, data: Posted) -> Response[str]:
    """Keeps the choice in the browser: it is no secret and says nothing about anybody."""
    deps: Deps = request.app.state.deps
    answer = redirect("/")
    if data.get("locale") in LOCALES:
        kept = Cookie(key=COOKIE, value=data["locale"], path="/", max_age=_YEAR, samesite="lax")
        kept.secure = not deps.settings.plain_http
        answer.set_cookie(kept)
    return answer
