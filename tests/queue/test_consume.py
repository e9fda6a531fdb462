"""What a worker makes of a message that fails, in every way one can."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import dramatiq
import pika
import pytest
from dramatiq.common import xq_name
from sqlalchemy import Engine, Row

from shared.contracts import messages as m
from shared.kernel.errors import conflict, illegal_move
from shared.queue import broker as brokers
from shared.queue import consume, relay, worker
from shared.queue.broker import QuorumBroker
from shared.queue.ringers import ringer_for
from shared.store.engine import Store
from shared.store.failures import MOST, Failures
from shared.store.inbox import AlreadyHeard
from tests.queue.helpers import OTHER, archive, change, eventually, leave, rows, running, waiting_in

Handler = Callable[[Any, UUID], None]


class Heard:
    """A handler that notes what it hears and removes the row, or raises what it is told to."""

    def __init__(self, store: Store, *errors: BaseException) -> None:
        self.ids: list[UUID] = []
        self._store, self._errors = store, list(errors)

    def __call__(self, message: m.Message, message_id: UUID) -> None:
        self.ids.append(message_id)
        with self._store.hearing("tests", message.tenant_id, message_id):
            if self._errors:
                raise self._errors.pop(0)


@contextmanager
def working(store: Store, broker: dramatiq.Broker, handler: Handler) -> Iterator[None]:
    """A worker with one handler."""
    queues = consume.register(broker, {m.ArchiveCase: handler}, Failures(store.engine))
    with running(lambda stop: worker.run(broker, queues, stop)):
        yield


@pytest.fixture(params=["memory", "rabbit"])
def broker(request: pytest.FixtureRequest) -> dramatiq.Broker:
    """Both brokers, with nothing in them."""
    found = brokers.in_memory() if request.param == "memory" else request.getfixturevalue("quorum")
    assert isinstance(found, dramatiq.Broker)
    return found


def only(owner: Engine) -> Row[Any]:
    (row,) = rows(owner)
    return row


def test_a_failure_is_kept_on_the_row_with_its_class_and_tried_again_later(
    store: Store, queue_store: Store, owner: Engine, broker: dramatiq.Broker
) -> None:
    # Given a handler that fails once, with a name in the error
    handler = Heard(store, ValueError("赵大海 13804726021"))
    (message_id,) = leave(owner, archive())
    with working(store, broker, handler):
        # When it is rung
        relay.once(queue_store, ringer_for(broker))
        eventually(lambda: only(owner).attempts == 1)
        # Then the row says what and when, without the text of the error
        row = only(owner)
        assert (row.last_error, row.state, row.rung_at, row.lease_until) == ("ValueError", "waiting", None, None)
        assert 0.5 < (row.not_before - row.created_at).total_seconds() < 15
        assert relay.once(queue_store, ringer_for(broker)) == 0
        # And the second time it is heard
        change(owner, "update outbox set not_before = now()")
        relay.once(queue_store, ringer_for(broker))
        eventually(lambda: rows(owner) == [])
    assert handler.ids == [message_id] * 2


def test_pauses_grow_and_a_message_that_always_fails_is_dead_and_seen(
    store: Store, owner: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    (message_id,) = leave(owner, archive())
    pauses = []
    for _ in range(MOST):
        change(owner, "update outbox set not_before = now()")
        Failures(store.engine).record("150271", message_id, illegal_move("not_open"))
        change(owner, "update outbox set created_at = now()")
        row = only(owner)
        pauses.append(round((row.not_before - row.created_at).total_seconds()))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    assert (row.state, row.attempts, row.last_error) == ("dead", MOST, "Refusal not_open")
    assert "message.dead" in capsys.readouterr().out


def test_the_log_says_where_a_message_failed_and_nothing_of_what_it_was_about(
    store: Store, queue_store: Store, owner: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    memory = brokers.in_memory()
    (message_id,) = leave(owner, archive())
    with working(store, memory, Heard(store, ValueError("赵大海 13804726021"))):
        relay.once(queue_store, ringer_for(memory))
        eventually(lambda: only(owner).attempts == 1)
    told = capsys.readouterr().out
    assert "message.failed" in told
    assert "test_consume.py:" in told
    assert str(message_id) in told
    assert "赵大海" not in told
    assert "1380472" not in told


def test_a_conflict_is_tried_again_at_once(store: Store, owner: Engine) -> None:
    (message_id,) = leave(owner, archive())
    Failures(store.engine).record("150271", message_id, conflict("stale"))
    change(owner, "update outbox set created_at = now()")
    assert (only(owner).not_before - only(owner).created_at).total_seconds() < 0.5


def test_a_failure_of_another_tenants_message_changes_nothing(store: Store, owner: Engine) -> None:
    (message_id,) = leave(owner, archive())
    Failures(store.engine).record(OTHER, message_id, ValueError())
    assert only(owner).attempts == 0


def test_a_failure_that_cannot_be_kept_stops_nobody(store: Store, owner: Engine) -> None:
    (message_id,) = leave(owner, archive())
    change(owner, "revoke update on outbox from bangban_app")
    Failures(store.engine).record("150271", message_id, ValueError())
    assert only(owner).attempts == 0


def test_a_second_delivery_is_no_failure(
    store: Store, queue_store: Store, owner: Engine, broker: dramatiq.Broker
) -> None:
    heard = threading.Event()

    def again(message: m.Message, message_id: UUID) -> None:
        heard.set()
        raise AlreadyHeard

    leave(owner, archive())
    with working(store, broker, again):
        relay.once(queue_store, ringer_for(broker))
        assert heard.wait(10)
    assert only(owner).attempts == 0


def test_a_poisonous_body_is_an_attempt_and_the_worker_goes_on(
    store: Store, queue_store: Store, owner: Engine, broker: dramatiq.Broker
) -> None:
    poison, sound = leave(owner, archive(), archive())
    change(owner, "update outbox set body = '{' where id = :id", id=poison)
    handler = Heard(store)
    with working(store, broker, handler):
        relay.once(queue_store, ringer_for(broker))
        eventually(lambda: handler.ids == [sound] and [row.attempts for row in rows(owner)] == [1])
    assert (only(owner).id, only(owner).last_error) == (poison, "DecodeError")


def test_a_message_nobody_has_an_actor_for_is_an_attempt(
    store: Store, queue_store: Store, owner: Engine, broker: dramatiq.Broker
) -> None:
    strange, sound = leave(owner, archive(), archive())
    change(owner, "update outbox set kind = 'dispatch.from_tomorrow' where id = :id", id=strange)
    handler = Heard(store)
    with working(store, broker, handler):
        relay.once(queue_store, ringer_for(broker))
        eventually(lambda: handler.ids == [sound] and [row.attempts for row in rows(owner)] == [1])
    assert only(owner).last_error == "DeadLetter rejected"


def test_an_actor_past_its_time_is_an_attempt(
    store: Store, queue_store: Store, owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.queue.middleware.TIME_LIMIT", 0.2)
    memory = brokers.in_memory()
    waiting = threading.Event()

    def slow(message: m.Message, message_id: UUID) -> None:
        while not waiting.wait(0.05):
            pass

    leave(owner, archive())
    with working(store, memory, slow):
        relay.once(queue_store, ringer_for(memory))
        eventually(lambda: only(owner).attempts == 1)
    assert only(owner).last_error == "TimeLimitExceeded"


def test_rubbish_in_the_queue_is_put_aside_and_the_worker_goes_on(
    store: Store, queue_store: Store, owner: Engine, quorum: QuorumBroker, amqp: str
) -> None:
    with pika.BlockingConnection(pika.URLParameters(amqp)) as connection:
        for body in (b"rubbish", b"{}", b'{"queue_name": "dispatch"}'):
            connection.channel().basic_publish("", "dispatch", body)
    (message_id,) = leave(owner, archive())
    handler = Heard(store)
    with working(store, quorum, handler):
        relay.once(queue_store, ringer_for(quorum))
        eventually(lambda: handler.ids == [message_id])
        eventually(lambda: waiting_in(amqp, xq_name("dispatch")) == 0)
    assert waiting_in(amqp, "dispatch") == 0


def test_a_message_that_kills_its_workers_ends_as_a_dead_letter_and_an_attempt(
    store: Store, owner: Engine, queue_store: Store, quorum: QuorumBroker, amqp: str
) -> None:
    leave(owner, archive())
    relay.once(queue_store, ringer_for(quorum))
    # Given ten workers that died with it
    for _ in range(brokers.DELIVERIES + 1):
        with pika.BlockingConnection(pika.URLParameters(amqp)) as connection:
            for method, _, _ in connection.channel().consume("dispatch", inactivity_timeout=3):
                assert method
                break
    # When a worker comes that would do it
    handler = Heard(store)
    with working(store, quorum, handler):
        eventually(lambda: only(owner).attempts == 1)
    # Then it is not given the message again before the row's time
    assert handler.ids == []
    assert only(owner).last_error == "DeadLetter delivery_limit"


def test_a_worker_that_is_stopped_finishes_what_it_holds(
    store: Store, queue_store: Store, owner: Engine, broker: dramatiq.Broker
) -> None:
    begun, done = threading.Event(), threading.Event()

    def slow(message: m.Message, message_id: UUID) -> None:
        begun.set()
        threading.Event().wait(1)
        done.set()

    leave(owner, archive())
    with working(store, broker, slow):
        relay.once(queue_store, ringer_for(broker))
        assert begun.wait(10)
    assert done.is_set()
    assert only(owner).attempts == 0
