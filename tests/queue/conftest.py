"""A real RabbitMQ for the session, and the queue role's store for every test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from deploy import rabbit
from shared.kernel.settings import Settings
from shared.queue.broker import QuorumBroker
from shared.queue.broker import rabbit as rabbit_broker
from shared.store.engine import Store, open_store
from shared.store.outbox import QUEUES


@pytest.fixture(scope="session")
def amqp() -> Iterator[str]:
    """The address of a broker that all tests of the session share."""
    folder = Path(tempfile.mkdtemp(prefix="bb-rabbit-", dir="/tmp"))
    with rabbit.running(folder) as url:
        yield url
    shutil.rmtree(folder)


@pytest.fixture
def quorum(settings: Settings, amqp: str) -> Iterator[QuorumBroker]:
    """The broker with its queues declared and empty."""
    broker = rabbit_broker(replace(settings, amqp_urls=(amqp,)))
    for queue in QUEUES:
        broker.declare_queue(queue, ensure=True)
        broker.flush(queue)
    yield broker
    broker.close()


@pytest.fixture
def queue_store(settings: Settings) -> Iterator[Store]:
    """The store as relay and tick see it."""
    opened = open_store(settings, "queue", pool=4)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def owner(settings: Settings) -> Iterator[Engine]:
    """Sees everything."""
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    yield engine
    engine.dispose()
