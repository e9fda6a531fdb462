"""Looking after the suppliers beside the messages: whoever is down is probed until it answers again."""

from datetime import timedelta

from services.notify.deps import Deps
from shared.domain.access.actor import platform
from shared.domain.texting.health import after_probe
from shared.kernel.clock import real_now
from shared.ports.sms import Fate, FateKind
from shared.store import supplier_states
from shared.store.sms_rules import pace

LEASE = timedelta(seconds=30)  # a probe takes some seconds; whoever dies in it leaves the next one to others
NO_PHONE = "no_phone"
PROBE = "probe-of-the-platform"  # a reference nobody ever gave


def watch_suppliers(deps: Deps, tenant_id: str) -> tuple[str, ...]:
    """Probes those whose probe is due, each by one process only. Gives those that answered.

    A probe asks after a reference that never was: nobody is written to. A supplier that cannot be asked so is let in
    again for a trickle of messages, which are safe to lose time with: what it does not take goes elsewhere.
    """
    return tuple(name for name in deps.suppliers if _due(deps, tenant_id, name) and _probed(deps, tenant_id, name))


def _due(deps: Deps, tenant_id: str, name: str) -> bool:
    with deps.work(platform(tenant_id)) as work:
        return supplier_states.take_probe(work.conn, name, real_now(), LEASE)


def _probed(deps: Deps, tenant_id: str, name: str) -> bool:
    supplier = deps.suppliers[name]
    answered = not supplier.can_query or _answers(supplier.query(PROBE))
    with deps.work(platform(tenant_id)) as work:
        health = supplier_states.take(work.conn, name)
        supplier_states.put(work.conn, after_probe(health, answered, real_now(), pace(work.reference)))
    return answered


def _answers(fate: Fate) -> bool:
    """One that looks messages up by their phone is not asked about none: its trickle is the probe."""
    return fate.kind is not FateKind.UNKNOWN or fate.code == NO_PHONE
