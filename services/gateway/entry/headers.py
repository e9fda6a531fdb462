"""What every answer carries: its request's id, what the browser may do with it, and that nobody keeps a copy."""

import time
from typing import Any

import structlog
from litestar.datastructures import MutableScopeHeaders
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
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def before_send(settings: Settings, requests: Requests) -> Any:
    """The hook that writes them and counts the request; a route's own headers stay."""
    fixed = ALWAYS if settings.plain_http else ALWAYS | {"Strict-Transport-Security": HSTS}

    async def write(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in fixed.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")
        headers["X-Request-Id"] = request_id(scope)
        if _method(scope) == "OPTIONS" and message["status"] == 204:
            headers["Allow"] = _allowed(scope)
        _tell(message, scope, requests)

    return write


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
