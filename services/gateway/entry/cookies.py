"""The cookies: of the session; of the visit, which ties the log-in form to its browser; of a device of ours."""

from typing import Literal

from litestar.datastructures import Cookie

from services.gateway.entry.requests import Connection
from shared.kernel.settings import Settings

Which = Literal["session", "visit", "device"]


def name(settings: Settings, which: Which) -> str:
    """`__Host-` on https. On plain http a plain one with the port, since browsers share cookies between ports."""
    return f"bangban-{which}-{settings.port}" if settings.plain_http else f"__Host-bangban-{which}"


def value(connection: Connection, settings: Settings, which: Which) -> str:
    """What the browser sent, or ''."""
    return connection.cookies.get(name(settings, which)) or ""


def cookie(settings: Settings, which: Which, content: str) -> Cookie:
    """A cookie that no script reads, that no other site's form sends, and that ends with the browser."""
    return Cookie(
        key=name(settings, which),
        value=content,
        path="/",
        httponly=True,
        secure=not settings.plain_http,
        samesite="lax",
    )


def no_cookie(settings: Settings, which: Which) -> Cookie:
    """Takes the cookie away."""
    gone = cookie(settings, which, "")
    gone.max_age = 0
    return gone
