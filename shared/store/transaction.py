"""How a transaction ends: every commit of ours has a name, under which a test can make it fail."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from shared.kernel.failpoints import through


def commit(conn: Connection, point: str) -> None:
    """Commits. `point` is one of failpoints.POINTS."""
    through(point, conn.commit, _lost)


@contextmanager
def transaction(engine: Engine, point: str) -> Iterator[Connection]:
    """A transaction of its own, committed under this name on leaving; an exception leaves no trace."""
    with engine.connect() as conn:
        yield conn
        commit(conn, point)


def _lost() -> None:
    """What a driver says when the connection broke while the server's answer was awaited."""
    raise OperationalError("commit", None, ConnectionError("the answer to a commit was lost"))
