"""Logging in and out over JSON, and who one is."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry import cookies, csrf, devices
from services.gateway.entry.access import NOBODY, SIGNED_IN
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input
from services.gateway.entry.requests import address
from services.gateway.entry.sessions import Visitor
from services.gateway.usecases.log_in import log_in
from services.gateway.usecases.log_out import log_out
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role


class LogIn(Input, frozen=True, kw_only=True):
    """A log-in name and its password."""

    login: Annotated[str, Meta(max_length=200)]
    password: Annotated[str, Meta(max_length=200)]

    def __repr__(self) -> str:
        return "LogIn(…)"


class SiteRef(msgspec.Struct, frozen=True, kw_only=True):
    """A site by id and names."""

    id: str
    tenant_id: str
    name: str
    short_name: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is logged in, where, as what. `csrf` goes into the header X-CSRF-Token of every act; '' with an API key."""

    name: str
    site: SiteRef
    roles: tuple[Role, ...]
    csrf: str


class SessionApi(Controller):
    """/api/session."""

    path = "/api/session"
    tags = ("session",)
    dto = StrictJson

    @post(opt={"access": NOBODY, "csrf": "json"}, responses=answers.LOG_IN, status_code=200, sync_to_thread=True)
    def enter(
        self, request: Request[Actor, Visitor, Any], deps: NamedDependency[Deps], data: JSONBody[LogIn]
    ) -> Response[Me]:
        """Log in. The session is a cookie; it ends after 30 minutes without a request, at the latest after 12 hours."""
        old = cookies.value(request, deps.settings, "session")
        device = devices.named(devices.traces(request, deps.settings))
        done = log_in(deps, data.login, data.password, address(request), old, device)
        me = _me(deps, done.actor, csrf.token(deps.settings, done.token))
        given = [cookies.cookie(deps.settings, "session", done.token), devices.cookie(deps.settings, device)]
        return Response(me, cookies=given)

    @get(opt={"access": SIGNED_IN}, responses=answers.READ, sync_to_thread=True)
    def who(self, request: Request[Actor, Visitor, Any], deps: NamedDependency[Deps]) -> Me:
        """Who one is."""
        token = request.auth.token
        return _me(deps, request.user, csrf.token(deps.settings, token) if token else "")

    @delete(opt={"access": SIGNED_IN}, responses=answers.READ, sync_to_thread=True)
    def leave(self, request: Request[Actor, Visitor, Any], deps: NamedDependency[Deps]) -> Response[None]:
        """Log out; the session is over at once."""
        if request.auth.token:
            log_out(deps, request.user, request.auth.token)
        return Response(None, status_code=204, cookies=[cookies.no_cookie(deps.settings, "session")])


def _me(deps: Deps, actor: Actor, token: str) -> Me:
    with deps.work(actor) as work:
        site = work.reference.tree.site(actor.site_id)
    where = SiteRef(id=site.id, tenant_id=site.tenant_id, name=site.name, short_name=site.short_name or site.name)
    return Me(name=actor.name, site=where, roles=tuple(sorted(actor.roles)), csrf=token)
