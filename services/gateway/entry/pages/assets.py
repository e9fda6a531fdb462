"""Our style, script and vendored files: served under the hash of their content, so that browsers may keep them."""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

from litestar import HttpMethod, Response, route
from litestar.params import FromPath

from services.gateway.entry.access import NOBODY
from shared.kernel.errors import not_found

FOLDER = Path(__file__).parent / "static"
_SERVED = ("app.css", "app.js", "icon.svg", "vendor/htmx.min.js")
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@cache
def addresses() -> dict[str, str]:
    """The address of each file by its name; another content has another address."""
    return {name: f"/static/{_digest(name)}/{name}" for name in _SERVED}


def asset(name: str) -> str:
    """Where a page finds one of the files."""
    return addresses()[name]


@cache
def _files() -> dict[str, bytes]:
    return {address.removeprefix("/static"): (FOLDER / name).read_bytes() for name, address in addresses().items()}


def _digest(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


@route(
    "/static/{file_path:path}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    opt={"access": NOBODY},
    sync_to_thread=False,
)
def static_file(file_path: FromPath[str]) -> Response[Any]:
    """One of our files at its current address; nothing else."""
    body = _files().get(f"/{file_path.lstrip('/')}")
    if body is None:
        raise not_found()
    kind = mimetypes.guess_type(file_path)[0] or "application/octet-stream"
    return Response(body, media_type=kind, headers=_FOREVER)
