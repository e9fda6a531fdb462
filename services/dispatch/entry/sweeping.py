"""Sweeping beside the messages: every tenant in turn, none held up by another, until told to stop."""

import threading

import structlog

from services.dispatch.deps import Deps
from services.dispatch.usecases.sweep import PAGE, Swept, sweep_page
from shared.queue.steady import steadily

PERIOD = 2.0  # seconds between two looks at what is due


def run(deps: Deps, stop: threading.Event) -> None:
    """Sweeps until stopped; outlives the database."""

    def work() -> None:
        once(deps, stop)
        stop.wait(PERIOD)

    steadily(work, stop)


def once(deps: Deps, stop: threading.Event | None = None) -> dict[str, Swept]:
    """Every tenant to exhaustion, a page each in turn, so that a backlog of one keeps nobody waiting."""
    counted: dict[str, Swept] = {}
    waiting = list(deps.tenants())
    while waiting and not (stop and stop.is_set()):
        waiting = [tenant for tenant in waiting if _page(deps, tenant, counted)]
    return counted


def _page(deps: Deps, tenant: str, counted: dict[str, Swept]) -> bool:
    """Whether there may be more."""
    log = structlog.get_logger("sweep")
    try:
        page = sweep_page(deps, tenant)
    except deps.outages:
        raise
    except Exception as error:
        # One tenant's bad data never stops another's.
        log.error("sweep.tenant_failed", tenant=tenant, why=type(error).__name__)
        return False
    counted[tenant] = counted.get(tenant, Swept()) + page
    if page.acted or page.failed:
        log.info("sweep.done", tenant=tenant, looked=page.looked, acted=page.acted, failed=page.failed)
    return page.found >= PAGE
