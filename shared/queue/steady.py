"""Going on: a loop that outlives a database that is away for a while."""

import threading
from collections.abc import Callable

import psycopg
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

FIRST, LONGEST = 0.2, 5.0  # seconds to wait after a failure


def steadily(work: Callable[[], None], stop: threading.Event) -> None:
    """Calls `work` until `stop`; when the database fails it waits, ever longer, and calls again."""
    pause = FIRST
    while not stop.is_set():
        try:
            work()
            pause = FIRST
        except (DBAPIError, PoolTimeout, psycopg.Error) as error:
            structlog.get_logger("queue").warning("database.away", why=type(error).__name__, pause=pause)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST)
