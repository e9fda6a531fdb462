"""A committed message is heard: outbox, relay, broker, worker, handler, and the outbox is empty again."""

import pytest
from dramatiq import Broker
from msgspec.structs import replace
from sqlalchemy import func, select

from services.dispatch.main import actors
from shared.contracts import messages as m
from shared.kernel.settings import Settings
from shared.queue import broker, relay, tick, worker
from shared.store.engine import Store
from shared.store.tables.queue import inbox, outbox
from tests import scenes
from tests.queue.helpers import eventually, running
from tests.scenes import TOWN, VILLAGE, ZONE


def brokers(kind: str, settings: Settings, amqp: str) -> Broker:
    return broker.in_memory() if kind == "memory" else broker.rabbit(replace(settings, amqp_urls=(amqp,)))


@pytest.mark.parametrize("kind", ["memory", "rabbit"])
def test_a_submitted_case_is_routed_by_relay_and_worker(
    kind: str, store: Store, queue_store: Store, settings: Settings, amqp: str
) -> None:
    # Given dispatch at work, and a case whose message waits in the outbox
    used = brokers(kind, settings, amqp)
    queues = actors(settings, store, used)
    ringing = used if kind == "memory" else brokers(kind, settings, amqp)
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    with (
        running(lambda stop: relay.run(queue_store, ringing, stop)),
        running(lambda stop: tick.run(queue_store, stop)),
        running(lambda stop: worker.run(used, queues, stop)),
    ):
        # When it is committed
        with store.work(by) as work:
            work.send(m.RouteCase(tenant_id=ZONE, case_id=case_id, version=2), work.cases.get(case_id))
        # Then the case is offered to the town, and nothing is left waiting
        eventually(lambda: scenes.seen(store, by, case_id).offered is not None)
    offered = scenes.seen(store, by, case_id).offered
    assert offered is not None
    assert offered.to_site == TOWN
    with store.work(by) as work:
        assert work.conn.execute(select(func.count()).where(outbox.c.queue == "dispatch")).scalar_one() == 0
        assert work.conn.execute(select(func.count()).select_from(inbox)).scalar_one() == 1
