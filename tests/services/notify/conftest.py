"""The platform notify works in: real database, real hooks of the gateway, simulated supplier over real HTTP."""

from collections.abc import Iterator
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.commands import clock
from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from services.notify.adapters.http_gateway import HttpSupplier
from services.notify.deps import Deps
from shared.kernel.settings import Settings
from shared.ports.sms_gateway import Gateway
from shared.store import sms_data
from shared.store.engine import Store
from tests.gateways import gateway
from tests.httpserver import free_port, serving
from tests.services.notify.platform import Platform

WAIT = 0.8  # seconds notify waits for an answer here; the supplier's silence is longer


@pytest.fixture
def platform(settings: Settings, store: Store) -> Iterator[Platform]:
    """All of it, started."""
    gateway_port, sms_port = free_port(), free_port()
    settings = replace(settings, port=gateway_port, sms_url=f"http://127.0.0.1:{sms_port}", simulator_port=sms_port)
    hooks = partial(simulator.hooks_of, settings)
    exchange = Exchange(hooks(), settings.sms_secret, silence=WAIT * 1.5, hooks_of=hooks)
    exchange.start()
    owner = create_engine(settings.database_owner, poolclass=NullPool)
    with owner.begin() as conn:
        clock.morning(conn)
    with store.engine.connect() as conn:
        described = next(one for one in sms_data.gateways(conn) if isinstance(one, Gateway))
    supplier = HttpSupplier(described, settings.sms_url, settings.sms_secret, timeout=WAIT)
    deps = Deps(hear=store.hearing, work=store.work, suppliers={"http": supplier}, base_url=settings.base_url)
    simulated = simulator.build(settings, exchange)
    with gateway(settings, store) as app, serving(app, gateway_port), serving(simulated, sms_port):
        yield Platform(settings, store, owner, deps, exchange)
        exchange.stop()
    supplier.close()
    owner.dispose()
