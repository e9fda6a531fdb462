"""Where somebody begins: their desk or board, or a page that says what there is for them."""

from typing import Any

from litestar import Response, get

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, redirect
from services.gateway.entry.pages.shell import allowed, staff_page
from services.gateway.queries.desk_counts import LAMPS
from services.gateway.queries.loads import tenant_load
from shared.domain.access.actions import CASE_REGISTER, DESK_READ, POOL_READ, SCHEMA_READ, SUPERVISION_READ
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.kernel.i18n import text

DOORS = (
    (DESK_READ, "/desk", "inbox"),
    (CASE_REGISTER, "/register", "plus"),
    (POOL_READ, "/pool", "board"),
    (SCHEMA_READ, "/schema", "doc"),
)
"""What there is, by the action it needs, with its address and its sign."""

_OVERSEE = frozenset({Role.SUPERVISOR, Role.COMMISSION})
"""Roles that look at others' desks and have none of their own."""


@get("/", opt={"access": SIGNED_IN}, sync_to_thread=True)
def root(request: Req) -> Response[str]:
    """To the page this person works on."""
    deps: Deps = request.app.state.deps
    actor: Actor = request.user
    may = allowed(deps, actor)
    if Role.COORDINATOR in actor.roles and POOL_READ in may:
        return redirect("/pool")
    return redirect("/desk" if DESK_READ in may and not actor.roles <= _OVERSEE else "/start")


@get("/start", opt={"access": SIGNED_IN}, sync_to_thread=True)
def start(request: Req) -> Response[str]:
    """What there is for this person, and their settings."""
    deps: Deps = request.app.state.deps
    roles = sorted(request.user.roles)
    with deps.work(request.user) as work:
        overview = tenant_load(work) if deps.may(request.user, SUPERVISION_READ) else None
        names = [text(f"role.{role.value}", locale(request)) for role in roles]
        context: dict[str, Any] = {"doors": DOORS, "overview": overview, "lamps": LAMPS, "roles": names}
        return staff_page(request, work, "start.html", "start", **context)
