"""The brokers are what we decided: confirmed, quorum, with a limit of deliveries, and without any delay."""

import dramatiq
import pika
import pytest
from dramatiq.common import dq_name, xq_name
from dramatiq.middleware import AgeLimit, Retries
from pika.exceptions import ChannelClosedByBroker

from shared.queue import broker as brokers
from shared.queue.broker import QuorumBroker
from shared.queue.middleware import DelayForbidden


@pytest.fixture(params=["memory", "rabbit"])
def either(request: pytest.FixtureRequest) -> brokers.MemoryBroker | QuorumBroker:
    return brokers.in_memory() if request.param == "memory" else request.getfixturevalue("quorum")


def test_a_message_with_a_delay_or_an_eta_is_refused_before_any_queue(
    either: brokers.MemoryBroker | QuorumBroker,
) -> None:
    either.declare_queue("dispatch")
    plain: dramatiq.Message[None] = dramatiq.Message(
        queue_name="dispatch", actor_name="a", args=(), kwargs={}, options={}
    )
    with pytest.raises(DelayForbidden):
        either.enqueue(plain, delay=1000)
    with pytest.raises(DelayForbidden):
        either.enqueue(plain.copy(options={"eta": 0}))
    either.enqueue(plain)
    either.flush("dispatch")


def test_nothing_retries_or_forgets_by_itself(either: dramatiq.Broker) -> None:
    assert not [each for each in either.middleware if isinstance(each, Retries | AgeLimit)]


def test_confirms_are_on_and_a_frozen_or_blocked_broker_is_left(quorum: QuorumBroker) -> None:
    assert quorum.confirm_delivery
    assert {(host.heartbeat, host.blocked_connection_timeout) for host in quorum.hosts} == {(10, 5)}


def test_the_queues_are_quorum_queues_with_a_limit_and_dead_letters_that_stay(quorum: QuorumBroker, amqp: str) -> None:
    # RabbitMQ refuses a declaration that differs from what is there
    assert brokers.arguments("dispatch")["x-delivery-limit"] == 10
    assert "x-message-ttl" not in brokers.DEAD_LETTERS
    with pika.BlockingConnection(pika.URLParameters(amqp)) as connection:
        connection.channel().queue_declare("dispatch", durable=True, arguments=brokers.arguments("dispatch"))
        connection.channel().queue_declare(xq_name("dispatch"), durable=True, arguments={"x-queue-type": "quorum"})
        other = brokers.arguments("dispatch") | {"x-delivery-limit": 11}
        with pytest.raises(ChannelClosedByBroker, match="x-delivery-limit"):
            connection.channel().queue_declare("dispatch", durable=True, arguments=other)
        with pytest.raises(ChannelClosedByBroker, match="no queue"):
            connection.channel().queue_declare(dq_name("dispatch"), passive=True)


def test_several_hosts_are_tried_in_turn(amqp: str) -> None:
    broker = QuorumBroker(("amqp://guest:guest@127.0.0.1:1/", amqp))
    broker.declare_queue("dispatch", ensure=True)
    broker.close()
