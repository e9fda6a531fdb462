"""What every answer carries: its request's id, what the browser may do with it, and that nobody keeps a copy."""

import asyncio
import time
from typing import Any

import structlog
from litestar.types import Message, Scope

from services.gateway.entry.measures import Requests
from services.gateway.entry.requests import request_id
from shared.kernel.settings import Settings

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


async def before_send(message: Message, scope: Scope) -> None:
    """Writes them and counts the request; a route's own headers stay."""
    if message["type"] != "http.response.start":
        return
    state = scope["litestar_app"].state
    settings: Settings = state.deps.settings
    own = [(name.lower(), value) for name, value in message["headers"]]
    said = {name for name, _ in own}
    fixed = ALWAYS if settings.plain_http else (*ALWAYS, HSTS)
    headers = [*own, *(line for line in fixed if line[0] not in said), (b"x-request-id", request_id(scope).encode())]
    if _method(scope) == "OPTIONS" and message["status"] == 204:
        headers = [line for line in headers if line[0] != b"allow"] + [(b"allow", _allowed(scope).encode())]
    message["headers"] = headers
    _tell(message, scope, state.requests)
    if message["status"] == 429:
        await asyncio.sleep(settings.hold_refused)  # or whoever asks again at once keeps a core busy with refusals


def _method(scope: Any) -> str:
    return str(scope["method"])


def _allowed(scope: Any) -> str:
    """The methods of a path; the framework tells only those of the handler it met first."""
    routes = (route for route in scope["litestar_app"].routes if route.path_format == scope["path_template"])
    return ", ".join(sorted({method for route in routes for method in route.methods}))


def _tell(message: Any, scope: Any, requests: Requests) -> None:
    """One line a request, and its time. The route and not the address: addresses of links and hooks hold secrets."""
    now = time.monotonic()
    seconds = now - scope["state"].get("began", now)
    requests.observe(_method(scope), scope.get("path_template", ""), message["status"], seconds)
    structlog.get_logger("gateway").info(
        "request",
        request=request_id(scope),
        method=_method(scope),
        route=scope.get("path_template", ""),
        status=message["status"],
        ms=round(seconds * 1000),
    )
