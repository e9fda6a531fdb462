"""The way in and out: logging in with what was typed before kept safe, logging out, working from another site."""

import re
import secrets
from typing import Any

from litestar import Response, get, post

from services.gateway.deps import Deps
from services.gateway.entry import cookies, csrf, devices
from services.gateway.entry.access import NOBODY, SIGNED_IN
from services.gateway.entry.pages.carry import carried, give_back
from services.gateway.entry.pages.forms import Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, html, redirect, render
from services.gateway.entry.pages.words import Words
from services.gateway.entry.requests import address
from services.gateway.usecases.log_in import log_in
from services.gateway.usecases.log_out import log_out
from services.gateway.usecases.switch_site import switch_site
from shared.kernel.clock import real_now
from shared.kernel.errors import Refusal

_INSIDE = re.compile(r"/(?!/)[\w/.~?=&%-]*")
_HOME = "/"


def door_page(
    request: Req, status: int = 200, *, fault: str = "", expired: bool = False, login: str = "", sealed: str = ""
) -> Response[str]:
    """The log-in form, tied to this browser by the cookie of the visit; `sealed` is a form carried through it."""
    deps: Deps = request.app.state.deps
    words = Words(locale(request), real_now())
    visit = cookies.value(request, deps.settings, "visit") or secrets.token_urlsafe(16)
    shown: dict[str, Any] = {"fault": fault, "expired": expired, "login": login, "carried": sealed}
    shown |= {"csrf": csrf.token(deps.settings, visit), "next": _next(request), "demo": deps.settings.demo}
    answer = html(render("login.html", words, **shown), status)
    answer.set_cookie(cookies.cookie(deps.settings, "visit", visit))
    return answer


@get("/login", opt={"access": NOBODY}, sync_to_thread=True)
def login_form(request: Req) -> Response[str]:
    """The form; for somebody who is in already, the desk."""
    return redirect(_HOME) if request.auth.token else door_page(request)


@post("/login", opt={"access": NOBODY}, sync_to_thread=True)
def login(request: Req, data: Posted) -> Response[str]:
    """In, with a session of its own; back to the form that was being filled in, where there is one."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    name, sealed = form.one("login"), _sealed(data)
    password = data.get("password")
    device = devices.named(devices.traces(request, deps.settings))
    try:
        entered = log_in(
            deps, name, password if isinstance(password, str) else "", address(request), request.auth.token, device
        )
    except Refusal as no:
        said = Words(locale(request), real_now()).t(f"refusal.{no.code}", **no.params)
        return door_page(request, _STATUS.get(no.code, 401), fault=said, login=name, sealed=sealed)
    back = give_back(deps, entered.actor, sealed) if sealed else None
    answer = redirect(back or safe(form.one("next")))
    answer.set_cookie(cookies.cookie(deps.settings, "session", entered.token))
    answer.set_cookie(cookies.no_cookie(deps.settings, "visit"))
    answer.set_cookie(devices.cookie(deps.settings, device))
    return answer


@post("/restore", opt={"access": SIGNED_IN}, sync_to_thread=True)
def restore(request: Req, data: Posted) -> Response[str]:
    """Back to a form that was open for too long, filled in as it was; nothing is done with it."""
    deps: Deps = request.app.state.deps
    return redirect(give_back(deps, request.user, _sealed(data)) or _HOME)


@post("/logout", opt={"access": SIGNED_IN}, sync_to_thread=True)
def logout(request: Req) -> Response[str]:
    """Out; the session ends on the server."""
    deps: Deps = request.app.state.deps
    log_out(deps, request.user, request.auth.token)
    answer = redirect("/login")
    answer.set_cookie(cookies.no_cookie(deps.settings, "session"))
    return answer


@post("/site", opt={"access": SIGNED_IN}, sync_to_thread=True)
def switch(request: Req, data: Posted) -> Response[str]:
    """To another of the user's own sites."""
    deps: Deps = request.app.state.deps
    token = switch_site(deps, request.user, request.auth.token, form_of(data).one("site"))
    answer = redirect(_HOME)
    answer.set_cookie(cookies.cookie(deps.settings, "session", token))
    return answer


def lost_session(request: Req, status: int, code: str) -> Response[str]:
    """The log-in in place of what was asked for; what was typed travels with it."""
    return door_page(request, status, expired=code == "session.expired", sealed=carried(request))


def safe(path: str) -> str:
    """The address inside our pages, or the start: nobody is sent elsewhere by what stands in a form."""
    return path if _INSIDE.fullmatch(path) and not path.startswith("/log") else _HOME


def _next(request: Req) -> str:
    """Where to go on: the page that was asked for, or what an earlier form said."""
    if request.scope["path"] == "/login":
        return safe(request.query_params.get("next", _HOME))
    if request.method != "GET":
        return _HOME
    asked = request.scope["query_string"].decode("latin-1")
    return safe(request.scope["path"] + (f"?{asked}" if asked else ""))


def _sealed(data: dict[str, object]) -> str:
    given = data.get("carried")
    return given if isinstance(given, str) else ""


_STATUS = {"login.throttled": 429}
