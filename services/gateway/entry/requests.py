"""What every request carries: an id of its own, where it comes from, in which language it wants its answer."""

import ipaddress
from typing import Any

from litestar.connection import ASGIConnection

from shared.kernel.ids import new_id

Connection = ASGIConnection[Any, Any, Any, Any]


def request_id(scope: Any) -> str:
    """The id of this request, made when first asked for; it stands in its answer and in the log."""
    state: dict[str, Any] = scope["state"]
    if "request_id" not in state:
        state["request_id"] = str(new_id())
    return str(state["request_id"])


def method(connection: Connection) -> str:
    """GET, POST and so on."""
    return str(connection.scope["method"])  # type: ignore[typeddict-item] # no websockets here


def address(connection: Connection) -> str:
    """Where the request comes from, for counting: an IPv4 address, or the /64 network of an IPv6 one."""
    host = connection.client.host if connection.client else ""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else host


LOCALES = ("zh-CN", "en")
LANGUAGE = "bangban-lang"
"""The cookie that keeps a language chosen by hand on a page; it is no secret and says nothing about anybody."""


def locale(connection: Connection, default: str) -> str:
    """The language chosen by hand; else `en` for whoever asks for English first, else the platform's."""
    chosen = connection.query_params.get("lang") or connection.cookies.get(LANGUAGE)
    if chosen in LOCALES:
        return chosen
    wanted = connection.headers.get("accept-language", "").strip().lower()
    return "en" if wanted.startswith("en") else default


def wants_page(connection: Connection) -> bool:
    """Whether a person looks at the answer in a browser: everything outside the machine doors."""
    machine = ("/api", "/hooks", "/schema", "/healthz", "/readyz", "/metrics")
    path = connection.scope["path"]
    return not any(path == door or path.startswith(f"{door}/") for door in machine)
