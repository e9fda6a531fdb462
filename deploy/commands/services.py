"""The services as processes of their own: each opens what it needs, works until it is stopped, and lets go."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deploy import heartbeat, signals, surroundings
from deploy.problems import Problem
from shared.kernel import failpoints, logs
from shared.kernel.settings import Settings

if TYPE_CHECKING:
    from services.gateway.main import Face
    from shared.store.engine import Store

KEYS = ("data_keys", "token_key", "chain_key")
LAST = 10.0  # seconds for the sweep to finish the case it is at


def gateway(face: "Face") -> None:
    """Serve HTTP; the server listens to the stop signals itself."""
    from services.gateway.main import serve

    with opened("app", *KEYS, "hook_secret") as (settings, store), heartbeat.beating(store.engine, "gateway"):
        serve(settings, store, face)


def dispatch() -> None:
    """Work on dispatch's queue, and look after what is due."""
    import threading

    from services.dispatch import main
    from shared.queue import broker, worker

    stop = signals.stop_event()
    with opened("app", *KEYS, "amqp_urls") as (settings, store), heartbeat.beating(store.engine, "dispatch"):
        rabbit, deps = broker.rabbit(settings), main.build(store)
        queues = main.actors(settings, store, rabbit, deps)
        sweep = threading.Thread(target=main.sweep, args=(deps, stop), name="sweep", daemon=True)
        sweep.start()
        worker.run(rabbit, queues, stop)
        sweep.join(LAST)


def notify() -> None:
    """Work on notify's queue, and look after the suppliers."""
    import threading

    from services.notify import main
    from shared.queue import broker, worker

    stop = signals.stop_event()
    with opened("app", *KEYS, "amqp_urls") as (settings, store), heartbeat.beating(store.engine, "notify"):
        rabbit, deps = broker.rabbit(settings), main.build(settings, store)
        queues = main.actors(settings, store, rabbit, deps)
        watch = threading.Thread(target=main.watch, args=(deps, store, stop), name="watch", daemon=True)
        watch.start()
        worker.run(rabbit, queues, stop)
        watch.join(LAST)


def relay() -> None:
    """Ring the broker for rows of the outbox."""
    from shared.queue import broker, relay

    with opened("queue", "amqp_urls") as (settings, store), heartbeat.beating(store.engine, "relay"):
        relay.run(store, broker.rabbit(settings), signals.stop_event())


def tick() -> None:
    """Turn due timers into messages."""
    from shared.queue import tick

    with opened("queue") as (_, store), heartbeat.beating(store.engine, "tick"):
        tick.run(store, signals.stop_event())


def simulator() -> None:
    """Serve the simulated SMS gateway."""
    from deploy.simulator.main import serve

    logs.configure()
    serve(surroundings.settings("simulator_port", "sms_secret", "hook_secret"))


@contextmanager
def opened(role: str, *need: str) -> "Iterator[tuple[Settings, Store]]":
    """Settings and store for one process; connections are closed on leaving. Raises Problem on bad settings."""
    from shared.store.engine import open_store

    logs.configure()
    settings = surroundings.settings(f"database_{role}", *need)
    failpoints.arm(settings.failpoint)
    if settings.plain_http and not settings.demo:
        print("bangban: plain http: cookies are not Secure, for an intranet only", flush=True)
    store = open_store(settings, role)
    try:
        refuse_offset(settings, store)
        yield settings, store
    finally:
        store.engine.dispose()


def refuse_offset(settings: Settings, store: "Store") -> None:
    """Raises Problem where a database that is no demonstration runs ahead: its due dates would be lies."""
    from shared.store import offset

    if settings.demo:
        return
    with store.engine.connect() as conn:
        if offset.standing(conn):
            raise Problem("this database's clock runs ahead", "it was a demonstration; use a fresh database")
