"""Dispatch put together: its handlers over the store and the policies, on the broker's actors."""

from dramatiq import Broker

from services.dispatch.deps import Deps
from services.dispatch.entry.actors import handlers
from shared.kernel.settings import Settings
from shared.policy.loader import open_policies
from shared.queue import consume
from shared.store.engine import Store
from shared.store.failures import Failures


def actors(settings: Settings, store: Store, broker: Broker) -> set[str]:
    """Declares dispatch's actors on the broker. Gives the queues to work on."""
    policies = open_policies(store.engine)
    deps = Deps(hear=store.hearing, work=store.work, matching=policies.matching)
    return consume.register(broker, handlers(deps), Failures(store.engine))
