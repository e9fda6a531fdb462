"""Fetching receipts and replies, where the network takes no calls from outside."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import cast

from services.notify.deps import Deps
from shared.domain.access.actor import platform
from shared.kernel.clock import real_now
from shared.ports.sms import Polled, Unreachable
from shared.store import supplier_states
from shared.store.keep_raw import keep_raw
from shared.store.raw_sms import What

MOST = 20  # bodies of one kind in one round: a supplier with more of them is asked again in the next
KINDS: tuple[What, ...] = ("receipts", "replies")


def poll_suppliers(deps: Deps, tenant_id: str) -> int:
    """Fetches from each that has to be asked, when it is time, by one process only. Gives how many bodies came.

    A supplier gives what it gave once no second time: a body is kept before it is understood, and before the next.
    """
    return sum(_polled(deps, tenant_id, name) for name in deps.polled if _due(deps, tenant_id, name))


def _due(deps: Deps, tenant_id: str, name: str) -> bool:
    with deps.work(platform(tenant_id)) as work:
        every = work.reference.number(work.reference.root_tenant, "supplier.poll_seconds", 30)
        return supplier_states.take_poll(work.conn, name, real_now(), timedelta(seconds=every))


def _polled(deps: Deps, tenant_id: str, name: str) -> int:
    supplier, came, code = cast(Polled, deps.suppliers[name]), 0, ""
    for what in KINDS:
        try:
            came += _fetched(supplier, what, partial(_keep, deps, tenant_id, name, what))
        except Unreachable as no:
            code = str(no) or "unreachable"
    with deps.work(platform(tenant_id)) as work:
        supplier_states.polled(work.conn, name, code[:64])
    return came


def _fetched(supplier: Polled, what: What, keep: Callable[[str], None]) -> int:
    for number in range(MOST):
        body = supplier.pull(what)
        if not body:
            return number
        keep(body)
    return MOST


def _keep(deps: Deps, tenant_id: str, name: str, what: What, body: str) -> None:
    with deps.work(platform(tenant_id)) as work:
        keep_raw(work, what, name, body)
