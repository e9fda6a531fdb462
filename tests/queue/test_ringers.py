"""What every ringer does alike."""

import io
from collections.abc import Iterator

import pytest

from shared.contracts import messages as m
from shared.kernel.ids import new_id
from shared.queue import broker
from shared.queue.rabbit_ringer import RabbitRinger
from shared.queue.ringer import ConsoleRinger, MemoryRinger, Ringer
from shared.queue.ringers import ringer_for
from shared.store.outbox import QUEUES, Waiting
from tests.queue.helpers import archive


@pytest.fixture(params=["memory", "console", "rabbit"])
def ringer(request: pytest.FixtureRequest) -> Iterator[Ringer]:
    made = make(request)
    yield made
    made.close()


def make(request: pytest.FixtureRequest) -> Ringer:
    if request.param == "console":
        return ConsoleRinger(QUEUES, io.StringIO())
    if request.param == "rabbit":
        return ringer_for(request.getfixturevalue("quorum"))
    memory = broker.in_memory()
    for queue in QUEUES:
        memory.declare_queue(queue)
    return ringer_for(memory)


def waiting(queue: str = "dispatch") -> Waiting:
    message = archive()
    body = m.encode(message).decode()
    return Waiting(id=new_id(), tenant_id=message.tenant_id, queue=queue, kind=message.kind, body=body)


def test_what_is_rung_is_confirmed_by_its_id(ringer: Ringer) -> None:
    batch = [waiting() for _ in range(300)] + [waiting("notify")]
    assert ringer.ring(batch) == {message.id for message in batch}
    again = [waiting()]
    assert ringer.ring(again) == {again[0].id}


def test_a_queue_that_is_not_there_takes_nothing_and_stops_nobody_else(ringer: Ringer) -> None:
    batch = [waiting(), waiting("nowhere"), waiting()]
    assert ringer.ring(batch) == {batch[0].id, batch[2].id}


def test_nothing_rung_is_nothing_confirmed(ringer: Ringer) -> None:
    assert ringer.ring([]) == set()


def test_a_closed_ringer_may_be_closed_again(ringer: Ringer) -> None:
    ringer.ring([waiting()])
    ringer.close()
    ringer.close()


def test_every_broker_has_its_ringer(quorum: broker.QuorumBroker) -> None:
    assert isinstance(ringer_for(quorum), RabbitRinger)
    assert isinstance(ringer_for(broker.in_memory()), MemoryRinger)
