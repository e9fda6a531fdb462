"""A RabbitMQ of our own: confirmed messages survive kill -9, nothing of it is left behind, and its absence is told."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pika
import pytest

from deploy import processes, rabbit, rabbit_install
from deploy.problems import Problem
from deploy.rabbit import Rabbit

QUORUM = {"x-queue-type": "quorum"}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Rabbit]:
    started = Rabbit(tmp_path)
    started.start()
    yield started
    started.stop()


def publish(broker: Rabbit, patience: float = 15.0) -> None:
    """One confirmed message; a queue without a leader refuses for a moment after a start."""
    end = time.monotonic() + patience
    with pika.BlockingConnection(pika.URLParameters(broker.url)) as connection:
        channel = connection.channel()
        channel.queue_declare("q", durable=True, arguments=QUORUM)
        channel.confirm_delivery()
        while True:
            try:
                channel.basic_publish("", "q", b"a case", pika.BasicProperties(delivery_mode=2))
                return
            except pika.exceptions.NackError:
                assert time.monotonic() < end
                time.sleep(0.1)


def waiting(broker: Rabbit) -> int:
    with pika.BlockingConnection(pika.URLParameters(broker.url)) as connection:
        return int(connection.channel().queue_declare("q", passive=True).method.message_count)


def test_a_confirmed_message_survives_kill_9_and_nothing_is_left_behind(broker: Rabbit) -> None:
    # Given a broker that confirmed a message
    publish(broker)
    pids = [process.pid for process in broker._processes]
    time.sleep(3)  # RabbitMQ 3.10 writes down within seconds, not at once, that a quorum queue exists at all
    # When it is killed and started again
    broker.kill()
    assert not any(processes.alive(pid) for pid in pids)
    broker.start()
    # Then the message is there, beside a new one
    publish(broker)
    assert waiting(broker) == 2


def test_the_environment_may_name_a_broker_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_TEST_AMQP_URL", "amqp://elsewhere/")
    with rabbit.running(tmp_path) as url:
        assert url == "amqp://elsewhere/"


def test_without_a_broker_and_without_root_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("BANGBAN_TEST_AMQP_URL", raising=False)
    monkeypatch.setattr(rabbit_install, "LIBRARY", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Problem, match="BANGBAN_TEST_AMQP_URL names no broker: as root run `apt-get install rabbitmq"):
        Rabbit(tmp_path)
