"""通知开关: what applicants are told of, and a switch for each."""

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.notices import notices
from services.gateway.usecases.switch_notice import switch_notice
from shared.domain.access.actions import NOTICE_SWITCH
from shared.domain.feedback.notices import NOTICES
from shared.kernel.errors import Kind, Refusal
from shared.kernel.i18n import text
from shared.store.idempotency import Replayed

_CHOICES = {"on": True, "off": False, "inherit": None}


@get("/notices", opt={"access": NOTICE_SWITCH}, sync_to_thread=True)
def show(request: Req, told: FromQuery[str] = "") -> Response[str]:
    """All of them; `told` was just switched."""
    return _page(request, told=told if told in NOTICES else "")


@post("/notices/{purpose:str}/switch", opt={"access": NOTICE_SWITCH}, sync_to_thread=True)
def switch(request: Req, purpose: FromPath[str], data: Posted) -> Response[str]:
    """Switched."""
    form = form_of(data)
    try:
        on = _CHOICES.get(form.one("to"))
        switch_notice(
            _deps(request),
            request.user,
            purpose,
            on,
            form.one("reason"),
            idem=form.idem(f"/notices/{purpose}/switch"),
        )
    except Replayed:
        pass
    except Refusal as no:
        return _page(request, no=no, at=purpose)
    return redirect("/notices?" + query(told=purpose))


def _page(request: Req, told: str = "", no: Refusal | None = None, at: str = "") -> Response[str]:
    with _deps(request).work(request.user) as work:
        lines = notices(work.reference, request.user.tenant_id)
        fault = text(f"refusal.{no.code}", locale(request), **no.params) if no else ""
        status = {None: 200, Kind.NOT_FOUND: 404}.get(no.kind if no else None, 422)
        top = work.reference.root_tenant == request.user.tenant_id
        context = {"lines": lines, "told": told, "fault": fault, "at": at, "top": top}
        return staff_page(request, work, "notices.html", "notices", status, **context)


def _deps(request: Req) -> Deps:
    found: Deps = request.app.state.deps
    return found


HANDLERS = (show, switch)
