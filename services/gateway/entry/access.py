"""Who may call what: one guard, asked before any handler body; a route that is on no list stops start-up.

A route names its rule by `opt["access"]`: an action of the permissions in force, SIGNED_IN for anybody who logged in,
or NOBODY where everybody may come. The routes for everybody are listed here as well, and so is the public face.
"""

import time
from collections.abc import Iterator
from typing import Any

import structlog
from litestar import Litestar
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection, Request
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from services.gateway.deps import Deps
from services.gateway.entry import cookies, csrf
from services.gateway.entry.requests import Connection, method, request_id
from services.gateway.entry.sessions import Visitor, names_somebody, recognise
from services.gateway.usecases.deny import deny
from shared.domain.access.actions import BESIDE_CASES
from shared.domain.cases.commands import ALL
from shared.kernel.errors import forbidden

SIGNED_IN, NOBODY = "signed_in", "nobody"
RULES = frozenset({*BESIDE_CASES, *(command.kind for command in ALL), SIGNED_IN})

PUBLIC_FACE = frozenset(
    {
        "GET /healthz",
        "GET /readyz",
        "POST /hooks/sms/{secret}/receipts",
        "POST /hooks/sms/{secret}/replies",
        "POST /hooks/sms/{secret}/{supplier}/{what}",
        "POST /hooks/voice/{secret}/{supplier}/reports",
        "GET /api/catalogue/items",
        "GET /api/catalogue/items/{code}",
        "GET /r/{secret}",
        "POST /r/{secret}",
        "GET /rated",
        "GET /static/{file_path}",
        "HEAD /static/{file_path}",
    }
)
"""All that the public face serves; nobody needs to log in for any of it."""

OPEN = PUBLIC_FACE | {"POST /api/session", "GET /login", "POST /login", "GET /metrics"}
"""The routes for everybody: those of the public face, the way in, and the numbers, which ask for their own token."""


class UnlistedRoute(Exception):
    """A route that no list knows; the process does not start."""


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Finds out who it is, refuses forged requests, and asks the permissions in force."""
    if method(connection) == "OPTIONS":
        return
    connection.scope["state"]["began"] = time.monotonic()
    given = await _given_token(connection)
    if handler.opt["access"] == NOBODY and not names_somebody(connection, connection.app.state.deps):
        visitor = _admit(connection, handler.opt, given)  # nobody to look up: no need of a thread
    else:
        visitor = await sync_to_thread(_admit, connection, handler.opt, given)
    connection.scope["user"], connection.scope["auth"] = visitor.actor, visitor
    about = {"request": request_id(connection.scope), "tenant": visitor.actor.tenant_id, "actor": visitor.actor.id}
    structlog.contextvars.bind_contextvars(**about)


def _admit(connection: Connection, opt: dict[str, Any], given: str) -> Visitor:
    deps: Deps = connection.app.state.deps
    visitor = recognise(connection, deps)
    rule = opt["access"]
    if rule != NOBODY and not visitor.known:
        raise forbidden("session.expired" if visitor.lapsed else "session.none")
    if method(connection) not in csrf.SAFE and not visitor.by_key:
        # On an open route the form was made before anybody logged in, and may be sent after they did in another tab.
        bound_to = cookies.value(connection, deps.settings, "visit") if rule == NOBODY else visitor.token
        csrf.require(connection, deps.settings, opt.get("csrf", "token"), bound_to, given)
    _require_right(deps, visitor, rule, connection.scope["path_template"])
    return visitor


def _require_right(deps: Deps, visitor: Visitor, rule: str, route: str) -> None:
    if rule not in (NOBODY, SIGNED_IN) and not deps.may(visitor.actor, rule):
        deny(deps, visitor.actor, rule, route)
        raise forbidden("access.denied", action=rule)


async def _given_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The token from the header, else from the form, which the handler can read again."""
    header = connection.headers.get(csrf.HEADER)
    if header is not None or method(connection) in csrf.SAFE or not isinstance(connection, Request):
        return header or ""
    kind = connection.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    found = (await connection.form()).get(csrf.FIELD)
    return found if isinstance(found, str) else ""


def require_listed(app: Litestar, face: str) -> None:
    """Raises UnlistedRoute for a route without a rule, for an open one that is not listed, or one on the wrong face."""
    for name, rule, forgery in _named(app):
        if forgery not in csrf.RULES or (forgery != "token" and rule != NOBODY):
            raise UnlistedRoute(f"{name} may not go without a token (it says {forgery!r})")
        if rule == NOBODY:
            if name not in OPEN:
                raise UnlistedRoute(f"{name} is open to everybody and not on the list of open routes")
        elif rule not in RULES:
            raise UnlistedRoute(f"{name} names no access rule (it says {rule!r})")
        if face == "public" and name not in PUBLIC_FACE:
            raise UnlistedRoute(f"{name} is not on the list of the public face")


def routes(app: Litestar) -> Iterator[tuple[str, str | None]]:
    """Every route as `METHOD /path`, with its rule."""
    yield from ((name, rule) for name, rule, _ in _named(app))


def _named(app: Litestar) -> Iterator[tuple[str, str | None, str]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise UnlistedRoute(f"{route.path} is no plain HTTP route")
        for verb, (handler, _) in route.route_handler_map.items():
            if verb != "OPTIONS":
                yield f"{verb} {template(route)}", handler.opt.get("access"), handler.opt.get("csrf", "token")


def template(route: HTTPRoute) -> str:
    """The path with the names of its parameters, without their types."""
    parts = (part if isinstance(part, str) else f"{{{part.name}}}" for part in route.path_components)
    return "/" + "/".join(parts)
