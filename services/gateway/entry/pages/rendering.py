"""Pages from templates: whole for a browser, one block of the same template where htmx asks for it."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response

from services.gateway.entry.pages.assets import asset
from services.gateway.entry.pages.words import Words
from shared.kernel.ids import new_id

Req = Request[Any, Any, Any]

HEADERS: Mapping[str, str] = {
    "Referrer-Policy": "same-origin",
    "Vary": "HX-Request, HX-Target, Cookie, Accept-Language",
}
"""Beside what every answer carries. `same-origin` tells other sites as little as `no-referrer`, under which browsers
would post our own forms with the origin `null`, which is refused as forged."""

HTMX = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "(409|422|429)", "swap": True},
        {"code": "401", "swap": True, "target": "body", "swapOverride": "innerHTML"},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}

_BLOCKS = {
    "desk": "desk",
    "case": "case",
    "panel": "panel",
    "thread": "thread",
    "register": "register",
    "outcome": "refreshed",
}
"""What each target of a request is filled with; any other request gets the whole page."""

_MACROS = {
    "m": "macros.html",
    "r": "rows.html",
    "p": "panels.html",
    "th": "thread.html",
    "j": "joint.html",
    "nav": "nav.html",
}
"""The files of macros by the names that templates call them; later ones may use earlier ones."""


@cache
def environment() -> Environment:
    """The templates beside this file. Escapes everything; a name that is missing fails instead of vanishing."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals |= {"asset": asset, "new_key": new_key, "htmx_config": json.dumps(HTMX), "query": query}
    return env


def page(request: Req, template: str, words: Words, status: int = 200, /, **context: Any) -> Response[str]:
    """The page, or its block for htmx. A page that has no such block is gone to as a whole."""
    if not request.headers.get("hx-request"):
        return html(render(template, words, **context), status)
    block = _BLOCKS.get(request.headers.get("hx-target", ""))
    if block in environment().get_template(template).blocks:
        return html(render(template, words, block, **context), status)
    if request.method == "GET":
        return html("", 200, {**HEADERS, "HX-Redirect": _address(request)})
    whole = {**HEADERS, "HX-Retarget": "body", "HX-Reswap": "innerHTML"}
    return html(render(template, words, **context), status, whole)


def _address(request: Req) -> str:
    asked = request.scope["query_string"].decode("latin-1")
    return request.scope["path"] + (f"?{asked}" if asked else "")


def html(body: str, status: int = 200, headers: Mapping[str, str] = HEADERS) -> Response[str]:
    """An answer that is a page or a part of one."""
    return Response(body, status_code=status, media_type="text/html", headers=dict(headers))


def render(template: str, words: Words, block: str | None = None, /, **context: Any) -> str:
    """The text of a template, or of one of its blocks. The macros are bound to this context."""
    env = environment()
    known = {**words.functions(), "locale": words.locale, "partial": block is not None, **context}
    for name, file in (
        ("m", "macros.html"),
        ("r", "rows.html"),
        ("p", "panels.html"),
        ("th", "thread.html"),
        ("j", "joint.html"),
        ("nav", "nav.html"),
    ):
        known[name] = env.get_template(file).make_module(known)
    chosen = env.get_template(template)
    if block is None:
        return chosen.render(known)
    return "".join(chosen.blocks[block](chosen.new_context(known)))


def redirect(to: str) -> Response[str]:
    """See there, with GET."""
    return html("", 303, {"Location": to, "Cache-Control": "no-store"})


def new_key() -> str:
    """The idempotency key of one form: a second click, or a repeated request on a bad line, does nothing twice."""
    return str(new_id())


def query(**values: str) -> str:
    """The part of an address behind the question mark, without what is empty."""
    return urlencode({name: value for name, value in values.items() if value})
