"""The language of the pages, chosen by hand."""

from litestar import Response, post
from litestar.datastructures import Cookie

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.pages.forms import Posted
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.requests import LANGUAGE, LOCALES
from services.gateway.entry.requests import locale as chosen_or_asked_for

_YEAR = 365 * 24 * 3600


def locale(request: Req) -> str:
    """The language a page is shown in."""
    deps: Deps = request.app.state.deps
    return chosen_or_asked_for(request, deps.settings.locale)


@post("/language", opt={"access": SIGNED_IN}, sync_to_thread=False)
def choose(request: Req, data: Posted) -> Response[str]:
    """Keeps the choice in the browser."""
    deps: Deps = request.app.state.deps
    answer = redirect("/")
    if data.get("locale") in LOCALES:
        kept = Cookie(key=LANGUAGE, value=data["locale"], path="/", max_age=_YEAR, samesite="lax")
        kept.secure = not deps.settings.plain_http
        answer.set_cookie(kept)
    return answer
