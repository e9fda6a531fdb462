"""Notify put together: its handlers over the store and the suppliers, on the broker's actors."""

import threading
from collections.abc import Callable, Iterable, Mapping

from dramatiq import Broker

from services.notify.adapters import addresses
from services.notify.adapters.aliyun import Key
from services.notify.adapters.aliyun_sms import AliyunSms
from services.notify.adapters.aliyun_voice import AliyunVoice
from services.notify.adapters.console import ConsoleSupplier
from services.notify.adapters.http_exchange import HttpExchange
from services.notify.adapters.http_gateway import HttpSupplier
from services.notify.adapters.http_pusher import HttpPusher
from services.notify.adapters.tencent_sms import TencentSms
from services.notify.deps import Deps
from services.notify.entry import watching
from services.notify.entry.actors import handlers
from shared.kernel.settings import BadSettings, Settings
from shared.ports.rating_exchange import RatingExchange
from shared.ports.sms import SmsSupplier
from shared.ports.sms_clouds import AliyunSmsData, SmsSupplierData, TencentSmsData
from shared.ports.sms_gateway import Gateway
from shared.ports.supplier_data import Supplier
from shared.ports.voice import VoiceSupplier
from shared.ports.voice_data import AliyunVoiceData, VoiceSupplierData
from shared.ports.webhooks import simulated
from shared.queue import consume
from shared.store import exports, sms_data
from shared.store.engine import Store
from shared.store.failures import Failures
from shared.store.places import root_tenant

SIMULATED_KEY = "simulator"  # the key id under which the simulator is called
ADAPTERS: Mapping[type[SmsSupplierData], Callable[..., SmsSupplier]] = {
    Gateway: lambda data, url, given: HttpSupplier(
        data, url, given[data.secret_env], account=given[data.account_env] if data.account_env else ""
    ),
    AliyunSmsData: lambda data, url, given: AliyunSms(data, url, Key(given[data.key_env], given[data.secret_env])),
    TencentSmsData: lambda data, url, given: TencentSms(data, url, Key(given[data.key_env], given[data.secret_env])),
}
"""Which adapter reads which kind of data."""

VOICES: Mapping[type[VoiceSupplierData], Callable[..., VoiceSupplier]] = {
    AliyunVoiceData: lambda data, url, given: AliyunVoice(data, url, Key(given[data.key_env], given[data.secret_env])),
}
"""The same for calls."""


def build(settings: Settings, store: Store) -> Deps:
    """What handlers and the watch share: the suppliers with their connections, once a process. Raises BadSettings."""
    found = suppliers(settings, store)
    with store.engine.connect() as conn:
        polled = sms_data.polled(conn) & found.keys()
    return Deps(
        hear=store.hearing,
        work=store.work,
        suppliers=found,
        base_url=settings.base_url,
        voices=voices(settings, store),
        polled=polled,
        exchange=exchange(settings, store),
        pusher=HttpPusher(simulated(settings)),
    )


def actors(settings: Settings, store: Store, broker: Broker, deps: Deps | None = None) -> set[str]:
    """Declares notify's actors on the broker. Gives the queues to work on. Raises BadSettings."""
    return consume.register(broker, handlers(deps or build(settings, store)), Failures(store.engine))


def watch(deps: Deps, store: Store, stop: threading.Event) -> None:
    """Looks after the suppliers until stopped."""
    watching.run(deps, lambda: root_tenant(store.engine), stop)


def exchange(settings: Settings, store: Store) -> RatingExchange | None:
    """The system that ratings are reported to; None where its address is not set."""
    if not settings.exchange_url:
        return None
    with store.engine.connect() as conn:
        found = exports.formats(conn)
    return HttpExchange(found[0], settings.exchange_url, settings.exchange_secret) if found else None


def suppliers(settings: Settings, store: Store) -> Mapping[str, SmsSupplier]:
    """The suppliers of the reference data; without an address the console, in a demonstration only."""
    if settings.demo and not settings.sms_url:
        return {ConsoleSupplier.id: ConsoleSupplier()}
    with store.engine.connect() as conn:
        found = sms_data.gateways(conn)
    given = _given(settings, found)
    problems = addresses.problems(found, given, settings.demo)
    problems += [] if found else ["there is no SMS supplier in the database: run `bangban seed`"]
    if problems:
        raise BadSettings(problems)
    return {one.id: ADAPTERS[type(one)](one, given[one.url_env], given) for one in found}


def voices(settings: Settings, store: Store) -> Mapping[str, VoiceSupplier]:
    """The suppliers of calls by id, often none. A demonstration calls all of them at the simulator beside it."""
    with store.engine.connect() as conn:
        found = sms_data.voices(conn, idle=_is_simulated(settings))
    given = _given(settings, found)
    if problems := addresses.problems(found, given, settings.demo):
        raise BadSettings(problems)
    return {one.id: VOICES[type(one)](one, given[one.url_env], given) for one in found}


def _is_simulated(settings: Settings) -> bool:
    return settings.demo and addresses.is_here(settings.sms_url)


def _given(settings: Settings, found: Iterable[Supplier]) -> Mapping[str, str]:
    """Addresses and keys for these; where the simulator stands beside a demonstration it has every name of them."""
    given = given_in(settings)
    if not _is_simulated(settings):
        return given
    names = {name: SIMULATED_KEY for one in found for name in one.names()}
    names |= {one.url_env: settings.sms_url for one in found}
    return {**names, **{one.secret_env: settings.sms_secret for one in found}, **given}


def given_in(settings: Settings) -> Mapping[str, str]:
    """Addresses and keys by the names that the suppliers' data use."""
    given = {"BANGBAN_SMS_URL": settings.sms_url, "BANGBAN_SMS_SECRET": settings.sms_secret}
    return {**settings.suppliers, **{name: text for name, text in given.items() if text}}
