"""A broker that freezes, dies or comes back empty costs time, never a message."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from deploy.rabbit import Rabbit
from shared.kernel.settings import Settings
from shared.queue import broker, relay
from shared.queue.broker import QuorumBroker
from shared.queue.ringer import Ringer
from shared.queue.ringers import ringer_for
from shared.store.engine import Store
from tests.queue.helpers import archive, change, eventually, leave, rows, rung, running, waiting_in


@pytest.fixture
def own_rabbit() -> Iterator[Rabbit]:
    """A broker this test may hurt."""
    folder = Path(tempfile.mkdtemp(prefix="bb-hurt-", dir="/tmp"))
    started = Rabbit(folder)
    started.start()
    yield started
    for process in started._processes:
        process.send_signal(signal.SIGCONT)
    started.kill()
    shutil.rmtree(folder)


@pytest.fixture
def hurt(settings: Settings, own_rabbit: Rabbit) -> QuorumBroker:
    return broker.rabbit(replace(settings, amqp_urls=(own_rabbit.url,)))


def test_a_frozen_broker_is_given_up_within_ten_seconds_and_the_rows_stay(
    queue_store: Store, owner: Engine, own_rabbit: Rabbit, hurt: QuorumBroker
) -> None:
    # Given a relay with an open connection
    ringer = ringer_for(hurt)
    leave(owner, archive())
    assert relay.once(queue_store, ringer) == 1
    # When the broker freezes
    frozen = own_rabbit._processes[-1].pid
    os.kill(frozen, signal.SIGSTOP)
    ids = leave(owner, archive(), archive())
    began = time.monotonic()
    assert relay.once(queue_store, ringer) == -1
    # Then the relay gives up in time, with an open connection and with a new one, and nothing is marked
    assert time.monotonic() - began < 10
    assert relay.once(queue_store, ringer) == -1
    assert time.monotonic() - began < 20
    assert rung(owner).isdisjoint(ids)
    # And they are rung when it is back
    os.kill(frozen, signal.SIGCONT)
    assert eventually(lambda: relay.once(queue_store, ringer) == 2) < 10
    ringer.close()


def test_a_broker_that_died_or_lost_everything_is_rung_anew(
    queue_store: Store, owner: Engine, own_rabbit: Rabbit, hurt: QuorumBroker
) -> None:
    with running(lambda stop: relay.run(queue_store, hurt, stop)):
        leave(owner, archive())
        eventually(lambda: len(rung(owner)) == 1)
        # When it is gone, while messages go on being left
        own_rabbit.kill()
        leave(owner, archive(), archive())
        time.sleep(3)
        assert len(rung(owner)) == 1
        shutil.rmtree(own_rabbit.folder / "mnesia")
        own_rabbit.start()
        # Then all of them come, even what had been confirmed before
        eventually(lambda: len(rung(owner)) == 3, within=30)
        change(owner, "update outbox set rung_at = rung_at - interval '40 s' where rings = 1")
        eventually(lambda: waiting_in(own_rabbit.url, "dispatch") >= 3, within=30)
    assert {row.state for row in rows(owner)} == {"waiting"}
    hurt.close()


def _is_refused(store: Store, owner: Engine, ringer: Ringer) -> bool:
    """The queue comes to know its limit a moment after it was set: whether it says no to one more message."""
    one = {*leave(owner, archive())}
    relay.once(store, ringer)
    return not one & rung(owner)


def test_what_a_full_queue_refuses_has_not_been_taken_and_stays(
    queue_store: Store, owner: Engine, own_rabbit: Rabbit, hurt: QuorumBroker
) -> None:
    ringer = ringer_for(hurt)
    leave(owner, archive())
    assert relay.once(queue_store, ringer) == 1
    # When the queue takes no more, the broker answers with a no
    own_rabbit.ctl("set_policy", "full", "^dispatch$", '{"max-length":1,"overflow":"reject-publish"}')
    eventually(lambda: _is_refused(queue_store, owner, ringer))
    refused = {*leave(owner, *(archive() for _ in range(20)))}
    relay.once(queue_store, ringer)
    # Then what was refused is not marked, and waits for the next time
    assert len(refused - rung(owner)) > 15
    assert {row.state for row in rows(owner)} == {"waiting"}
    ringer.close()


def test_a_second_host_is_used_when_the_first_is_away(
    settings: Settings, queue_store: Store, owner: Engine, amqp: str
) -> None:
    both = broker.rabbit(replace(settings, amqp_urls=("amqp://guest:guest@127.0.0.1:1/", amqp)))
    ringer = ringer_for(both)
    leave(owner, archive())
    assert (relay.once(queue_store, ringer), relay.once(queue_store, ringer)) == (-1, 1)
    ringer.close()
