"""Numbers for the monitoring (Prometheus). They name no person; still only who holds the token reads them."""

import base64
import hmac
import threading
import time
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.di import NamedDependency

from services.gateway.deps import ANONYMOUS, Deps
from services.gateway.entry.access import NOBODY
from services.gateway.entry.measures import Family, Figure, Requests, exposed
from services.gateway.queries.figures import Number, figures
from shared.kernel.build import build
from shared.kernel.errors import not_found

FRESH = 5.0  # seconds for which the database is not asked again, however many ask us
SAYS = {
    "messages": "Messages in the outbox by what they wait for; rung ones were handed to the broker and not heard yet.",
    "message_age_seconds": "How long the oldest message of a stage has been due.",
    "timers": "Timers that have not fired.",
    "timer_late_seconds": "How late the oldest timer is.",
    "sms": "SMS whose end is not known yet; unknown ones are asked after, or left to a person.",
    "sms_budget_used": "Share of the month's budget for SMS that is spent; 0 where there is none. Alarm from 0.8.",
    "supplier_weight": "What an SMS supplier weighs in the choice just now.",
    "supplier_errors": "Share of calls to an SMS supplier that brought no usable answer, of late.",
    "supplier_closed_off": "1 while nothing goes to that supplier: its breaker is open, or a person took it out.",
    "cases": "Cases of the tenant by state.",
    "lamps": "Open cases at their holders by lamp.",
    "migration_info": "The schema of the database.",
    "partition_last_month": "The last month, as YYYYMM, for which a table has a partition.",
    "intake_refused": "Acts of taking in that were told to wait, by whose share was used up; from 0 after a crash.",
    "processes": "Processes that gave a sign of life within the hour.",
    "process_silent_seconds": "Seconds since the last sign of life of the youngest process of that name.",
}


class Known:
    """The last look at the database, shared by all who ask within some seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at, self._numbers = -FRESH, list[Number]()

    def numbers(self, deps: Deps) -> list[Number]:
        """The numbers, at most FRESH seconds old."""
        with self._lock:
            if time.monotonic() - self._at > FRESH:
                with deps.work(ANONYMOUS) as work:
                    self._numbers = list(figures(work))
                self._at = time.monotonic()
            return self._numbers


@get(
    "/metrics",
    opt={"access": NOBODY},
    include_in_schema=False,
    sync_to_thread=True,
    media_type=MediaType.TEXT,
)
def metrics(request: Request[Any, Any, Any], deps: NamedDependency[Deps]) -> Response[str]:
    """All numbers. Without the token, or where none is set, there is nothing here. Raises Refusal not_found."""
    if not _knocks_right(request.headers.get("authorization", ""), deps.settings.metrics_token):
        raise not_found()
    known: Known = request.app.state.known_numbers
    requests: Requests = request.app.state.requests
    info = Figure(name="bangban_build_info", value=1, labels=(("build", build()),))
    own = Family(name="bangban_build_info", kind="gauge", says="This process's build.", figures=(info,))
    families = [own, *_families(known.numbers(deps)), requests.family()]
    return Response(exposed(families), media_type="text/plain; version=0.0.4; charset=utf-8")


def _knocks_right(given: str, token: str) -> bool:
    """HTTP Basic with any name and the token as password: a bearer token is a partner system's key here."""
    try:
        _, _, password = base64.b64decode(given.removeprefix("Basic "), validate=True).partition(b":")
    except ValueError:
        return False
    return bool(token) and hmac.compare_digest(password, token.encode())


def _families(numbers: Iterable[Number]) -> Iterable[Family]:
    ordered = sorted(numbers, key=lambda one: (one.name, one.labels))
    for name, group in groupby(ordered, key=lambda one: one.name):
        full = f"bangban_{name}"
        found = tuple(Figure(name=full, value=one.value, labels=one.labels) for one in group)
        yield Family(name=full, kind="gauge", says=SAYS[name], figures=found)
