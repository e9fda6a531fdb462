"""Is the process alive, and can people be served?"""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from services.gateway.deps import Deps
from services.gateway.entry.access import NOBODY


class Alive(msgspec.Struct, frozen=True, kw_only=True):
    """The process answers."""

    status: str


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """`status` is ready or not_ready. Warnings, such as a calendar year that is missing, keep nobody waiting."""

    status: str
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


@get("/healthz", opt={"access": NOBODY}, include_in_schema=False, sync_to_thread=False)
def healthz() -> Alive:
    """Always, as long as the process runs."""
    return Alive(status="ok")


@get("/readyz", opt={"access": NOBODY}, include_in_schema=False, sync_to_thread=True)
def readyz(deps: NamedDependency[Deps]) -> Response[Readiness]:
    """200 once the database is there, migrated and seeded; else 503."""
    found = deps.readiness()
    body = Readiness(status="ready" if found.ready else "not_ready", problems=found.problems, warnings=found.warnings)
    return Response(body, status_code=200 if found.ready else 503)
