"""Notify put together: its handlers over the store and the suppliers, on the broker's actors."""

from collections.abc import Callable, Mapping

from dramatiq import Broker

from services.notify.adapters.console import ConsoleSupplier
from services.notify.adapters.http_gateway import HttpSupplier
from services.notify.deps import Deps
from services.notify.entry.actors import handlers
from shared.kernel.settings import BadSettings, Settings
from shared.ports.sms import SmsSupplier
from shared.ports.sms_gateway import Gateway
from shared.queue import consume
from shared.store import sms_data
from shared.store.engine import Store
from shared.store.failures import Failures

ADAPTERS: Mapping[str, Callable[[Gateway, str, str], SmsSupplier]] = {"http_gateway": HttpSupplier}


def actors(settings: Settings, store: Store, broker: Broker) -> set[str]:
    """Declares notify's actors on the broker. Gives the queues to work on. Raises BadSettings."""
    deps = Deps(hear=store.hearing, work=store.work, suppliers=suppliers(settings, store), base_url=settings.base_url)
    return consume.register(broker, handlers(deps), Failures(store.engine))


def suppliers(settings: Settings, store: Store) -> Mapping[str, SmsSupplier]:
    """The suppliers of the reference data; without an address the console, in a demonstration only."""
    given = {"BANGBAN_SMS_URL": settings.sms_url, "BANGBAN_SMS_SECRET": settings.sms_secret}
    if settings.demo and not settings.sms_url:
        return {ConsoleSupplier.id: ConsoleSupplier()}
    with store.engine.connect() as conn:
        found = sms_data.gateways(conn)
    named = {name for one in found for name in (one.url_env, one.secret_env)}
    problems = [f"{name} is missing" for name in sorted(named) if not given.get(name)]
    problems += [] if found else ["there is no SMS supplier in the database: run `bangban seed`"]
    if problems:
        raise BadSettings(problems)
    return {one.id: ADAPTERS[one.adapter](one, given[one.url_env], given[one.secret_env]) for one in found}
