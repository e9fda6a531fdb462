"""Signs of life: every process writes a row now and then, which the gateway shows to the monitoring."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from shared.kernel.build import build
from shared.kernel.ids import new_id

PAUSE = 15.0  # seconds between two signs
FORGOTTEN = 3600.0  # seconds of silence after which a row is no process any more; until then its silence is shown
_ALIVE = text("""
insert into processes (id, name, build, began_at, seen_at)
values (:id, :name, :build, clock_timestamp(), clock_timestamp())
on conflict (id) do update set seen_at = clock_timestamp()
""")
_FORGET = text("delete from processes where seen_at < clock_timestamp() - :silence * interval '1 second'")
_GONE = text("delete from processes where id = :id")


@contextmanager
def beating(engine: Engine, name: str, pause: float = PAUSE) -> Iterator[None]:
    """Signs of life of this process until the block is left in good order. A database that is away stops nothing."""
    stop, mine = threading.Event(), new_id()
    thread = threading.Thread(target=_beat, args=(engine, mine, name, pause, stop), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def _beat(engine: Engine, mine: UUID, name: str, pause: float, stop: threading.Event) -> None:
    while not stop.is_set():
        _write(engine, mine, name)
        stop.wait(pause)
    _say(engine, _GONE, id=mine)


def _write(engine: Engine, mine: UUID, name: str) -> None:
    _say(engine, _ALIVE, id=mine, name=name, build=build())
    _say(engine, _FORGET, silence=FORGOTTEN)


def _say(engine: Engine, statement: object, **values: object) -> None:
    try:
        with engine.begin() as conn:
            conn.execute(statement, values)  # type: ignore[call-overload]
    except SQLAlchemyError as error:
        # Also where the schema is older than this code and has no such table yet.
        structlog.get_logger().debug("heartbeat.failed", why=type(error).__name__)
