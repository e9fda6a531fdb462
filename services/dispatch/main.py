"""Dispatch put together: its handlers over the store and the policies, on the broker's actors; and the sweep beside."""

import threading

from dramatiq import Broker
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.dispatch.deps import Deps
from services.dispatch.entry import sweeping
from services.dispatch.entry.actors import handlers
from shared.kernel.settings import Settings
from shared.policy.loader import open_policies
from shared.queue import consume
from shared.store.engine import Store
from shared.store.failures import Failures
from shared.store.places import tenants


def build(store: Store) -> Deps:
    """What handlers and sweep share: one snapshot of the policies a process."""
    policies = open_policies(store.engine)
    return Deps(
        hear=store.hearing,
        work=store.work,
        matching=policies.matching,
        escalating=policies.escalating,
        policies=lambda: policies.current().version,
        tenants=lambda: tenants(store.engine),
        outages=(OperationalError, InterfaceError, PoolTimeout),
    )


def actors(settings: Settings, store: Store, broker: Broker, deps: Deps | None = None) -> set[str]:
    """Declares dispatch's actors on the broker. Gives the queues to work on."""
    return consume.register(broker, handlers(deps or build(store)), Failures(store.engine))


def sweep(deps: Deps, stop: threading.Event) -> None:
    """Looks after what is due until stopped."""
    sweeping.run(deps, stop)
