"""Which ringer belongs to which broker."""

from dramatiq import Broker

from shared.queue.broker import QuorumBroker
from shared.queue.rabbit_ringer import RabbitRinger
from shared.queue.ringer import MemoryRinger, Ringer


def ringer_for(broker: Broker) -> Ringer:
    """The ringer of a broker."""
    return RabbitRinger(broker.hosts) if isinstance(broker, QuorumBroker) else MemoryRinger(broker)
